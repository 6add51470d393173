// The address of a head's page: its place and how it is looked at, taken from there and shown there.
import * as data from "./data.js";
import { say } from "./dom.js";
import { everyHead } from "./heads.js";
import { here, modelOf, options, promptsOf } from "./here.js";
import * as library from "./prompts.js";
import { list, parseHead, read, write } from "./state.js";

/// Shows in the address what is on the page; `view` is the part of the pattern that is, `{ x, y, zoom }`.
export function toAddress(view, isStep = false) {
  const { place, pins, cursor, isLocked } = here;
  if (!place) return;
  const { x = 0, y = 0, zoom = 1 } = view ?? here.wantedView ?? {};
  write([
    ["prompt", place.hash], ["head", `${place.model}.L${place.layer}.H${place.head}`],
    ["pin", pins.length ? pins.map(pin => `${pin.model}.L${pin.layer}.H${pin.head}@${pin.hash}`).join("~") : undefined],
    ["cell", isLocked && cursor ? `${cursor.query}.${cursor.key}` : undefined], ["difference", options.difference && pins.length ? "yes" : undefined],
    ["map", options.map || undefined], ["figure", options.figure || undefined], ["limits", options.limits === "own" ? undefined : options.limits],
    ["low", options.limits === "fixed" ? options.low : undefined], ["high", options.limits === "fixed" ? options.high : undefined],
    ["scale", options.scale === "sqrt" ? undefined : options.scale],
    ["zoom", zoom > 1 ? [zoom, x, y].map(value => Number(value.toFixed(2))).join(",") : undefined], // ZOOM,KEY,QUERY
    ["first", options.first || undefined], ["by", options.by === "mean" ? "mean" : undefined], ["direction", here.isFromQuery ? undefined : "key"],
  ], isStep);
}

/// Takes the page's head and options from the address; the first of all where it names none.
export async function fromAddress() {
  const values = read();
  const head = parseHead(values.get("head"));
  const name = head && here.models.find(model => model.name === head.model || model.model_name === head.model)?.name;
  const model = name ?? here.models[0]?.name;
  if (!model) throw new Error("There are no captures here yet.");
  if (head && !name) say(`There is no model ${head.model} here.`, "problem");
  here.pins = (list(values, "pin") ?? []).map(text => {
    const [one, hash] = text.split("@");
    const parts = parseHead(one);
    return parts && { ...parts, hash };
  }).filter(Boolean);
  await library.load(here.models.map(entry => entry.name));
  const hash = values.get("prompt") ?? promptsOf(model)[0]?.hash;
  if (!hash) throw new Error(`${model} has no prompts here yet.`);
  await library.named([hash, ...here.pins.map(pin => pin.hash)].filter(Boolean));
  here.place = { model, hash, layer: head?.layer ?? 0, head: head?.head ?? 0 };
  const cell = /^(\d+)\.(\d+)$/.exec(values.get("cell") ?? "");
  here.cursor = cell && { query: Number(cell[1]), key: Number(cell[2]) };
  here.isLocked = here.cursor !== null;
  here.isFromQuery = values.get("direction") !== "key";
  takeOptions(values);
}

function takeOptions(values) {
  const among = (key, known, standard) => known.includes(values.get(key)) ? values.get(key) : standard;
  options.map = values.get("map") ?? "";
  if (options.map && !data.palettes[options.map.replace(/_r$/, "")]) {
    say(`There is no colour map '${options.map}'; the usual one is used.`, "problem");
    options.map = "";
  }
  options.figure = values.get("figure") ?? "";
  if (options.figure && !here.figures.some(figure => figure.name === options.figure)) {
    say(`There is no figure function '${options.figure}' here.`, "problem");
    options.figure = "";
  }
  const zoom = /^([\d.]+),([\d.]+),([\d.]+)$/.exec(values.get("zoom") ?? "");
  here.wantedView = zoom && { zoom: Number(zoom[1]), x: Number(zoom[2]), y: Number(zoom[3]) };
  options.limits = among("limits", ["own", "shared", "unit", "fixed"], "own");
  options.low = Number(values.get("low") ?? 0) || 0;
  options.high = Number(values.get("high") ?? 1) || 1;
  options.scale = values.get("log") === "yes" ? "log" : among("scale", ["linear", "log"], "sqrt");
  options.first = among("first", ["drop", "renormalise"], "");
  options.by = among("by", ["mean"], "strongest");
  options.difference = values.get("difference") === "yes";
}

/// The heads of a place's model, one after the other: the place so many steps on.
export function headAt(place, by) {
  const { n_heads: each } = modelOf(place.model);
  const heads = everyHead(modelOf(place.model));
  const next = heads[(heads.indexOf(place.layer * each + place.head) + by + heads.length) % heads.length];
  return { ...place, layer: Math.floor(next / each), head: next % each };
}
