// The prompts of all models as one list, the newest first. Of a long list the page has the hashes; texts come as they
// are shown, so that ten thousand prompts cost no more than those in view.
import * as data from "./data.js";

const known = new Map(); // by hash
let [entries, total, modelNames] = [[], 0, []];
let whole = null; // ends when all hashes are there

/// The prompts that are known so far: `{ hash, models, by, isRead, text, n_tokens, data_set, source }`, of which `by` has
/// for each model `{ tag, layers }`, and texts are there where `isRead`.
export const all = () => entries;

/// How many there are.
export const count = () => total;

/// The prompt of a hash; undefined where it is not known.
export const entryOf = hash => known.get(hash);

function entry(hash, models) {
  if (!known.has(hash)) known.set(hash, { hash, models, by: {}, isRead: false, text: "", n_tokens: null, data_set: null, source: null });
  const found = known.get(hash);
  for (const model of models) {
    found.by[model] ??= {};
    if (!found.models.includes(model)) found.models = [...found.models, model];
  }
  return found;
}

function take({ models, ...told }) {
  const found = entry(told.hash, Object.keys(models));
  return Object.assign(found, told, { by: models, models: Object.keys(models), isRead: true });
}

/// Reads the first prompts of these models, and begins to read the hashes of the others.
export async function load(models) {
  const page = await data.promptPage({ models, from: 0, count: 100 });
  modelNames = models;
  total = page.total;
  entries = page.prompts.map(take);
  whole = entries.length >= total ? Promise.resolve() : null;
}

/// Ends when all hashes are there.
export function needAll() {
  whole ??= data.promptHashes({ models: modelNames }).then(found => { entries = listed(found); total = entries.length; });
  return whole;
}

const listed = ({ hashes, models }) => hashes.map((hash, i) => entry(hash, models ? models[i].map(place => modelNames[place]) : modelNames));

const drafts = []; // hashes of what was typed last
const mostDrafts = 8;

/// A prompt that was typed and is in no list: as the others, but for its tag. The last few are known.
export function typed({ hash, text, n_tokens, revision }, model) {
  const found = entry(hash, [model]);
  const before = drafts.indexOf(hash);
  if (before >= 0) drafts.splice(before, 1);
  drafts.push(hash);
  if (drafts.length > mostDrafts) {
    const old = drafts.shift();
    if (!entries.includes(known.get(old))) known.delete(old);
  }
  // What the session has captured of the text is the same, and stays.
  if (!entries.includes(found)) Object.assign(found, { text, n_tokens, isRead: true, by: { ...found.by, [model]: { tag: `draft${revision}`, layers: null } } });
  return found;
}

let waiting = null;

/// Ends when the texts of these prompts are there; what is asked for at one time is asked in one question.
export function read(wanted) {
  const missing = wanted.filter(one => !one.isRead);
  if (missing.length === 0) return Promise.resolve();
  if (!waiting) {
    const hashes = new Set();
    waiting = { hashes, end: Promise.resolve().then(async () => {
      waiting = null;
      const list = [...hashes];
      for (let start = 0; start < list.length; start += 200) {
        const page = await data.promptPage({ models: modelNames, hashes: list.slice(start, start + 200) });
        page.prompts.forEach(take);
      }
    }) };
  }
  for (const one of missing) waiting.hashes.add(one.hash);
  return waiting.end;
}

/// The prompts of hashes that an address names; those that are nowhere are left out.
export async function named(hashes) {
  const missing = hashes.filter(hash => !known.has(hash));
  for (let start = 0; start < missing.length; start += 200) {
    const page = await data.promptPage({ models: modelNames, hashes: missing.slice(start, start + 200) });
    page.prompts.forEach(take);
  }
  return hashes.map(entryOf).filter(Boolean);
}

/// The prompts that have all of some words, in an order: "text", "tokens", "data_set" or null for the newest first.
export async function search(words, sort, isDown) {
  if (entries.length >= total && entries.every(one => one.isRead)) return searchHere(words, sort, isDown);
  return listed(await data.promptHashes({ models: modelNames, search: words, sort, down: isDown }));
}

/// The same among prompts that are all read.
function searchHere(words, sort, isDown) {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter(one => {
    const text = `${one.text} ${one.data_set ?? ""} ${one.hash} ${one.source ?? ""}`.toLowerCase();
    return parts.every(part => text.includes(part));
  });
  const key = { text: one => one.text.toLowerCase(), tokens: one => one.n_tokens ?? -1, data_set: one => one.data_set ?? "" }[sort];
  if (key) found.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (isDown ? -1 : 1));
  else if (isDown) found.reverse();
  return found;
}
