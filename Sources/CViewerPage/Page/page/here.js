// What the page of one head shows: which head of which prompt, those beside it, the cell that is pointed at, and how all is drawn.
import * as library from "./prompts.js";

export const here = {
  models: [],
  figures: [], // what may be drawn of a head beside its pattern
  place: null, // the page's head: { model, hash, layer, head }
  pins: [], // the same for those that are pinned
  panels: [], // what is loaded of them, as `loadPanel` gives it
  cursor: null, // { query, key }
  isLocked: false,
  isFromQuery: true,
  wantedView: null, // a part of the pattern that the address names, until there is a pattern
};

export const options = { map: "", limits: "own", low: 0, high: 1, scale: "sqrt", first: "", by: "strongest", difference: false, figure: "" };

export const modelOf = name => here.models.find(model => model.name === name);
export const entryOf = ({ hash }) => library.entryOf(hash);
export const tagOf = ({ model, hash }) => library.entryOf(hash)?.by[model]?.tag;

/// The prompts that a model has, of those that are known.
export const promptsOf = model => library.all().filter(prompt => prompt.by[model]);

export const isSame = (a, b) => a.model === b.model && a.hash === b.hash && a.layer === b.layer && a.head === b.head;

/// Whether a prompt is one that was typed and is in no list.
export const isDraft = place => place.hash.startsWith("edited-") || Boolean(tagOf(place)?.startsWith("draft"));
