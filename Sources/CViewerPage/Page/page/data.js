// Where models, prompts, patterns and scores come from: a running viewer, or the plain files of an exported site.
import { FarPattern } from "./far.js";
import { extent, floats, isCausal } from "./maths.js";
import { siteData } from "./site.js";
import { parseTiles } from "./tilelist.js";

/// Colour maps by name, base64.
export let palettes = {};

/// What the viewer said of itself: `{ live, scores: [{ name, summary }] }`.
export let session = { live: false, runs: null, scores: [] };

let source = null;
let first = {}; // what the page began with, for those that ask first

/// Finds out where data come from; must have ended before anything else here is called.
export async function start() {
  const told = document.getElementById("start").textContent;
  if (told) {
    first = JSON.parse(told);
    session = first.session;
    source = viewerData;
    return;
  }
  const site = await siteData();
  if (!site) throw new Error("There is no site.json beside this page.");
  ({ session, palettes } = site);
  asked = Promise.resolve();
  source = site;
}

let asked = null;

/// Must have ended before colours of values are asked for.
export function needPalettes() {
  asked ??= json("api/palettes").then(found => { palettes = found; }, problem => { asked = null; throw problem; });
  return asked;
}

/// Asks for everything anew from now on.
export function forgetFirst() { first = {}; }

/// What the page began with, the first time that it is asked for; undefined from then on.
function takeFirst(name, key) {
  const all = key === undefined ? first : first[name] ?? {};
  const value = all[key ?? name];
  delete all[key ?? name];
  return value;
}

/// An answer that is there; throws an Error with the viewer's own words where it is not.
export async function get(path, options) {
  let answer;
  try { answer = await fetch(path, options); } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Error("The viewer does not answer; it may have been stopped.");
  }
  if (!answer.ok) {
    const text = await answer.text();
    let told = null;
    try { told = JSON.parse(text); } catch { /* a plain host's own page */ }
    const problem = new Error(told?.error ?? `${path} is missing (${answer.status})`);
    problem.details = told;
    problem.status = answer.status;
    throw problem;
  }
  return answer;
}

/// The JSON at a path.
export const json = async (path, options) => (await get(path, options)).json();

/// Asks what the viewer is and can now.
export async function askSession() { session = { ...session, ...await json("api/session") }; }

/// A model and a prompt as parts of a path.
const place = (model, hash) => `${model.split("/").map(encodeURIComponent).join("/")}/${encodeURIComponent(hash)}`;

