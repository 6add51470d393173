// The pictures of tiles. A viewer sends those of a row as pixels in one answer, since a browser takes longer to ask for a
// picture than to show it; what is no heat map, and what lies on a plain host, is loaded one by one.
import * as data from "./data.js";
import { make, painted } from "./dom.js";

const most = 48e6; // bytes of pixels that are kept
const kept = new Map(); // pixels by the tile's size and name, the latest last
let keptBytes = 0;
const drawnAlone = new Set(); // figures that are no heat maps

let before = null; // ends when the page's first pictures are on the screen
const longest = 48; // tiles after which a list takes no other row

/// Asks for the pictures of rows, each a list of items, and gives for each row what fills its tiles.
///
/// The first row goes alone, as it is the first to be seen; of the others some go together. As a page begins, these are
/// drawn when the first is on the screen: a browser takes a while to show many pictures at once.
export function askForRows(rows, size, look) {
  const asked = rows.map(items => new RowOfPictures(items, size, look));
  let list = [];
  asked.forEach((row, i) => {
    const missing = row.missing.map(i => ({ row, i }));
    for (const one of missing) if (takesLong(one)) askLater(() => row.isStopped ? null : ask([one], size, look));
    list.push(...missing.filter(one => !takesLong(one)));
    if (i > 0 && list.length < longest && i < asked.length - 1) return;
    if (list.length > 0) {
      const answer = ask(list, size, look, before);
      before ??= answer.then(painted).then(painted);
    }
    list = [];
  });
  return asked;
}

/// Whether a picture takes the viewer seconds, as one of a long prompt does whose weights are computed for it.
const takesLong = ({ row, i }) => row.items[i].prompt?.n_tokens > 2048;

const waiting = [];
let underWay = 0;

/// Asks for what takes long one after the other, two at a time: the first are seen soon, and a browser, which has six
/// connections, has some for all else.
function askLater(body) {
  waiting.push(body);
  goOn();
}

async function goOn() {
  if (underWay === 2 || waiting.length === 0) return;
  underWay++;
  try { await waiting.shift()(); } finally { underWay--; }
  goOn();
}

/// The pictures of a row, some of which are there and some on their way.
class RowOfPictures {
  constructor(items, size, look) {
    Object.assign(this, { items, size, look, tiles: [], images: [], isStopped: false, stoppers: [] });
    this.names = items.map(item => nameOf(item, size, look));
    this.kept = this.names.map(take);
    const isListed = i => !this.kept[i] && data.hasTileLists() && !drawnAlone.has(items[i].figure.name);
    this.missing = items.map((_, i) => i).filter(isListed);
  }

  /// Puts pictures into tiles `{ show(make), fail(problem) }`, now or when they come; called once, and at once. `make` is
  /// given the canvas that the tile has, or null, and gives the element to show.
  fill(tiles) {
    this.tiles = tiles;
    const missing = new Set(this.missing);
    const { kept } = this;
    tiles.forEach((_, i) => {
      if (kept[i]) tiles[i].show(canvas => draw(kept[i], canvas));
      else if (!missing.has(i)) this.load(i);
    });
    this.kept = [];
  }

  /// Takes a picture of a list.
  put(i, found) {
    if (found.width) keep(this.names[i], found);
    if (this.isStopped) return;
    if (found.error) this.tiles[i].fail(Object.assign(new Error(found.error), { details: found }));
    else if (found.picture) {
      drawnAlone.add(this.items[i].figure.name);
      this.load(i);
    } else this.tiles[i].show(canvas => draw(found, canvas));
  }

  load(i) {
    const { figure } = this.items[i];
    this.images.push(load(this.tiles[i], data.tile(this.items[i], figure, this.size), figure.format));
  }

  /// Stops what is on its way.
  stop() {
    this.isStopped = true;
    for (const stop of this.stoppers) stop();
    for (const image of this.images) {
      image.onload = image.onerror = null;
      if (!image.complete) image.removeAttribute("src");
    }
  }
}

/// Asks for pictures `{ row, i }` in one question, and draws them when `before` has ended; nobody waits for the answer any
/// more when all their rows have stopped.
async function ask(wanted, size, look, before) {
  const stopper = new AbortController();
  const rows = new Set(wanted.map(({ row }) => row));
  for (const row of rows) row.stoppers.push(() => { if ([...rows].every(other => other.isStopped)) stopper.abort(); });
  let found;
  try {
    found = await data.tileList(wanted.map(({ row, i }) => row.items[i]), size, look, stopper.signal);
    await before;
  } catch (problem) {
    for (const { row, i } of wanted) if (!row.isStopped) row.tiles[i].fail(problem);
    return;
  }
  wanted.forEach(({ row, i }, place) => row.put(i, found[place]));
}

/// Loads a picture by its address.
function load(tile, address, format) {
  const image = make("img", { alt: "", decoding: "async", draggable: false });
  image.onload = () => {
    tile.show(() => image);
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
  };
  image.onerror = async () => {
    let reason = new Error("the picture can't be shown");
    try { await data.get(address); } catch (problem) { reason = problem; }
    tile.fail(reason);
  };
  // No browser draws one as an image.
  if (format === "pdf") tile.show(() => make("a", { href: address, download: "" }, "save the PDF"));
  else if (format === "svgz") inflate(address).then(inflated => { image.src = inflated; }, tile.fail);
  else image.src = address;
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

/// Whether all above the diagonal has one colour, and below it some has another.
function isCausal(width, height, indices) {
  if (width !== height || width < 3) return false;
  const hidden = indices[1];
  for (let row = 0; row < height; row++) {
    for (let column = row + 1; column < width; column++) if (indices[row * width + column] !== hidden) return false;
  }
  return indices.some(index => index !== hidden);
}

/// Puts pixels on a canvas of their size, the one that is there or another.
function draw({ width, height, colors, indices }, canvas) {
  canvas ??= make("canvas");
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  // What no query of a causal pattern can see is no zero: what lies behind shows through.
  const isMasked = isCausal(width, height, indices);
  for (let i = 0; i < words.length; i++) words[i] = isMasked && i % width > Math.floor(i / width) ? 0 : colors[indices[i]];
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

const nameOf = (item, size, look) => `${size}${look} ${data.tileName(item)}`;

let typed = []; // names of pictures of what was typed last

/// Takes pictures of what was typed, which came with it; those of before are of no more use.
export function keepTyped(items, size, look, found) {
  for (const name of typed) drop(name);
  typed = items.map(item => nameOf(item, size, look));
  typed.forEach((name, i) => { if (found[i]?.width) keep(name, found[i]); });
}

function drop(name) {
  keptBytes -= kept.get(name)?.indices.length ?? 0;
  kept.delete(name);
}

function take(name) {
  const pixels = kept.get(name);
  if (!pixels) return null;
  kept.delete(name);
  kept.set(name, pixels);
  return pixels;
}

function keep(name, pixels) {
  if (kept.has(name)) return;
  kept.set(name, pixels);
  keptBytes += pixels.indices.length;
  for (const old of kept.keys()) {
    if (keptBytes <= most) break;
    drop(old);
  }
}
