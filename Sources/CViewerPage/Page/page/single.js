// The page of one head: its pattern with tokens and exact values, beside others that are pinned.
import * as data from "./data.js";
import * as changes from "./changes.js";
import { at, calm, copy, fill, make, onFrame, say } from "./dom.js";
import { diverging, offered } from "./colors.js";
import { hideLookers, showLookers } from "./compare.js";
import { showDrawn } from "./drawn.js";
import { forgetEffects, offerAnswers, offerEffects } from "./effects.js";
import { findIn, offerFinding } from "./findtext.js";
import { fromAddress, headAt, toAddress } from "./headaddress.js";
import { entryOf, here, isDraft, isSame, modelOf, options, promptsOf, tagOf } from "./here.js";
import { everyHead } from "./heads.js";
import { isForList, isTyping, letGoOfLists, offerKeys, offerTheme, wearTheme } from "./keys.js";
import { listen } from "./live.js";
import { columnOf, isMasked, rowOf } from "./maths.js";
import { Minimap } from "./minimap.js";
import { loadPanel, mapOf, modelNameOf, nameOf, Panels } from "./panels.js";
import * as library from "./prompts.js";
import { showReadout } from "./readout.js";
import { save } from "./save.js";
import { PromptText } from "./text.js";
import { showTimeline } from "./timeline.js";
import { visible } from "./tokens.js";
import { canRun, commandFor, lookAhead, offerTyping, runChanged, runOf, showWhetherAllowed } from "./typing.js";
import { offerWriting } from "./writing.js";

const panels = new Panels(at("panels"), {
  onPoint: point,
  onRemove: i => { here.pins.splice(i - 1, 1); refresh(); },
  onOpen: i => { [here.place, here.pins[i - 1]] = [here.pins[i - 1], here.place]; refresh(); },
});
const firstView = () => panels.shown[0]?.view;
const showLater = calm(200, () => toAddress(firstView()?.view));
/// Shows the place in the address, which takes a browser a while: where somebody types it can wait.
const show = (isStep = false) => here.place && isDraft(here.place) ? showLater() : toAddress(firstView()?.view, isStep);
const whole = new Minimap({ section: at("whole"), canvas: at("whole-map"), hint: at("whole-hint") }, moved => firstView()?.setView(moved));
const showPlace = () => {
  const [{ panel, view } = {}] = panels.shown;
  whole.show(panel?.pattern ?? null, panel?.scale, view?.view);
};
panels.onView = () => { showPlace(); showLater(); };
const text = new PromptText(at("flow"), (position, isOther) => goTo(position, here.isFromQuery !== isOther));

/// Holds a token as the query or the key.
function goTo(position, isQuery) {
  const last = here.panels[0].raw;
  const now = here.cursor ?? { query: last.rows - 1, key: 0 };
  here.cursor = isQuery ? { ...now, query: Math.min(position, last.rows - 1) } : { ...now, key: Math.min(position, last.columns - 1) };
  here.isLocked = true;
  showCursor(true);
}

// What is shown

let turn = 0;

/// Shows the page's head and the pinned ones.
async function refresh(isStep = false) {
  const mine = ++turn;
  showChoice();
  show(isStep);
  at("status").textContent = "Loading…";
  try {
    const loaded = await Promise.all([here.place, ...here.pins].map(one => loadPanel(one, tagOf(one))));
    if (mine !== turn) return;
    const [old, now] = [here.panels[0], loaded[0]];
    here.panels = loaded;
    if (old?.hash !== now.hash || old?.model !== now.model || !text.spans.length) {
      text.show(now.keys ?? []);
      findIn(now.keys ?? []);
    }
    for (const { raw } of loaded) if (!raw.values) raw.onCome = come;
    const { rows, columns } = now.raw;
    if (here.cursor && (here.cursor.query >= rows || here.cursor.key >= columns)) [here.cursor, here.isLocked] = [null, false];
    at("status").textContent = "";
    draw();
    readAhead();
  } catch (problem) {
    if (mine !== turn) return;
    here.panels = [];
    at("panels").replaceChildren(make("p", { class: "problem" }, problem.message));
    panels.shown = [];
    at("status").textContent = "";
    text.show([]);
    showReadout([], () => {});
    showDrawn();
  }
}