const viewerData = {
  models: async () => takeFirst("models") ?? json("api/models"),
  async promptPage({ models, from, count, hashes }) {
    if (!hashes && from === 0) {
      const begun = takeFirst("prompts");
      if (begun?.error) throw new Error(begun.error);
      if (begun) return begun;
    }
    const which = hashes ? `hashes=${hashes.map(encodeURIComponent).join("~")}` : `from=${from}&count=${count}`;
    return json(`api/prompts?models=${models.map(encodeURIComponent).join("~")}&${which}`);
  },
  promptHashes: ({ models, search = "", sort, down }) => json(`api/prompts?fields=hash&models=${models.map(encodeURIComponent).join("~")}`
    + `&search=${encodeURIComponent(search)}${sort ? `&sort=${sort}` : ""}${down ? "&down=1" : ""}`),
  tokens: (model, hash, rows, columns) => json(`api/tokens/${place(model, hash)}/${rows}/${columns}`),
  figures: async () => takeFirst("figures") ?? json("api/figures"),
  prompt: (model, hash) => {
    const [folder, name] = [model.split("/").map(encodeURIComponent).join("/"), encodeURIComponent(hash)];
    return json(`${folder}/prompts/${name}/prompt.json`);
  },
  pattern: (model, hash, layer, head, tag) => readPattern(`${place(model, hash)}/${layer}/${head}`, tag ? `&v=${encodeURIComponent(tag)}` : ""),
  async cell(model, hash, query, key) {
    const answer = await get(`api/cell/${place(model, hash)}/${query}/${key}`);
    const [layers, heads] = answer.headers.get("X-Shape").split(",").map(Number);
    return { layers, heads, values: floats(await answer.arrayBuffer(), answer.headers.get("X-Dtype")) };
  },
  async tileList(items, size, look, signal) {
    const answer = await get(`api/tiles?size=${size}${look}&of=${encodeURIComponent(items.map(tileName).join("~"))}`, { signal });
    return parseTiles(await answer.arrayBuffer()).tiles;
  },
  tile(item, figure, size) {
    const version = `${item.tag ?? ""}-${figure.tag}`;
    return `api/tile/${place(item.model, item.hash)}/${item.layer}/${item.head}/`
      + `${encodeURIComponent(figure.file)}.${figure.format}?${size ? `size=${size}&` : ""}v=${encodeURIComponent(version)}`;
  },
  async scores(model, hashes, names) {
    const all = { model, prompts: [], scores: Object.fromEntries(names.map(name => [name, []])), problems: [] };
    for (let start = 0; start < hashes.length; start += 100) { // addresses have a longest length
      const some = hashes.slice(start, start + 100).join("~");
      const part = await json(`api/scores?model=${encodeURIComponent(model)}&prompts=${some}&scores=${names.join("~")}`);
      [all.layers, all.heads] = [part.layers, part.heads];
      all.prompts.push(...part.prompts);
      all.problems.push(...part.problems);
      for (const name of names) all.scores[name].push(...part.scores[name]);
    }
    return all;
  },
  async scoreSummary(model, hashes, name, sample) {
    const which = hashes ? `&prompts=${hashes.join("~")}` : "";
    // An address has a longest length: of many chosen prompts as many as fit, evenly spaced.
    if (which.length > 24000) {
      const most = Math.min(sample ?? 1000, 1000);
      const some = Array.from({ length: most }, (_, i) => hashes[Math.floor(i * hashes.length / most)]);
      return { ...await viewerData.scoreSummary(model, some, name), total: hashes.length };
    }
    return json(`api/scores?summary=1&model=${encodeURIComponent(model)}&scores=${encodeURIComponent(name)}${which}${sample ? `&sample=${sample}` : ""}`);
  },
};

/// Cells up to which a pattern comes whole.
const mostCells = 1 << 22;

/// A head's pattern: whole where it is small, else seen from afar; `look` is what its address says beside its place.
async function readPattern(head, version, look = "") {
  const answer = await get(`api/pattern/${head}?most=${mostCells}${look}${version}`);
  const [rows, columns] = answer.headers.get("X-Shape").split(",").map(Number);
  const read = async answer => floats(await answer.arrayBuffer(), answer.headers.get("X-Dtype"));
  const step = Number(answer.headers.get("X-Step") ?? 0);
  if (!step) {
    // What all of it has to be looked through for is known when it is asked for ahead.
    const pattern = { rows, columns, values: await read(answer) };
    return Object.assign(pattern, extent(pattern.values), { isCausal: isCausal(pattern) });
  }
  const seesBack = answer.headers.get("X-Causal") === "1";
  const overview = { rows: Math.ceil(rows / step), columns: Math.ceil(columns / step), values: await read(answer), isCausal: seesBack };
  return new FarPattern({
    rows, columns, isCausal: seesBack, step, overview, range: answer.headers.get("X-Range").split(",").map(Number),
    async ask({ rows, keys, step }) {
      const span = (name, ends) => ends ? `&${name}=${ends.join("-")}` : "";
      const part = await get(`api/part/${head}?step=${step}${span("rows", rows)}${span("keys", keys)}${look}${version}`);
      const [high, wide] = part.headers.get("X-Shape").split(",").map(Number);
      return { rows: high, columns: wide, values: await read(part) };
    },
    other: (first, by) => readPattern(head, version, (first ? `&first=${first}` : "") + (by === "mean" ? "&by=mean" : "")),
  });
}

/// Models: `{ name, n_layers, n_heads, d_model, patternless: { LAYER: what it has instead of attention }, ... }`.
export const models = async () => (await source.models()).filter(model => model.n_layers > 0 && model.n_heads > 0
  || !model.n_layers).map(model => ({ ...model, n_layers: model.n_layers ?? 0, n_heads: model.n_heads ?? 0, patternless: model.patternless_layers ?? {} }));

