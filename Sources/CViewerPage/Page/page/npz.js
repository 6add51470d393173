// Reads arrays out of npz files (zip files of npy files) by their addresses, and no more of a file than is needed where
// the host sends parts of files.
import { floats } from "./maths.js";

const directories = new Map();

async function part(url, from, to) {
  const answer = await fetch(url, { headers: { Range: `bytes=${from < 0 ? from : `${from}-${to - 1}`}` } });
  if (!answer.ok) throw new Error(`${url} is missing (${answer.status})`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (answer.status === 206) {
    const total = Number(/\/(\d+)$/.exec(answer.headers.get("Content-Range") ?? "")?.[1]);
    return { bytes, start: from < 0 ? total - bytes.length : from };
  }
  return { bytes, start: 0 };
}

/// The members of a zip file: name to `{ offset, size, method }`, from the directory at its end.
async function directory(url) {
  const { bytes, start } = await part(url, -65536);
  const view = new DataView(bytes.buffer);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error(`${url} is no npz file`);
  const [count, offset, size] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true), view.getUint32(end + 12, true)];
  const whole = offset >= start ? { bytes, start } : await part(url, offset, offset + size);
  const list = new DataView(whole.bytes.buffer);
  const members = new Map();
  let at = offset - whole.start;
  for (let i = 0; i < count; i++) {
    const [name, extra, comment] = [28, 30, 32].map(field => list.getUint16(at + field, true));
    const text = new TextDecoder().decode(whole.bytes.subarray(at + 46, at + 46 + name));
    members.set(text.replace(/\.npy$/, ""), {
      method: list.getUint16(at + 10, true), size: list.getUint32(at + 20, true), offset: list.getUint32(at + 42, true),
    });
    at += 46 + name + extra + comment;
  }
  return { members, file: start === 0 ? bytes : null };
}

/// The array `name` of the npz file at `url`: `{ shape, values }`.
export async function npzArray(url, name) {
  if (!directories.has(url)) {
    directories.set(url, directory(url));
    directories.get(url).catch(() => directories.delete(url));
    if (directories.size > 8) directories.delete(directories.keys().next().value);
  }
  const { members, file } = await directories.get(url);
  const member = members.get(name);
  if (!member) throw new Error(`${url} has no array ${name}`);
  const { bytes, start } = file ? { bytes: file, start: 0 }
    : await part(url, member.offset, member.offset + member.size + 4096);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const at = member.offset - start;
  const content = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const packed = bytes.subarray(content, content + member.size);
  if (member.method === 0) return npyArray(packed.slice().buffer);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return npyArray(await new Response(stream).arrayBuffer());
}

/// The array in the bytes of an npy file: `{ shape, values }`.
function npyArray(buffer) {
  const view = new DataView(buffer);
  const wide = view.getUint8(6) > 1;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (wide ? 12 : 10) + length;
  const header = new TextDecoder().decode(new Uint8Array(buffer, wide ? 12 : 10, length));
  const type = /'descr': '([<|=])f([24])'/.exec(header);
  if (!type || /'fortran_order': True/.test(header)) throw new Error("only float32 and float16 in C order can be read");
  const shape = /'shape': \(([^)]*)\)/.exec(header)[1].split(",").map(text => text.trim()).filter(Boolean).map(Number);
  return { shape, values: floats(buffer.slice(start), type[2] === "2" ? "float16" : "float32") };
}