/// What has come of a pattern that is not here whole is drawn.
const comeSoon = { line: onFrame(() => showCursor()), part: () => { panels.repaint(); showPlace(); }, overview: onFrame(() => draw()) };
function come(kind) { comeSoon[kind](); }

/// Asks for the next head, as who steps on will: a layer of a long prompt takes a while to read.
const readAhead = calm(250, () => {
  const { place } = here;
  if (!place || isDraft(place) || !modelOf(place.model)?.n_heads) return;
  const next = headAt(place, 1);
  data.pattern(next.model, next.hash, next.layer, next.head, tagOf(next)).catch(() => {});
});

/// Draws what is loaded with the options of now.
function draw() {
  if (!here.panels.length) return;
  if (!panels.shown.length) at("panels").replaceChildren();
  at("difference").disabled = here.panels.length < 2;
  at("difference").setAttribute("aria-pressed", String(options.difference && here.panels.length > 1));
  at("given").hidden = options.limits !== "fixed";
  at("by").parentElement.hidden = Math.max(here.panels[0].raw.rows, here.panels[0].raw.columns) < 300; // each cell has a dot
  panels.show(here.panels, options);
  showDrawn();
  here.panels = here.panels.map((panel, i) => ({ ...panel, pattern: panels.shown[i].panel.pattern }));
  showCursor();
  showPlace();
  showTimeline(panels.shown.map(({ panel }) => panel));
}

function point(query, key, kind) {
  if (kind === "lock") {
    const { cursor } = here;
    here.isLocked = !(here.isLocked && cursor?.query === query && cursor?.key === key);
    here.cursor = { query, key };
  } else if (here.isLocked) return;
  else here.cursor = kind === "leave" ? null : { query, key };
  showCursor();
}

function showCursor(follows = false) {
  const { cursor, isFromQuery, isLocked, place } = here;
  panels.mark(cursor, follows);
  if (follows) showPlace();
  showReadout(panels.shown, other => { here.cursor = other; showCursor(true); });
  const first = here.panels[0]?.pattern;
  if (cursor && first) {
    text.tint(isFromQuery ? rowOf(first, cursor.query) : columnOf(first, cursor.key),
      here.panels[0].queries ? cursor : { key: cursor.key, query: -1 });
    at("text-hint").textContent = isFromQuery ? `how query ${cursor.query} looks at each token` : `how each token looks at key ${cursor.key}`;
  } else {
    text.tint(null, null);
    at("text-hint").textContent = "a click chooses the query, with Shift the key";
  }
  showWhatCanRun();
  if (isLocked && cursor && place) {
    showLookers(place, cursor, at("looks-at").value === "key", openHead);
  } else hideLookers();
  if (isLocked || !cursor) show();
}

const openHead = (layer, head) => { here.place = { ...here.place, layer, head }; refresh(true); };

/// Offers to change the model where it can be run, and shows what comes after the held query.
function showWhatCanRun() {
  const { place, cursor } = here;
  const runs = canRun(place.model) && here.panels.length > 0;
  const isHeld = runs && here.isLocked && cursor;
  at("off").hidden = at("no-first").hidden = !runs;
  at("cut").hidden = !isHeld || isMasked(here.panels[0].pattern, cursor.query, cursor.key);
  if (!runs) return;
  const name = nameOf(place);
  const tell = (button, isDone, done, todo) => { button.setAttribute("aria-pressed", String(isDone)); button.textContent = isDone ? done : todo; };
  tell(at("off"), changes.isOff(name), `${name} is off`, "Switch this head off");
  at("off").title = changes.isOff(name) ? "Switch it on again (x)" : "Run the prompt with this head switched off (x)";
  tell(at("no-first"), changes.isFirstDropped(), "The first token is dropped", "Drop the first token");
  if (isHeld) tell(at("cut"), changes.isCut(`${name}.${cursor.query}.${cursor.key}`), "This cell is cut", "Cut this cell");
  // After the last token is where the text goes on.
  lookAhead(here.panels[0].text, place.model, isHeld && cursor.query < here.panels[0].raw.rows - 1 ? cursor.query : null);
}

