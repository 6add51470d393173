// Where models, prompts, patterns and scores come from: a running viewer, or the plain files of an exported site.
import { floats } from "./maths.js";
import { siteData } from "./site.js";
import { parseTiles } from "./tilelist.js";

/// Colour maps by name, base64.
export let palettes = {};

/// What the viewer said of itself: `{ live, scores: [{ name, summary }] }`.
export let session = { live: false, scores: [] };

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
    throw problem;
  }
  return answer;
}

/// The JSON at a path.
export const json = async path => (await get(path)).json();

/// A model and a prompt as parts of a path.
export const place = (model, hash) => `${model.split("/").map(encodeURIComponent).join("/")}/${encodeURIComponent(hash)}`;

const viewerData = {
  models: async () => takeFirst("models") ?? json("api/models"),
  prompts: async model => takeFirst("prompts", model) ?? (await json(`api/prompts?model=${encodeURIComponent(model)}`)).prompts,
  figures: async () => takeFirst("figures") ?? json("api/figures"),
  prompt: (model, hash) => {
    const [folder, name] = [model.split("/").map(encodeURIComponent).join("/"), encodeURIComponent(hash)];
    return json(`${folder}/prompts/${name}/prompt.json`);
  },
  async pattern(model, hash, layer, head, tag) {
    const version = tag ? `?v=${encodeURIComponent(tag)}` : "";
    const answer = await get(`api/pattern/${place(model, hash)}/${layer}/${head}${version}`);
    const [rows, columns] = answer.headers.get("X-Shape").split(",").map(Number);
    return { rows, columns, values: floats(await answer.arrayBuffer(), answer.headers.get("X-Dtype")) };
  },
  async cell(model, hash, query, key) {
    const answer = await get(`api/cell/${place(model, hash)}/${query}/${key}`);
    const [layers, heads] = answer.headers.get("X-Shape").split(",").map(Number);
    return { layers, heads, values: floats(await answer.arrayBuffer(), answer.headers.get("X-Dtype")) };
  },
  async tileList(items, size, signal) {
    const answer = await get(`api/tiles?size=${size}&of=${encodeURIComponent(items.map(tileName).join("~"))}`, { signal });
    return parseTiles(await answer.arrayBuffer());
  },
  tile(item, figure, size) {
    const version = `${item.tag ?? ""}-${figure.tag}`;
    return `api/tile/${place(item.model, item.hash)}/${item.layer}/${item.head}/`
      + `${encodeURIComponent(figure.file)}.${figure.format}?size=${size}&v=${encodeURIComponent(version)}`;
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
};

/// Models: `{ name, n_layers, n_heads, d_model, first_token, ... }`.
export const models = async () => (await source.models()).filter(model => model.n_layers > 0 && model.n_heads > 0
  || !model.n_layers).map(model => ({ ...model, n_layers: model.n_layers ?? 0, n_heads: model.n_heads ?? 0 }));

/// Prompts of a model: `{ hash, text, n_tokens, data_set, tag, layers }`.
export const prompts = model => source.prompts(model);

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

/// Tiles of items at once, as `parseTiles` gives them.
export const tileList = (items, size, signal) => source.tileList(items, size, signal);

/// One cell of every head, `{ layers, heads, values }`.
export const cell = (model, hash, query, key) => source.cell(model, hash, query, key);

/// Scores over prompts, as the viewer's `/api/scores` gives them.
export const scores = (model, hashes, names) => source.scores(model, hashes, names);

// Records and patterns that were asked for lately.
const records = new Map();
const patterns = new Map();
let patternBytes = 0;

/// A prompt with its tokens.
export async function prompt(model, hash) {
  const key = `${model}/${hash}`;
  if (!records.has(key)) {
    records.set(key, source.prompt(model, hash));
    records.get(key).catch(() => records.delete(key));
    if (records.size > 200) records.delete(records.keys().next().value);
  }
  return records.get(key);
}

/// A head's pattern; the last 128 MB of them are kept.
export async function pattern(model, hash, layer, head, tag) {
  const key = `${model}/${hash}/${layer}/${head}/${tag}`;
  let known = patterns.get(key);
  if (known) patterns.delete(key);
  else {
    known = { promise: source.pattern(model, hash, layer, head, tag), bytes: 0 };
    known.promise.then(found => {
      known.bytes = 4 * found.values.length;
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
