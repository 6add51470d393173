// The page of one head: its pattern with tokens and exact values, beside others that are pinned.
import * as data from "./data.js";
import { at, calm, copy, fill, make, say } from "./dom.js";
import { diverging, offered } from "./colors.js";
import { hideLookers, showLookers } from "./compare.js";
import { everyHead } from "./heads.js";
import { isForList, isTyping, letGoOfLists, offerKeys, offerTheme, wearTheme } from "./keys.js";
import { listen } from "./live.js";
import { exact, isMasked, largest, rowFacts } from "./maths.js";
import { loadPanel, mapOf, nameOf, Panels } from "./panels.js";
import * as library from "./prompts.js";
import { save } from "./save.js";
import { list, parseHead, read, write } from "./state.js";
import { PromptText } from "./text.js";
import { visible } from "./tokens.js";
import { canRun, isCut, isOff, lookAhead, offerEffects, offerTyping, showWhetherAllowed, toggleCut, toggleHead } from "./typing.js";

let models = [];
let place = null; // the page's head: { model, hash, layer, head }
let pins = []; // the same for those that are pinned
let panels = [];
let cursor = null; // { query, key }
let isLocked = false;
let isFromQuery = true;
let figures = []; // what may be drawn of a head beside its pattern
const options = { map: "", limits: "own", low: 0, high: 1, scale: "sqrt", first: "", difference: false, figure: "" };

const modelOf = name => models.find(model => model.name === name);
const entryOf = ({ hash }) => library.entryOf(hash);
const tagOf = ({ model, hash }) => library.entryOf(hash)?.by[model]?.tag;

/// The prompts that a model has, of those that are known.
const promptsOf = model => library.all().filter(prompt => prompt.by[model]);

const view = new Panels(at("panels"), {
  onPoint: point,
  onRemove: i => { pins.splice(i - 1, 1); refresh(); },
  onOpen: i => { [place, pins[i - 1]] = [pins[i - 1], place]; refresh(); },
});
view.onView = calm(200, () => toAddress());
const text = new PromptText(at("flow"), (position, isOther) => {
  const last = panels[0].pattern ?? panels[0].raw;
  const at = cursor ?? { query: last.rows - 1, key: 0 };
  const setsQuery = isFromQuery !== isOther;
  cursor = setsQuery ? { ...at, query: Math.min(position, last.rows - 1) } : { ...at, key: position };
  isLocked = true;
  showCursor(true);
});

// What is shown

let turn = 0;

/// Shows the page's head and the pinned ones.
async function refresh(isStep = false) {
  const mine = ++turn;
  showChoice();
  toAddress(isStep);
  at("status").textContent = "Loading…";
  try {
    const loaded = await Promise.all([place, ...pins].map(one => loadPanel(one, tagOf(one))));
    if (mine !== turn) return;
    const isOtherPrompt = panels[0]?.hash !== loaded[0].hash || panels[0]?.model !== loaded[0].model;
    panels = loaded;
    if (isOtherPrompt || !text.spans.length) text.show(panels[0].keys ?? []);
    const { rows, columns } = panels[0].raw;
    if (cursor && (cursor.query >= rows || cursor.key >= columns)) { cursor = null; isLocked = false; }
    at("status").textContent = "";
    draw();
  } catch (problem) {
    if (mine !== turn) return;
    panels = [];
    at("panels").replaceChildren(make("p", { class: "problem" }, problem.message));
    view.shown = [];
    at("status").textContent = "";
    text.show([]);
    showReadout();
    showDrawn();
  }
}

/// Draws what is loaded with the options of now.
function draw() {
  if (!panels.length) return;
  if (!view.shown.length) at("panels").replaceChildren();
  at("difference").disabled = panels.length < 2;
  at("difference").setAttribute("aria-pressed", String(options.difference && panels.length > 1));
  at("given").hidden = options.limits !== "fixed";
  view.show(panels, options);
  showDrawn();
  panels = panels.map((panel, i) => ({ ...panel, pattern: view.shown[i].panel.pattern }));
  showCursor();
  toAddress();
}