// What is chosen

function showChoice() {
  const { place, pins } = here;
  const model = modelOf(place.model);
  const layers = model?.n_layers || place.layer + 1;
  const heads = model?.n_heads || place.head + 1;
  fill(at("model"), here.models.map(entry => entry.name), place.model);
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
  document.title = `${place.model} ${nameOf(place)} · ${(entryOf(place)?.text || place.hash).slice(0, 40)}`;
  at("command").textContent = commandOf(place);
  at("pin").textContent = pins.length ? `Pin to compare (${pins.length})` : "Pin to compare";
  at("pin").setAttribute("aria-pressed", String(pins.some(pin => isSame(pin, place))));
}

/// The command that shows a head in the shell.
function commandOf(place) {
  const name = nameOf(place);
  // What was typed is no prompt of the session: the command has its text, and the changes.
  if (isDraft(place)) return commandFor(place.hash, name) ?? "The text was typed here and is gone: type it again, or keep it.";
  // What lies in a folder alone has to be said where it is; what a session has goes by its hash.
  const { folder } = data.session;
  const isInFolder = folder && !tagOf(place)?.startsWith("m");
  return `show @${place.hash.slice(0, 8)} ${name}${isInFolder ? ` --from ${/^[\w./-]+$/.test(folder) ? folder : `'${folder}'`} -m ${place.model}` : ""}`;
}

function showOptions() {
  const names = [...new Set([...offered, ...diverging.map(name => `${name}_r`), ...Object.keys(data.palettes)])];
  fill(at("map"), [["", "usual"], ...names.map(name => [name, name])], options.map);
  fill(at("figure"), [["", "pattern"], ...here.figures.map(figure => [figure.name, figure.name])], options.figure);
  for (const id of ["limits", "low", "high", "scale", "first", "by"]) at(id).value = options[id];
  at("direction").textContent = here.isFromQuery ? "from the query" : "to the key";
}

// What the reader does

/// Goes to the next or previous layer, head or prompt; heads go on in the next layer.
function step(kind, by) {
  const { place } = here;
  const model = modelOf(place.model);
  const wrap = (value, count) => (value + count) % count;
  if (kind === "prompt") {
    const prompts = promptsOf(place.model);
    const now = prompts.findIndex(prompt => prompt.hash === place.hash);
    if (prompts.length) here.place = { ...place, hash: prompts[wrap(now + by, prompts.length)].hash };
  } else if (kind === "layer") {
    let layer = wrap(place.layer + by, model.n_layers);
    while (model.patternless[layer] && layer !== place.layer) layer = wrap(layer + by, model.n_layers);
    here.place = { ...place, layer };
  } else here.place = headAt(place, by);
  refresh();
}

function move(down, right) {
  const { rows, columns } = here.panels[0].raw;
  const from = here.cursor ?? { query: rows - 1 - down, key: -right };
  here.cursor = {
    query: Math.max(0, Math.min(rows - 1, from.query + down)), key: Math.max(0, Math.min(columns - 1, from.key + right)),
  };
  here.isLocked = true;
  showCursor(true);
}

function turnAround() {
  here.isFromQuery = !here.isFromQuery;
  at("direction").textContent = here.isFromQuery ? "from the query" : "to the key";
  showCursor();
}

