// The pictures of tiles. A viewer sends those of a row as pixels in one answer, since a browser takes longer to ask for a
// picture than to show it; what is no heat map, and what lies on a plain host, is loaded one by one.
import * as data from "./data.js";
import { make } from "./dom.js";

const most = 48e6; // bytes of pixels that are kept
const kept = new Map(); // pixels by the tile's address, the latest last
let keptBytes = 0;
const drawnAlone = new Set(); // figures that are no heat maps

/// Puts pictures into a row of tiles `{ item, show(element), fail(problem) }`, and gives what stops that.
export function fillTiles(tiles, size) {
  const images = [];
  const missing = [];
  for (const tile of tiles) {
    tile.address = data.tile(tile.item, tile.item.figure, size);
    const pixels = take(tile.address);
    if (pixels) tile.show(draw(pixels));
    else if (data.hasTileLists() && !drawnAlone.has(tile.item.figure.name)) missing.push(tile);
    else images.push(load(tile));
  }
  const list = missing.length ? inList(missing, size, images) : null;
  return () => {
    list?.stop();
    for (const image of images) {
      image.onload = image.onerror = null;
      if (!image.complete) image.removeAttribute("src");
    }
  };
}

const longest = 48; // tiles after which a list takes no other row
let open = null; // the list that takes what is asked for in this turn

/// Asks for a row's tiles: the first row of a turn at once and alone, as it is the first to be seen, the others together.
function inList(tiles, size, images) {
  const row = { tiles, images, isStopped: false, stop() { row.isStopped = true; row.list?.stop(); } };
  if (!open) {
    send(listOf([row], size));
    open = listOf([], size);
    queueMicrotask(() => { send(open); open = null; });
    return row;
  }
  if (open.size !== size || open.rows.reduce((sum, { tiles }) => sum + tiles.length, 0) >= longest) {
    send(open);
    open = listOf([], size);
  }
  open.rows.push(row);
  return row;
}

/// Rows that are asked for together; nobody waits for them any more when all have stopped.
function listOf(rows, size) {
  const stopper = new AbortController();
  return { rows, size, signal: stopper.signal, stop: () => { if (rows.every(row => row.isStopped)) stopper.abort(); } };
}

async function send(list) {
  const rows = list.rows.filter(row => !row.isStopped);
  if (rows.length === 0) return;
  for (const row of rows) row.list = list;
  const wait = rows.flatMap(row => row.tiles.map(tile => ({ tile, row })));
  let found;
  try { found = await data.tileList(wait.map(({ tile }) => tile.item), list.size, list.signal); } catch (problem) {
    for (const { tile, row } of wait) if (!row.isStopped) tile.fail(problem);
    return;
  }
  wait.forEach(({ tile, row }, i) => put(tile, found[i], row));
}

function put(tile, found, row) {
  if (found.width) keep(tile.address, found);
  if (row.isStopped) return;
  if (found.error) tile.fail(Object.assign(new Error(found.error), { details: found }));
  else if (found.picture) {
    drawnAlone.add(tile.item.figure.name);
    row.images.push(load(tile));
  } else tile.show(draw(found));
}

/// Loads a picture by its address.
function load(tile) {
  const image = make("img", { alt: "", decoding: "async", draggable: false });
  image.onload = () => {
    tile.show(image);
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
  };
  image.onerror = async () => {
    let reason = new Error("the picture can't be shown");
    try { await data.get(tile.address); } catch (problem) { reason = problem; }
    tile.fail(reason);
  };
  if (tile.item.figure.format === "svgz") inflate(tile.address).then(address => { image.src = address; }, tile.fail);
  else image.src = tile.address;
  return image;
}

/// The address of a drawing that lies compressed on a host which does not say so.
async function inflate(address) {
  const packed = await (await data.get(address)).blob();
  const [first, second] = new Uint8Array(await packed.slice(0, 2).arrayBuffer());
  const text = first === 0x1f && second === 0x8b
    ? await new Response(packed.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer() : packed;
  return URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
}

/// Puts pixels on a canvas of their size.
function draw({ width, height, colors, indices }) {
  const canvas = make("canvas", { width, height });
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  for (let i = 0; i < words.length; i++) words[i] = colors[indices[i]];
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

function take(address) {
  const pixels = kept.get(address);
  if (!pixels) return null;
  kept.delete(address);
  kept.set(address, pixels);
  return pixels;
}

function keep(address, pixels) {
  if (kept.has(address)) return;
  kept.set(address, pixels);
  keptBytes += pixels.indices.length;
  for (const [old, { indices }] of kept) {
    if (keptBytes <= most) break;
    kept.delete(old);
    keptBytes -= indices.length;
  }
}