function point(query, key, kind) {
  if (kind === "lock") {
    const isSame = isLocked && cursor?.query === query && cursor?.key === key;
    isLocked = !isSame;
    cursor = { query, key };
  } else if (isLocked) return;
  else cursor = kind === "leave" ? null : { query, key };
  showCursor();
}

function showCursor(follows = false) {
  view.mark(cursor, follows);
  showReadout();
  const first = panels[0]?.pattern;
  if (cursor && first) {
    const { columns, rows, values } = first;
    const line = isFromQuery ? values.subarray(cursor.query * columns, (cursor.query + 1) * columns)
      : Float32Array.from({ length: rows }, (_, query) => values[query * columns + cursor.key]);
    text.tint(line, panels[0].queries ? cursor : { key: cursor.key, query: -1 });
    at("text-hint").textContent = isFromQuery ? `how query ${cursor.query} looks at each token` : `how each token looks at key ${cursor.key}`;
  } else {
    text.tint(null, null);
    at("text-hint").textContent = "a click chooses the query, with Shift the key";
  }
  showWhatCanRun();
  if (isLocked && cursor && place) {
    showLookers(place, cursor, at("looks-at").value === "key", (layer, head) => { place = { ...place, layer, head }; refresh(true); });
  } else hideLookers();
  if (isLocked || !cursor) toAddress();
}

/// Offers to change the model where it can be run, and shows what comes after the held query.
function showWhatCanRun() {
  const runs = canRun(place.model) && panels.length > 0;
  const isHeld = runs && isLocked && cursor;
  at("off").hidden = !runs;
  at("cut").hidden = !isHeld || isMasked(panels[0].pattern, cursor.query, cursor.key);
  if (!runs) return;
  at("off").setAttribute("aria-pressed", String(isOff(nameOf(place))));
  at("off").textContent = isOff(nameOf(place)) ? `${nameOf(place)} is off` : "Switch this head off";
  if (isHeld) {
    const isCutNow = isCut(`${nameOf(place)}.${cursor.query}.${cursor.key}`);
    at("cut").setAttribute("aria-pressed", String(isCutNow));
    at("cut").textContent = isCutNow ? "Cell is cut" : "Cut this cell";
  }
  lookAhead(panels[0].text, place.model, isHeld ? cursor.query : null);
}

/// What to say of a value.
function told(pattern, query, key) {
  const value = pattern.values[query * pattern.columns + key];
  if (isMasked(pattern, query, key)) return "masked";
  if (!Number.isNaN(value)) return exact(value);
  return options.first && (key === 0 || query === 0) ? "left out" : "NaN";
}

const speak = calm(150, text => { at("spoken").textContent = text; });

function showReadout() {
  const panel = panels[0];
  const readout = at("readout");
  at("values").hidden = at("strongest").hidden = true;
  if (!panel) return readout.replaceChildren();
  const pair = (name, ...content) => [make("dt", {}, name), make("dd", {}, ...content)];
  if (!cursor) {
    return readout.replaceChildren(...pair("Cell", make("span", { class: "hint" }, "point at a cell, or use the arrow keys")));
  }
  const { query, key } = cursor;
  const { pattern } = panel;
  const value = told(pattern, query, key);
  const facts = rowFacts(pattern, query, key);
  const isNumber = !["masked", "NaN", "left out"].includes(value);
  const token = (position, list, name) => [make("span", { class: name }, String(position)), " ",
    make("span", { class: "token" }, list?.[position] ? `“${list[position].label}”` : "")];
  const rank = isNumber ? `${facts.rank} of the ${facts.seen} key${facts.seen === 1 ? "" : "s"} that the query sees` : "–";
  const isCut = options.first === "drop" && query > 0;
  readout.replaceChildren(
    ...pair("Value", make("span", { class: "value", id: "value" }, value), value === "masked" ? " the query can't see a later key" : ""),
    ...pair("Query", ...token(query, panel.queries, "q")), ...pair("Key", ...token(key, panel.keys, "k")),
    ...pair("Rank", rank),
    ...pair("Row entropy", Number.isNaN(facts.entropy) ? "none: the row is no distribution" : `${facts.entropy.toFixed(3)} nats, ${(100 * facts.relative).toFixed(0)} % of the most possible`),
    ...pair("Row sum", Number.isFinite(facts.sum) ? facts.sum.toFixed(6) : String(facts.sum),
      isCut ? `, ${panel.raw.values[query * pattern.columns].toFixed(4)} left out` : ""),
    ...pair("", make("span", { class: "hint" }, isLocked ? "held; Esc lets it go" : "a click holds it")));
  speak(`query ${query} ${panel.queries?.[query]?.label ?? ""}, key ${key} ${panel.keys?.[key]?.label ?? ""}: ${value}${isNumber ? `, rank ${rank}` : ""}`);
  if (isLocked) showStrongest(panel);
  if (panels.length > 1) {
    at("values").hidden = false;
    at("values").replaceChildren(at("values").caption, ...view.shown.filter(({ panel: other }) => other.pattern).map(({ panel: other }) => {
      const isInside = query < other.pattern.rows && key < other.pattern.columns;
      const name = other.isDifference ? "difference" : `${other.model} ${nameOf(other)}`;
      return make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, isInside ? told(other.pattern, query, key) : "–"));
    }), ...view.shown.filter(({ panel: { strip } }) => strip && query < strip.length).map(({ panel: { strip } }) =>
      make("tr", {}, make("th", { scope: "row", title: "Jensen-Shannon divergence of the first two's rows" }, "divergence of the row"),
        make("td", {}, `${strip[query].toFixed(4)} bits`))));
  }
}

