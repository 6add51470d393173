// The page of one head: its pattern with tokens and exact values, beside others that are pinned.
import * as data from "./data.js";
import { at, copy, fill, make, say } from "./dom.js";
import { diverging, offered } from "./colors.js";
import { hideLookers, showLookers } from "./compare.js";
import { isTyping, offerKeys, offerTheme, wearTheme } from "./keys.js";
import { listen } from "./live.js";
import { exact, rowFacts } from "./maths.js";
import { loadPanel, nameOf, Panels } from "./panels.js";
import { save } from "./save.js";
import { list, parseHead, read, write } from "./state.js";
import { PromptText } from "./text.js";
import { visible } from "./tokens.js";

let models = [];
const promptsOf = new Map();
let place = null; // the page's head: { model, hash, layer, head }
let pins = []; // the same for those that are pinned
let panels = [];
let cursor = null; // { query, key }
let isLocked = false;
let isFromQuery = true;
const options = { map: "viridis", limits: "own", low: 0, high: 1, log: false, first: "", difference: false };

const modelOf = name => models.find(model => model.name === name);
const promptOf = ({ model, hash }) => promptsOf.get(model)?.find(prompt => prompt.hash === hash);

const view = new Panels(at("panels"), {
  onPoint: point,
  onRemove: i => { pins.splice(i - 1, 1); refresh(); },
  onOpen: i => { [place, pins[i - 1]] = [pins[i - 1], place]; refresh(); },
});
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
    const loaded = await Promise.all([place, ...pins].map(one =>
      loadPanel(one, promptOf(one)?.tag, modelOf(one.model)?.first_token ?? "<BOS>")));
    if (mine !== turn) return;
    const isOtherPrompt = panels[0]?.hash !== loaded[0].hash || panels[0]?.model !== loaded[0].model;
    panels = loaded;
    if (isOtherPrompt || !text.spans.length) text.show(panels[0].tokens ?? []);
    const { rows, columns } = panels[0].raw;
    if (cursor && (cursor.query >= rows || cursor.key >= columns)) { cursor = null; isLocked = false; }
    at("status").textContent = "";
    draw();
  } catch (problem) {
    if (mine !== turn) return;
    panels = [];
    at("panels").replaceChildren(make("p", { class: "problem" }, problem.message));
    view.shown = [];
    at("status").textContent = problem.message;
    text.show([]);
    showReadout();
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
    text.tint(line, cursor);
    at("text-hint").textContent = isFromQuery ? `how query ${cursor.query} looks at each token` : `how each token looks at key ${cursor.key}`;
  } else {
    text.tint(null, null);
    at("text-hint").textContent = "a click sets the query, with Shift the key";
  }
  if (isLocked && cursor && place) showLookers(place, cursor, (layer, head) => { place = { ...place, layer, head }; refresh(true); });
  else hideLookers();
  if (isLocked || !cursor) toAddress();
}

function showReadout() {
  const panel = panels[0];
  const readout = at("readout");
  at("values").hidden = true;
  if (!panel) return readout.replaceChildren();
  const pair = (name, ...content) => [make("dt", {}, name), make("dd", {}, ...content)];
  if (!cursor) {
    return readout.replaceChildren(...pair("Cell", make("span", { class: "hint" }, "point at a cell, or use the arrow keys")));
  }
  const { query, key } = cursor;
  const { columns } = panel.pattern;
  const value = panel.pattern.values[query * columns + key];
  const facts = rowFacts(panel.pattern, query, key);
  const token = (position, name) => [make("span", { class: name }, String(position)), " ",
    make("span", { class: "token" }, panel.tokens?.[position] ? `“${panel.tokens[position].label}”` : "")];
  readout.replaceChildren(
    ...pair("Value", make("span", { class: "value", id: "value" }, Number.isNaN(value) ? "left out" : exact(value))),
    ...pair("Query", ...token(query, "q")), ...pair("Key", ...token(key, "k")),
    ...pair("In its row", Number.isNaN(value) ? "–" : `rank ${facts.rank} of ${Math.min(query + 1, columns)}`),
    ...pair("Row entropy", `${facts.entropy.toFixed(3)} nats, ${(100 * facts.relative).toFixed(0)} % of the largest`),
    ...pair("Row sum", facts.sum.toFixed(6)
      + (options.first === "drop" ? `, ${(panel.raw.values[query * columns]).toFixed(4)} left out` : "")),
    ...pair("", make("span", { class: "hint" }, isLocked ? "locked; Esc lets go" : "a click locks it")));
  if (panels.length > 1) {
    at("values").hidden = false;
    at("values").replaceChildren(at("values").caption, ...view.shown.map(({ panel: other }) => {
      const isInside = query < other.pattern.rows && key < other.pattern.columns;
      const name = other.isDifference ? "difference" : `${other.model} ${nameOf(other)}`;
      return make("tr", {}, make("th", { scope: "row" }, name),
        make("td", {}, isInside ? exact(other.pattern.values[query * other.pattern.columns + key]) : "–"));
    }), ...view.shown.filter(({ panel: { strip } }) => strip && query < strip.length).map(({ panel: { strip } }) =>
      make("tr", {}, make("th", { scope: "row", title: "Jensen-Shannon divergence of the first two's rows" }, "divergence of the row"),
        make("td", {}, `${strip[query].toFixed(4)} bits`))));
  }
}