function pin() {
  const { pins, place } = here;
  const now = pins.findIndex(one => isSame(one, place));
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
  d: () => { if (here.pins.length) { options.difference = !options.difference; draw(); } },
  g: () => { location.href = at("home").href; }, "/": () => at("find").focus(),
  "+": () => firstView()?.zoom(1.5), "=": () => firstView()?.zoom(1.5), "-": () => firstView()?.zoom(1 / 1.5),
  "0": () => { if ((firstView()?.view.zoom ?? 1) > 1) return firstView().setView({ x: 0, y: 0, zoom: 1 });
    options.first = options.first ? "" : "drop"; at("first").value = options.first; draw(); },
  Escape: () => { [here.isLocked, here.cursor] = [false, null]; showCursor(); },
};

addEventListener("keydown", event => {
  if (isTyping(event) || isForList(event) || event.altKey || event.metaKey || !here.panels.length && !"jklhnN".includes(event.key)) return;
  const far = event.ctrlKey ? 10 : 1;
  const arrows = { ArrowUp: [-far, 0], ArrowDown: [far, 0], ArrowLeft: [0, -far], ArrowRight: [0, far] };
  if (arrows[event.key] && !event.target.closest(".headmap") && here.panels.length) move(...arrows[event.key]);
  else if (keys[event.key] && !event.ctrlKey) keys[event.key]();
  else return;
  event.preventDefault();
});

for (const kind of ["layer", "head", "prompt"]) {
  at(`${kind}-back`).onclick = () => step(kind, -1);
  at(`${kind}-on`).onclick = () => step(kind, 1);
}
at("layer").onchange = () => { here.place = { ...here.place, layer: Number(at("layer").value) }; refresh(); };
at("head").onchange = () => { here.place = { ...here.place, head: Number(at("head").value) }; refresh(); };
at("prompt").onchange = () => { here.place = { ...here.place, hash: at("prompt").value }; refresh(); };
at("model").onchange = () => {
  const model = at("model").value;
  const { place } = here;
  const heads = everyHead(modelOf(model));
  const { n_heads: each } = modelOf(model);
  const nearest = heads.find(head => head >= place.layer * each) ?? heads.at(-1);
  here.place = {
    model, hash: entryOf(place)?.by[model] ? place.hash : promptsOf(model)[0]?.hash ?? place.hash,
    layer: Math.floor(nearest / each), head: Math.min(place.head, each - 1),
  };
  refresh();
};
for (const id of ["map", "limits", "scale", "figure", "first", "by"]) at(id).onchange = () => { options[id] = at(id).value; draw(); };
for (const id of ["low", "high"]) at(id).onchange = () => { options[id] = Number(at(id).value); draw(); };
at("looks-at").onchange = () => showCursor();
addEventListener("themechange", () => { if (here.panels.length) draw(); });
at("difference").onclick = keys.d;
at("direction").onclick = turnAround;
at("pin").onclick = pin;
at("copy").onclick = () => copy(at("command").textContent);
for (const button of document.querySelectorAll("[data-save]")) button.onclick = () => saveAs(button.dataset.save);

/// What the numbers of a panel are of; of a changed model with the commands that change it.
function aboutOne({ model, hash, layer, head }) {
  const edits = runOf(hash)?.edits;
  return { model: modelNameOf({ model, hash }), hash, layer, head, ...edits ? { edits } : {} };
}

function saveAs(kind) {
  const shown = options.difference && here.panels.length > 1 ? panels.shown.at(-1) : panels.shown[0];
  if (!shown?.panel.pattern) return;
  const { panel } = shown;
  const about = panel.isDifference ? { of: panel.of.map(aboutOne) } : { ...aboutOne(panel), text: panel.text };
  const name = (panel.isDifference ? `${panel.of.map(nameOf).join("-minus-")}` : `${modelNameOf(panel)}-${nameOf(panel)}`)
    + `-${here.place.hash.replace(/^edited-/, "").slice(0, 8)}`;
  // On paper the ground is white, whatever the page's is.
  const scale = panel.isDifference ? panel.scale : { ...panel.scale, map: mapOf(options, true) };
  at("save").open = false;
  save(kind, { ...panel, scale, name: name.replace(/[^\w.-]/g, "_"), about: { ...about, options: { ...options } } },
    { labels: at("labels").value, by: options.by, wide: Math.max(200, Number(at("wide").value) || 1600) }).catch(problem => say(problem.message, "problem"));
}