/// The keys that the held query looks at most, or the queries that look at the held key most, with exact values.
function showStrongest({ pattern, queries, keys }) {
  const { query, key } = cursor;
  const { rows, columns, values } = pattern;
  const line = isFromQuery ? values.subarray(query * columns, (query + 1) * columns)
    : Float32Array.from({ length: rows }, (_, place) => values[place * columns + key]);
  const found = largest(line, 8, place => !(isFromQuery ? isMasked(pattern, query, place) : isMasked(pattern, place, key)));
  const list = isFromQuery ? keys : queries;
  at("strongest").hidden = found.length === 0;
  at("strongest-title").textContent = isFromQuery ? `What query ${query} looks at most` : `Which queries look at key ${key} most`;
  at("strongest-list").replaceChildren(...found.map(([other, value]) => {
    const go = () => { cursor = isFromQuery ? { query, key: other } : { query: other, key }; showCursor(true); };
    return make("tr", { class: (isFromQuery ? other === key : other === query) ? "now" : "" },
      make("td", {}, make("button", { class: "bare", onclick: go, title: "Go to this cell" }, `${other} `,
        make("span", { class: "token" }, list?.[other] ? `“${list[other].label}”` : ""))), make("td", {}, exact(value)));
  }));
}

// A figure function's picture of the head

/// Shows what the chosen figure function draws, in place of the pattern; the pattern where none is chosen.
function showDrawn() {
  const figure = figures.find(entry => entry.name === options.figure);
  at("drawn").hidden = !figure;
  at("panels").hidden = Boolean(figure);
  at("look").hidden = Boolean(figure);
  if (!figure || !place) return;
  const item = { ...place, tag: tagOf(place) };
  const address = format => data.tile(item, { ...figure, format }, 0);
  const isMap = figure.format === "png";
  const image = make("img", { src: address(figure.format === "pdf" ? "png" : figure.format), alt: `${figure.name} of ${place.model} ${nameOf(place)}`, class: isMap ? "cells" : "" });
  const problem = make("p", { class: "problem" });
  image.onerror = async () => { try { await data.get(image.src); } catch (reason) { problem.textContent = reason.message; } };
  const isOwn = !["folder", "site"].includes(figure.origin) && !figure.origin?.startsWith("Python");
  at("drawn").replaceChildren(make("h2", {}, `${nameOf(place)} · ${figure.name}`), make("p", { class: "hint" }, figure.summary ?? ""), image, problem,
    make("span", { class: "row-of-buttons" }, "Save ", ...(isOwn ? ["svg", "pdf", "png"] : [figure.format]).map(format =>
      make("a", { class: "button", href: address(format), download: `${place.model}-${nameOf(place)}-${figure.name}.${format}` }, format.toUpperCase()))),
    figure.code ? make("details", {}, make("summary", {}, "How it is drawn"), make("pre", {}, figure.code)) : "");
}