// What is chosen

function showChoice() {
  const model = modelOf(place.model);
  const layers = model?.n_layers || place.layer + 1;
  const heads = model?.n_heads || place.head + 1;
  fill(at("model"), models.map(entry => entry.name), place.model);
  fill(at("layer"), Array.from({ length: layers }, (_, i) => [String(i), `L${i}`]), String(place.layer));
  fill(at("head"), Array.from({ length: heads }, (_, i) => [String(i), `H${i}`]), String(place.head));
  const prompts = promptsOf.get(place.model) ?? [];
  if (at("prompt").options.length !== prompts.length || at("prompt").dataset.model !== place.model) {
    fill(at("prompt"), prompts.map(prompt => [prompt.hash, visible(prompt.text.slice(0, 90)).replaceAll("␣", " ")]), place.hash);
    at("prompt").dataset.model = place.model;
  }
  at("prompt").value = place.hash;
  const name = nameOf(place);
  document.title = `${place.model} ${name} · ${(promptOf(place)?.text ?? place.hash).slice(0, 40)}`;
  at("command").textContent = `show @${place.hash.slice(0, 8)} ${name}`;
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
    ["map", options.map === "viridis" ? undefined : options.map], ["limits", options.limits === "own" ? undefined : options.limits],
    ["low", options.limits === "fixed" ? options.low : undefined], ["high", options.limits === "fixed" ? options.high : undefined],
    ["log", options.log ? "yes" : undefined], ["first", options.first || undefined], ["direction", isFromQuery ? undefined : "key"],
  ], isStep);
}

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
  await Promise.all([...new Set([model, ...pins.map(pin => pin.model)])].map(loadPrompts));
  const hash = values.get("prompt") ?? promptsOf.get(model)[0]?.hash;
  if (!hash) throw new Error(`${model} has no prompts here yet.`);
  place = { model, hash, layer: head?.layer ?? 0, head: head?.head ?? 0 };
  const cell = /^(\d+)\.(\d+)$/.exec(values.get("cell") ?? "");
  cursor = cell && { query: Number(cell[1]), key: Number(cell[2]) };
  isLocked = cursor !== null;
  isFromQuery = values.get("direction") !== "key";
  options.map = values.get("map") ?? "viridis";
  options.limits = ["own", "shared", "unit", "fixed"].includes(values.get("limits")) ? values.get("limits") : "own";
  options.low = Number(values.get("low") ?? 0) || 0;
  options.high = Number(values.get("high") ?? 1) || 1;
  options.log = values.get("log") === "yes";
  options.first = ["drop", "renormalise"].includes(values.get("first")) ? values.get("first") : "";
  options.difference = values.get("difference") === "yes";
}

async function loadPrompts(model) {
  promptsOf.set(model, await data.prompts(model));
}

function showOptions() {
  const names = [...new Set([...offered, ...diverging.map(name => `${name}_r`), ...Object.keys(data.palettes)])];
  fill(at("map"), names.includes(options.map) ? names : [options.map, ...names], options.map);
  at("limits").value = options.limits;
  at("low").value = options.low;
  at("high").value = options.high;
  at("log").checked = options.log;
  at("first").value = options.first;
  at("direction").textContent = isFromQuery ? "from this query" : "to this key";
}

// What the reader does

