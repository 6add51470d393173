// What is changed in the model while it reads what is typed: heads that are off, cells that are cut, the first token that
// no later one sees.
import { make } from "./dom.js";

const off = new Set(); // names of heads, as L3H4
const cuts = new Set(); // cells, as L3H4.13.6
let dropsFirst = false;

/// Whether a head is switched off, a cell cut, the first token dropped.
export const isOff = name => off.has(name);
export const isCut = name => cuts.has(name);
export const isFirstDropped = () => dropsFirst;

/// Whether anything is changed.
export const isChanged = () => off.size + cuts.size > 0 || dropsFirst;

/// Makes a change, or takes it back.
export function toggleOff(name) { if (!off.delete(name)) off.add(name); }
export function toggleCut(name) { if (!cuts.delete(name)) cuts.add(name); }
export function toggleFirst() { dropsFirst = !dropsFirst; }

/// Takes back the cuts, which belong to one text, or with `all` everything.
export function forget(all) {
  cuts.clear();
  if (all) { off.clear(); dropsFirst = false; }
}

/// The changes as a part of an address; empty where there are none.
export const inAddress = () => (off.size ? `&off=${[...off].join("~")}` : "") + (cuts.size ? `&cut=${[...cuts].join("~")}` : "")
  + (dropsFirst ? "&first=drop" : "");

/// A button for each change that takes it back, and then calls `undone`.
export function chips(undone) {
  const chip = (text, undo) => make("button", { type: "button", title: "Undo", onclick: () => { undo(); undone(); } }, `${text} ×`);
  return [...[...off].map(name => chip(`${name} is off`, () => off.delete(name))),
    ...[...cuts].map(name => { const [head, query, key] = name.split("."); return chip(`${head}: ${query} does not see ${key}`, () => cuts.delete(name)); }),
    ...dropsFirst ? [chip("no later token sees the first", () => { dropsFirst = false; })] : []];
}