// What is chosen

function showChoice() {
  const model = modelOf(place.model);
  const layers = model?.n_layers || place.layer + 1;
  const heads = model?.n_heads || place.head + 1;
  fill(at("model"), models.map(entry => entry.name), place.model);
  fill(at("layer"), Array.from({ length: layers }, (_, i) => [String(i), `L${i}${model?.patternless[i] ? `: ${model.patternless[i]}` : ""}`]), String(place.layer));
  for (const option of at("layer").options) option.disabled = Boolean(model?.patternless[option.value]);
  fill(at("head"), Array.from({ length: heads }, (_, i) => [String(i), `H${i}`]), String(place.head));
  const prompts = promptsOf(place.model).slice(0, 500);
  if (entryOf(place) && !prompts.includes(entryOf(place))) prompts.unshift(entryOf(place));
  const listed = `${place.model} ${prompts.length} ${prompts[0]?.hash} ${place.hash}`;
  if (at("prompt").dataset.listed !== listed) {
    fill(at("prompt"), prompts.map(prompt => [prompt.hash, prompt.isRead ? visible(prompt.text.slice(0, 90)).replaceAll("␣", " ") : `@${prompt.hash}`]), place.hash);
    at("prompt").dataset.listed = listed;
  }
  at("prompt").value = place.hash;
  const name = nameOf(place);
  document.title = `${place.model} ${name} · ${(entryOf(place)?.text || place.hash).slice(0, 40)}`;
  // What lies in a folder alone has to be said where it is; what a session has goes by its hash.
  const { folder } = data.session;
  const isInFolder = folder && !tagOf(place)?.startsWith("m");
  at("command").textContent = `show @${place.hash.slice(0, 8)} ${name}${isInFolder ? ` --from ${/^[\w./-]+$/.test(folder) ? folder : `'${folder}'`} -m ${place.model}` : ""}`;
  const isPinned = pins.some(pin => same(pin, place));
  at("pin").textContent = pins.length ? `Pin to compare (${pins.length})` : "Pin to compare";
  at("pin").setAttribute("aria-pressed", String(isPinned));
}

const same = (a, b) => a.model === b.model && a.hash === b.hash && a.layer === b.layer && a.head === b.head;

function toAddress(isStep = false) {
  if (!place) return;
  const cell = isLocked && cursor ? `${cursor.query}.${cursor.key}` : undefined;
  write([
    ["prompt", place.hash], ["head", `${place.model}.L${place.layer}.H${place.head}`],
    ["pin", pins.length ? pins.map(pin => `${pin.model}.L${pin.layer}.H${pin.head}@${pin.hash}`).join("~") : undefined],
    ["cell", cell], ["difference", options.difference && pins.length ? "yes" : undefined],
    ["map", options.map || undefined], ["figure", options.figure || undefined], ["limits", options.limits === "own" ? undefined : options.limits],
    ["low", options.limits === "fixed" ? options.low : undefined], ["high", options.limits === "fixed" ? options.high : undefined],
    ["scale", options.scale === "sqrt" ? undefined : options.scale], ["zoom", zoomText()], ["first", options.first || undefined], ["direction", isFromQuery ? undefined : "key"],
  ], isStep);
}

/// The part of the pattern that is shown, as `ZOOM,KEY,QUERY` in the address; undefined for all of it.
function zoomText() {
  const { x = 0, y = 0, zoom = 1 } = view.shown[0]?.view.view ?? wantedView ?? {};
  return zoom > 1 ? [zoom, x, y].map(value => Number(value.toFixed(2))).join(",") : undefined;
}

let wantedView = null; // from the address, until there is a pattern to show