/// Goes to the next or previous layer, head or prompt; heads go on in the next layer.
function step(kind, by) {
  const model = modelOf(place.model);
  const wrap = (value, count) => (value + count) % count;
  if (kind === "prompt") {
    const prompts = promptsOf.get(place.model) ?? [];
    const now = prompts.findIndex(prompt => prompt.hash === place.hash);
    if (prompts.length) place = { ...place, hash: prompts[wrap(now + by, prompts.length)].hash };
  } else if (kind === "layer") {
    place = { ...place, layer: wrap(place.layer + by, model.n_layers) };
  } else {
    const next = wrap(place.layer * model.n_heads + place.head + by, model.n_layers * model.n_heads);
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
  at("direction").textContent = isFromQuery ? "from this query" : "to this key";
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
  n: () => step("prompt", 1), N: () => step("prompt", -1), p: pin, t: turnAround,
  d: () => { if (pins.length) { options.difference = !options.difference; draw(); } },
  g: () => { location.href = at("home").href; },
  "+": () => view.shown[0]?.view.zoom(1.5), "=": () => view.shown[0]?.view.zoom(1.5), "-": () => view.shown[0]?.view.zoom(1 / 1.5),
  "0": () => view.shown[0]?.view.setView({ x: 0, y: 0, zoom: 1 }),
  Escape: () => { isLocked = false; cursor = null; showCursor(); },
};

addEventListener("keydown", event => {
  if (isTyping(event) || event.altKey || event.metaKey || !panels.length && !"jklhnN".includes(event.key)) return;
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
at("model").onchange = async () => {
  const model = at("model").value;
  await loadPrompts(model);
  const prompts = promptsOf.get(model);
  const { n_layers: layers, n_heads: heads } = modelOf(model);
  place = {
    model, hash: prompts.some(prompt => prompt.hash === place.hash) ? place.hash : prompts[0]?.hash,
    layer: Math.min(place.layer, layers - 1), head: Math.min(place.head, heads - 1),
  };
  refresh();
};
at("map").onchange = () => { options.map = at("map").value; draw(); };
at("limits").onchange = () => { options.limits = at("limits").value; draw(); };
at("low").onchange = () => { options.low = Number(at("low").value); draw(); };
at("high").onchange = () => { options.high = Number(at("high").value); draw(); };
at("log").onchange = () => { options.log = at("log").checked; draw(); };
at("first").onchange = () => { options.first = at("first").value; draw(); };
at("difference").onclick = keys.d;
at("direction").onclick = turnAround;
at("pin").onclick = pin;
at("copy").onclick = () => copy(at("command").textContent);
for (const button of document.querySelectorAll("[data-save]")) {
  button.onclick = () => {
    const shown = options.difference && panels.length > 1 ? view.shown.at(-1) : view.shown[0];
    if (!shown) return;
    const { panel } = shown;
    const about = panel.isDifference ? { of: panel.of.map(({ model, hash, layer, head }) => ({ model, hash, layer, head })) }
      : { model: panel.model, hash: panel.hash, layer: panel.layer, head: panel.head, text: panel.text };
    const name = (panel.isDifference ? `${panel.of.map(nameOf).join("-minus-")}` : `${panel.model}-${nameOf(panel)}`) + `-${place.hash.slice(0, 8)}`;
    save(button.dataset.save, { ...panel, name: name.replace(/[^\w.-]/g, "_"), about: { ...about, options: { ...options } } }, Number(at("pixels").value) || 8)
      .catch(problem => say(problem.message, "problem"));
    at("save").open = false;
  };
}
addEventListener("popstate", async () => { await fromAddress(); showOptions(); refresh(); });
addEventListener("click", event => { if (!event.target.closest("#save")) at("save").open = false; });

async function onEvent(name, content) {
  if (name === "selected") {
    if (!modelOf(content.model)) models = await data.models();
    await loadPrompts(content.model);
    const head = content.head ? /^L(\d+)H(\d+)$/.exec(content.head) : null;
    place = { model: content.model, hash: content.hash, layer: head ? Number(head[1]) : place?.layer ?? 0, head: head ? Number(head[2]) : place?.head ?? 0 };
    say(`The shell selected ${content.head ?? "a prompt"} of ${content.model}`);
    refresh(true);
  } else if (name === "captured" || name === "again") {
    models = await data.models();
    await Promise.all([...new Set([...promptsOf.keys(), content.model ?? place?.model].filter(Boolean))].map(loadPrompts));
    const prompt = promptsOf.get(content.model)?.find(entry => entry.hash === content.hash);
    if (prompt) say(`Captured: “${prompt.text.slice(0, 60)}”`);
    if (!place) await fromAddress();
    if (name === "again" || content.hash === place.hash || !panels.length) refresh(); else showChoice();
  }
}

wearTheme();
offerTheme();
offerKeys([
  ["← → ↑ ↓", "move the cell, with Ctrl by ten"], ["Esc", "let the cell go"], ["j k", "next and previous head"],
  ["l h", "next and previous layer"], ["n N", "next and previous prompt"], ["t", "attention from the query, or to the key"],
  ["p", "pin this head to compare"], ["d", "difference of the first two"], ["+ - 0", "zoom in, out, all"],
  ["Ctrl wheel", "zoom at the pointer; drag to move"], ["g", "the grid"], ["?", "these keys"],
]);
try {
  await data.start();
  await data.needPalettes();
  if (data.session.live) {
    at("live").hidden = false;
    listen(onEvent);
  }
  models = await data.models();
  await fromAddress();
  showOptions();
  await refresh();
} catch (problem) {
  at("status").textContent = problem.message;
} finally {
  document.body.classList.remove("loading");
}