addEventListener("popstate", async () => { await fromAddress(); showOptions(); refresh(); });
addEventListener("click", event => { if (!event.target.closest("#save")) at("save").open = false; });

async function onEvent(name, content) {
  if (name === "selected") {
    if (!modelOf(content.model)) here.models = await data.models();
    await library.load(here.models.map(model => model.name));
    await library.named([content.hash]);
    const head = content.head ? /^L(\d+)H(\d+)$/.exec(content.head) : null;
    const { layer, head: index } = here.place ?? { layer: 0, head: 0 };
    here.place = { model: content.model, hash: content.hash, layer: head ? Number(head[1]) : layer, head: head ? Number(head[2]) : index };
    say(`The shell selected ${content.head ?? "a prompt"} of ${content.model}`);
    refresh(true);
  } else if (name === "captured" || name === "again") {
    here.models = await data.models();
    await library.load(here.models.map(model => model.name));
    if (here.place) await library.named([here.place.hash, ...here.pins.map(one => one.hash)]);
    const prompt = content.hash && library.entryOf(content.hash);
    if (prompt) say(`Captured: “${prompt.text.slice(0, 60)}”`);
    if (!here.place) await fromAddress();
    if (name === "again" || content.hash === here.place.hash || !here.panels.length) refresh(); else showChoice();
  }
}

offerTyping((prompt, { model }) => {
  const isSameText = entryOf(here.place)?.text === prompt.text; // a head was switched off, or a cell cut: the place stays
  here.place = { ...here.place, model, hash: prompt.hash };
  if (!isSameText) [here.cursor, here.isLocked] = [null, false];
  refresh();
}, () => {}, { tells(told, run) {
  offerAnswers(told);
  forgetEffects(run);
  showChoice(); // the command knows the text now
} });
offerWriting();
offerEffects(openHead);
offerFinding(position => {
  goTo(position, here.isFromQuery);
  const view = firstView();
  if (here.cursor && view.cell < 8) view.goTo(here.cursor.query, here.cursor.key);
});
const change = (toggle, name) => { toggle(name); return runChanged(here.panels[0].text, here.place.model); };
at("off").onclick = () => change(changes.toggleOff, nameOf(here.place));
at("no-first").onclick = () => change(changes.toggleFirst);
at("cut").onclick = () => { if (here.cursor) change(changes.toggleCut, `${nameOf(here.place)}.${here.cursor.query}.${here.cursor.key}`); };
wearTheme();
offerTheme();
letGoOfLists();
offerKeys([
  ["← → ↑ ↓", "move the cell, with Ctrl by ten"], ["Esc", "let the cell go"], ["j k", "next and previous head"],
  ["l h", "next and previous layer"], ["n N", "next and previous prompt"], ["t", "attention from the query, or to the key"], ["/", "find words in the prompt"],
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
  const [models, figures] = await Promise.all([data.models(), data.figures()]);
  here.models = models;
  here.figures = figures.filter(figure => figure.name !== "raw");
  await fromAddress();
  showOptions();
  await refresh();
  if (here.wantedView) firstView()?.setView(here.wantedView);
  library.needAll().then(showChoice, () => {}); // for the steps from prompt to prompt
  for (const button of document.querySelectorAll("[data-save=pdf]")) button.hidden = !data.session.live;
} catch (problem) {
  at("status").textContent = problem.message;
} finally {
  document.body.classList.remove("loading");
}