/// Takes the page's head and options from the address; the first of all where it names none.
async function fromAddress() {
  const values = read();
  const head = parseHead(values.get("head"));
  const name = head && models.find(model => model.name === head.model || model.model_name === head.model)?.name;
  const model = name ?? models[0]?.name;
  if (!model) throw new Error("There are no captures here yet.");
  if (head && !name) say(`There is no model ${head.model} here.`, "problem");
  pins = (list(values, "pin") ?? []).map(text => {
    const [one, hash] = text.split("@");
    const parts = parseHead(one);
    return parts && { ...parts, hash };
  }).filter(Boolean);
  await library.load(models.map(entry => entry.name));
  const hash = values.get("prompt") ?? promptsOf(model)[0]?.hash;
  if (!hash) throw new Error(`${model} has no prompts here yet.`);
  await library.named([hash, ...pins.map(pin => pin.hash)].filter(Boolean));
  place = { model, hash, layer: head?.layer ?? 0, head: head?.head ?? 0 };
  const cell = /^(\d+)\.(\d+)$/.exec(values.get("cell") ?? "");
  cursor = cell && { query: Number(cell[1]), key: Number(cell[2]) };
  isLocked = cursor !== null;
  isFromQuery = values.get("direction") !== "key";
  options.map = values.get("map") ?? "";
  if (options.map && !data.palettes[options.map.replace(/_r$/, "")]) {
    say(`There is no colour map '${options.map}'; the usual one is used.`, "problem");
    options.map = "";
  }
  options.figure = values.get("figure") ?? "";
  if (options.figure && !figures.some(figure => figure.name === options.figure)) {
    say(`There is no figure function '${options.figure}' here.`, "problem");
    options.figure = "";
  }
  const zoom = /^([\d.]+),([\d.]+),([\d.]+)$/.exec(values.get("zoom") ?? "");
  wantedView = zoom && { zoom: Number(zoom[1]), x: Number(zoom[2]), y: Number(zoom[3]) };
  options.limits = ["own", "shared", "unit", "fixed"].includes(values.get("limits")) ? values.get("limits") : "own";
  options.low = Number(values.get("low") ?? 0) || 0;
  options.high = Number(values.get("high") ?? 1) || 1;
  options.scale = values.get("log") === "yes" ? "log" : ["linear", "log"].includes(values.get("scale")) ? values.get("scale") : "sqrt";
  options.first = ["drop", "renormalise"].includes(values.get("first")) ? values.get("first") : "";
  options.difference = values.get("difference") === "yes";
}

function showOptions() {
  const names = [...new Set([...offered, ...diverging.map(name => `${name}_r`), ...Object.keys(data.palettes)])];
  fill(at("map"), [["", "usual"], ...names.map(name => [name, name])], options.map);
  fill(at("figure"), [["", "pattern"], ...figures.map(figure => [figure.name, figure.name])], options.figure);
  at("limits").value = options.limits;
  at("low").value = options.low;
  at("high").value = options.high;
  at("scale").value = options.scale;
  at("first").value = options.first;
  at("direction").textContent = isFromQuery ? "from the query" : "to the key";
}

// What the reader does

/// Goes to the next or previous layer, head or prompt; heads go on in the next layer.
function step(kind, by) {
  const model = modelOf(place.model);
  const wrap = (value, count) => (value + count) % count;
  if (kind === "prompt") {
    const prompts = promptsOf(place.model);
    const now = prompts.findIndex(prompt => prompt.hash === place.hash);
    if (prompts.length) place = { ...place, hash: prompts[wrap(now + by, prompts.length)].hash };
  } else if (kind === "layer") {
    let layer = wrap(place.layer + by, model.n_layers);
    while (model.patternless[layer] && layer !== place.layer) layer = wrap(layer + by, model.n_layers);
    place = { ...place, layer };
  } else {
    const heads = everyHead(model);
    const next = heads[wrap(heads.indexOf(place.layer * model.n_heads + place.head) + by, heads.length)];
    place = { ...place, layer: Math.floor(next / model.n_heads), head: next % model.n_heads };
  }
  refresh();
}

function move(down, right) {
  const { rows, columns } = panels[0].raw;
  const from = cursor ?? { query: rows - 1 - down, key: -right };
  cursor = {
    query: Math.max(0, Math.min(rows - 1, from.query + down)), key: Math.max(0, Math.min(columns - 1, from.key + right)),
  };
  isLocked = true;
  showCursor(true);
}

function turnAround() {
  isFromQuery = !isFromQuery;
  at("direction").textContent = isFromQuery ? "from the query" : "to the key";
  showCursor();
}