/// Some prompts of models: `{ total, prompts: [{ hash, text, n_tokens, data_set, source, models: { NAME: { tag, layers } } }] }`.
export const promptPage = question => source.promptPage(question);

/// The hashes of all prompts that have some words: `{ hashes, models }`, models as places in the question's.
export const promptHashes = question => source.promptHashes(question);

/// The tokens at the sides of a pattern of this shape: `{ queries, keys, note }`, lists of `{ text, label }` or null.
export const tokens = (model, hash, rows, columns) =>
  kept(records, `tokens ${model}/${hash} ${rows} ${columns}`, () => source.tokens(model, hash, rows, columns));

/// Figure functions, one entry for each picture: `{ name, file, format, summary, origin, code, tag }`.
export async function figures() {
  return (await source.figures()).flatMap(figure => {
    const entry = { ...figure, format: figure.format ?? "png", file: figure.name };
    const names = [...figure.figures ?? [], ...found.get(figure.name) ?? []].filter(Boolean);
    if (names.length === 0) return [entry];
    return [...new Set(names)].map(name => ({ ...entry, name: `${figure.name}.${name}`, file: `${figure.name}.${name}` }));
  });
}

const found = new Map();

/// Keeps names of figures that a function turned out to draw; says whether they were unknown.
export function learnFigures(name, names) {
  if (found.has(name)) return false;
  found.set(name, names);
  return true;
}

/// What tells a tile from all others of its size.
export const tileName = ({ model, hash, layer, head, tag, figure }) =>
  `${model}/${hash}/${layer}/${head}/${figure.file}.${figure.format}@${tag ?? ""}-${figure.tag}`;

/// The address of a tile.
export const tile = (item, figure, size) => source.tile(item, figure, size);

/// Whether many tiles can be had at once.
export const hasTileLists = () => Boolean(source.tileList);

/// Tiles of items at once in a look (a part of the address), as `parseTiles` gives them.
export const tileList = (items, size, look, signal) => source.tileList(items, size, look, signal);

/// What a session's model makes of a text, with the pictures of heads where the address asks for tiles: `{ told, tiles }`.
export async function run(path, options) {
  const answer = await get(path, options);
  if (answer.headers.get("Content-Type") === "application/json") return { told: await answer.json(), tiles: [] };
  return parseTiles(await answer.arrayBuffer());
}

/// One cell of every head, `{ layers, heads, values }`.
export const cell = (model, hash, query, key) => source.cell(model, hash, query, key);

/// Scores over prompts, as the viewer's `/api/scores` gives them.
export const scores = (model, hashes, names) => source.scores(model, hashes, names);

/// Means and spreads of a score over prompts, all where `hashes` is null, or over a sample of so many.
export const scoreSummary = (model, hashes, name, sample) => source.scoreSummary(model, hashes, name, sample);

// Records and patterns that were asked for lately.
const records = new Map();
const patterns = new Map();
let patternBytes = 0;

/// A prompt's record.
export const prompt = (model, hash) => kept(records, `${model}/${hash}`, () => source.prompt(model, hash));

/// What is kept under a key, or what `ask` gives; the latest 400 stay.
function kept(map, key, ask) {
  if (!map.has(key)) {
    map.set(key, ask());
    map.get(key).catch(() => map.delete(key));
    if (map.size > 400) map.delete(map.keys().next().value);
  }
  return map.get(key);
}

/// A head's pattern; the last 128 MB of them are kept.
export async function pattern(model, hash, layer, head, tag) {
  const key = `${model}/${hash}/${layer}/${head}/${tag}`;
  let known = patterns.get(key);
  if (known) patterns.delete(key);
  else {
    known = { promise: source.pattern(model, hash, layer, head, tag), bytes: 0 };
    known.promise.then(found => {
      known.bytes = 4 * (found.values ?? found.overview.values).length;
      patternBytes += known.bytes;
    }, () => patterns.delete(key));
  }
  patterns.set(key, known); // the latest comes last
  for (const [old, entry] of patterns) {
    if (patternBytes < 128e6 || old === key) break;
    patternBytes -= entry.bytes;
    patterns.delete(old);
  }
  return known.promise;
}
