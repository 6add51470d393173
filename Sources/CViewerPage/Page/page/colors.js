// Colours: the tables of the server's pictures, and scales that place values in them.
import * as data from "./data.js";
import { extent } from "./maths.js";

/// Maps in the order in which they are offered.
export const offered = ["Blues", "viridis", "cividis", "Greys", "magma", "inferno", "plasma", "YlOrRd", "YlGnBu",
  "Purples", "Greens", "turbo"];
export const diverging = ["RdBu", "PuOr", "BrBG", "PiYG", "coolwarm", "seismic"];

const tables = new Map();

/// The bytes of a map: 3 for each colour. `_r` at the end reverses it.
function table(name) {
  if (tables.has(name)) return tables.get(name);
  const reversed = name.endsWith("_r");
  const plain = reversed ? name.slice(0, -2) : name;
  const text = data.palettes[plain] ?? data.palettes.Grays ?? data.palettes.viridis;
  let bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  if (reversed) {
    const turned = new Uint8Array(bytes.length);
    for (let i = 0; i < bytes.length; i += 3) turned.set(bytes.subarray(bytes.length - 3 - i, bytes.length - i), i);
    bytes = turned;
  }
  tables.set(name, bytes);
  return bytes;
}

/// The colour of a place in 0...1, as CSS writes it.
export function color(name, place) {
  const bytes = table(name);
  const i = 3 * Math.max(0, Math.min(bytes.length / 3 - 1, Math.floor(place * bytes.length / 3)));
  return `rgb(${bytes[i]} ${bytes[i + 1]} ${bytes[i + 2]})`;
}

/// How values are spread over a map: `{ map, low, high, scale }`, of which `scale` is "linear", "sqrt" or "log".
///
/// `limits` is "own" (from the least to the largest value), "unit" (0 to 1), "balanced" (0 in the middle) or a pair.
export function scaleOf(patterns, { map, limits, scale = "linear" }) {
  let [low, high] = [0, 1];
  if (Array.isArray(limits)) [low, high] = limits;
  else if (limits !== "unit") {
    const ranges = patterns.map(pattern => pattern.range ?? extent(pattern.values).range);
    low = Math.min(...ranges.map(pair => pair[0]));
    high = Math.max(...ranges.map(pair => pair[1]));
    if (limits === "balanced") {
      high = Math.max(-low, high) || 1;
      low = -high;
    }
  }
  if (scale === "log") {
    high = high > 0 ? high : 1;
    low = Math.max(low, Math.min(1e-4, high / 10));
  }
  return { map, low, high, scale };
}

/// The place of a value in 0...1.
function placeOf(value, { low, high, scale }) {
  if (scale === "log") return Math.log(Math.max(value, low) / low) / Math.log(high / low || 2);
  const place = (value - low) / (high - low || 1);
  return scale === "sqrt" ? Math.sqrt(Math.max(0, place)) : place;
}

/// The value at a place in 0...1.
export const valueAt = (place, { low, high, scale }) => scale === "log" ? low * (high / low) ** place
  : low + (scale === "sqrt" ? place * place : place) * (high - low);

/// What NaN looks like, and what no query can see: `[r, g, b, a]`.
export const [missing, masked] = [[214, 39, 180, 255], [0, 0, 0, 0]];

/// A pattern as pixels, one a value.
export function pixels({ rows, columns, values, hidden, isCausal }, scale, unseen = masked) {
  const bytes = table(scale.map);
  const count = bytes.length / 3;
  const image = new ImageData(columns, rows);
  const data = image.data;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (hidden ? hidden[i] : isCausal && i % columns > Math.floor(i / columns)) { data.set(unseen, 4 * i); continue; }
    if (Number.isNaN(value)) { data.set(missing, 4 * i); continue; }
    const place = placeOf(value, scale) * count;
    const entry = 3 * (place >= count ? count - 1 : place > 0 ? Math.floor(place) : 0);
    data[4 * i] = bytes[entry];
    data[4 * i + 1] = bytes[entry + 1];
    data[4 * i + 2] = bytes[entry + 2];
    data[4 * i + 3] = 255;
  }
  return image;
}

// Okabe and Ito's colours, which colour-blind readers can tell apart, then lighter and darker ones of them.
const categories = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#888888"];

/// The colour of a category by its number.
export const categoryColor = number => number < categories.length ? categories[number]
  : `hsl(${(number * 137.5) % 360} 60% ${45 + 20 * (number % 2)}%)`;

/// Whether the page is dark now.
export function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