function pin() {
  const now = pins.findIndex(one => same(one, place));
  if (now >= 0) pins.splice(now, 1);
  else if (pins.length >= 7) return say("At most seven heads can be pinned.", "problem");
  else pins.push({ ...place });
  refresh();
  if (pins.length === 1 && now < 0) say("Pinned. Go to another head: both are shown side by side.");
}

const keys = {
  j: () => step("head", 1), k: () => step("head", -1), l: () => step("layer", 1), h: () => step("layer", -1),
  x: () => { if (!at("off").hidden) at("off").click(); }, c: () => { if (!at("cut").hidden) at("cut").click(); },
  n: () => step("prompt", 1), N: () => step("prompt", -1), p: pin, t: turnAround,
  d: () => { if (pins.length) { options.difference = !options.difference; draw(); } },
  g: () => { location.href = at("home").href; },
  "+": () => view.shown[0]?.view.zoom(1.5), "=": () => view.shown[0]?.view.zoom(1.5), "-": () => view.shown[0]?.view.zoom(1 / 1.5),
  "0": () => { if ((view.shown[0]?.view.view.zoom ?? 1) > 1) return view.shown[0].view.setView({ x: 0, y: 0, zoom: 1 });
    options.first = options.first ? "" : "drop"; at("first").value = options.first; draw(); },
  Escape: () => { isLocked = false; cursor = null; showCursor(); },
};

addEventListener("keydown", event => {
  if (isTyping(event) || isForList(event) || event.altKey || event.metaKey || !panels.length && !"jklhnN".includes(event.key)) return;
  const far = event.ctrlKey ? 10 : 1;
  const arrows = { ArrowUp: [-far, 0], ArrowDown: [far, 0], ArrowLeft: [0, -far], ArrowRight: [0, far] };
  if (arrows[event.key] && !event.target.closest(".headmap") && panels.length) move(...arrows[event.key]);
  else if (keys[event.key] && !event.ctrlKey) keys[event.key]();
  else return;
  event.preventDefault();
});

for (const kind of ["layer", "head", "prompt"]) {
  at(`${kind}-back`).onclick = () => step(kind, -1);
  at(`${kind}-on`).onclick = () => step(kind, 1);
}
at("layer").onchange = () => { place = { ...place, layer: Number(at("layer").value) }; refresh(); };
at("head").onchange = () => { place = { ...place, head: Number(at("head").value) }; refresh(); };
at("prompt").onchange = () => { place = { ...place, hash: at("prompt").value }; refresh(); };
at("model").onchange = () => {
  const model = at("model").value;
  const prompts = promptsOf(model);
  const heads = everyHead(modelOf(model));
  const { n_heads: each } = modelOf(model);
  const nearest = heads.find(head => head >= place.layer * each) ?? heads.at(-1);
  place = {
    model, hash: entryOf(place)?.by[model] ? place.hash : prompts[0]?.hash ?? place.hash,
    layer: Math.floor(nearest / each), head: Math.min(place.head, each - 1),
  };
  refresh();
};
at("map").onchange = () => { options.map = at("map").value; draw(); };
at("limits").onchange = () => { options.limits = at("limits").value; draw(); };
at("low").onchange = () => { options.low = Number(at("low").value); draw(); };
at("high").onchange = () => { options.high = Number(at("high").value); draw(); };
at("scale").onchange = () => { options.scale = at("scale").value; draw(); };
at("figure").onchange = () => { options.figure = at("figure").value; draw(); };
at("looks-at").onchange = () => showCursor();
addEventListener("themechange", () => { if (panels.length) draw(); });
at("first").onchange = () => { options.first = at("first").value; draw(); };
at("difference").onclick = keys.d;
at("direction").onclick = turnAround;
at("pin").onclick = pin;
at("copy").onclick = () => copy(at("command").textContent);
for (const button of document.querySelectorAll("[data-save]")) {
  button.onclick = () => {
    const shown = options.difference && panels.length > 1 ? view.shown.at(-1) : view.shown[0];
    if (!shown?.panel.pattern) return;
    const { panel } = shown;
    const about = panel.isDifference ? { of: panel.of.map(({ model, hash, layer, head }) => ({ model, hash, layer, head })) }
      : { model: panel.model, hash: panel.hash, layer: panel.layer, head: panel.head, text: panel.text };
    const name = (panel.isDifference ? `${panel.of.map(nameOf).join("-minus-")}` : `${panel.model}-${nameOf(panel)}`) + `-${place.hash.slice(0, 8)}`;
    // On paper the ground is white, whatever the page's is.
    const scale = panel.isDifference ? panel.scale : { ...panel.scale, map: mapOf(options, true) };
    at("save").open = false;
    save(button.dataset.save, { ...panel, scale, name: name.replace(/[^\w.-]/g, "_"), about: { ...about, options: { ...options } } },
      { labels: at("labels").value, wide: Math.max(200, Number(at("wide").value) || 1600) }).catch(problem => say(problem.message, "problem"));
  };
}
addEventListener("popstate", async () => { await fromAddress(); showOptions(); refresh(); });
addEventListener("click", event => { if (!event.target.closest("#save")) at("save").open = false; });

async function onEvent(name, content) {
  if (name === "selected") {
    if (!modelOf(content.model)) models = await data.models();
    await library.load(models.map(model => model.name));
    await library.named([content.hash]);
    const head = content.head ? /^L(\d+)H(\d+)$/.exec(content.head) : null;
    place = { model: content.model, hash: content.hash, layer: head ? Number(head[1]) : place?.layer ?? 0, head: head ? Number(head[2]) : place?.head ?? 0 };
    say(`The shell selected ${content.head ?? "a prompt"} of ${content.model}`);
    refresh(true);
  } else if (name === "captured" || name === "again") {
    models = await data.models();
    await library.load(models.map(model => model.name));
    if (place) await library.named([place.hash, ...pins.map(pin => pin.hash)]);
    const prompt = content.hash && library.entryOf(content.hash);
    if (prompt) say(`Captured: “${prompt.text.slice(0, 60)}”`);
    if (!place) await fromAddress();
    if (name === "again" || content.hash === place.hash || !panels.length) refresh(); else showChoice();
  }
}

offerTyping((prompt, { model }) => {
  const isSame = entryOf(place)?.text === prompt.text; // a head was switched off, or a cell cut: the place stays
  place = { ...place, model, hash: prompt.hash };
  if (!isSame) [cursor, isLocked] = [null, false];
  refresh();
}, () => {});
offerEffects((layer, head) => { place = { ...place, layer, head }; refresh(true); });
at("off").onclick = () => toggleHead(nameOf(place), panels[0].text, place.model);
at("cut").onclick = () => { if (cursor) toggleCut(`${nameOf(place)}.${cursor.query}.${cursor.key}`, panels[0].text, place.model); };
wearTheme();
offerTheme();
letGoOfLists();
offerKeys([
  ["← → ↑ ↓", "move the cell, with Ctrl by ten"], ["Esc", "let the cell go"], ["j k", "next and previous head"],
  ["l h", "next and previous layer"], ["n N", "next and previous prompt"], ["t", "attention from the query, or to the key"],
  ["x", "switch this head off, in a session"], ["c", "cut the held cell, in a session"], ["p", "pin this head to compare"], ["d", "difference of the first two"], ["+ - 0", "zoom in, out, all; 0 again: with or without the first token"],
  ["Ctrl wheel", "zoom at the pointer; drag to move"], ["g", "the grid"], ["?", "these keys"],
]);
try {
  await data.start();
  await data.needPalettes();
  if (data.session.live) {
    at("live").hidden = false;
    listen(onEvent);
  }
  showWhetherAllowed();
  [models, figures] = await Promise.all([data.models(), data.figures()]);
  figures = figures.filter(figure => figure.name !== "raw");
  await fromAddress();
  showOptions();
  await refresh();
  if (wantedView) view.shown[0]?.view.setView(wantedView);
  library.needAll().then(showChoice, () => {}); // for the steps from prompt to prompt
  for (const button of document.querySelectorAll("[data-save=pdf]")) button.hidden = !data.session.live;
} catch (problem) {
  at("status").textContent = problem.message;
} finally {
  document.body.classList.remove("loading");
}
