// The box to type a prompt into: what the session's model makes of it follows each key, with heads switched off and cells
// cut as the reader likes.
import * as data from "./data.js";
import { at, copy, fill, make, say } from "./dom.js";
import { gapOf } from "./heads.js";
import { HeadMap, ink } from "./headmap.js";
import * as library from "./prompts.js";
import { visible } from "./tokens.js";

let [latest, shown, onTyped, onKept, told] = [0, null, () => {}, () => {}, null];
let [isUnderWay, isWritten] = [false, false];
const off = new Set(); // names of heads, as L3H4
const cuts = new Set(); // cells, as L3H4.13.6
let position = null; // the row whose next token is asked for; null for the last

/// Offers the box where a session can run models; `typed(prompt, told)` is called with the prompt that is in it when the
/// model has run, `kept(hash)` when Enter has made it one of the session's.
export function offerTyping(typed, kept) {
  [onTyped, onKept] = [typed, kept];
  showWhetherAllowed();
  const box = at("typed");
  box.addEventListener("input", () => { position = null; cuts.clear(); run(); });
  box.addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); keep(); }
    if (event.key === "Escape") box.blur();
    event.stopPropagation();
  });
  at("typed-model").addEventListener("change", () => { off.clear(); cuts.clear(); run(); });
  at("keep").onclick = keep;
  at("go-on").onclick = write;
}

/// Shows the box, or hides it where nothing can run.
export function showWhetherAllowed() {
  const { runs } = data.session;
  at("typing").hidden = !runs;
  if (!runs) return;
  fill(at("typed-model"), runs.models, runs.models.includes(at("typed-model").value) ? at("typed-model").value : runs.models[0]);
  at("typed-model").hidden = runs.models.length < 2;
}

/// Whether a model can be run.
export const canRun = model => Boolean(data.session.runs?.models.includes(model));

/// Puts a text into the box, for a model, if it is empty.
function use(text, model) {
  if (at("typed").value !== "" && at("typed-model").value === model) return;
  at("typed-model").value = model;
  at("typed").value = text;
}

/// Switches a head off, or on again, in the text that is in the box, or in this one.
export function toggleHead(name, text, model) {
  use(text, model);
  if (!off.delete(name)) off.add(name);
  return run();
}

/// Whether a head is switched off.
export const isOff = name => off.has(name);

/// Cuts a cell of a head, or lets it be again.
export function toggleCut(name, text, model) {
  use(text, model);
  if (!cuts.delete(name)) cuts.add(name);
  return run();
}

/// Whether a cell is cut.
export const isCut = name => cuts.has(name);

function address(path, text, model, more = "") {
  const changes = (off.size ? `&off=${[...off].join("~")}` : "") + (cuts.size ? `&cut=${[...cuts].join("~")}` : "")
    + (position === null ? "" : `&at=${position}`);
  return `api/${path}?model=${encodeURIComponent(model)}&text=${encodeURIComponent(text)}${changes}${more}`;
}

const ask = (path, text, model, more) => data.json(address(path, text, model, more), { headers: { "X-Plens-Run": data.session.runs.token } });

/// Has the model run what is in the box: one text at a time, and when it is done the one that is there then.
async function run() {
  const mine = ++latest;
  if (isUnderWay) return;
  isUnderWay = true;
  const text = at("typed").value;
  const model = at("typed-model").value;
  try {
    showChanges();
    if (text === "") { showNext(null); return; }
    const answer = await ask("type", text, model);
    const prompt = library.typed(answer, model);
    shown = { text, model, hash: answer.hash };
    showNext(answer);
    onTyped(prompt, { ...answer, model });
  } catch (problem) {
    if (problem.status !== 409) at("typed-note").textContent = problem.message;
  } finally {
    isUnderWay = false;
    if (mine !== latest) run();
  }
}

/// Shows what the model says comes after a token of a prompt that is on the page; after the last where `place` is null.
export async function lookAhead(text, model, place) {
  if (!canRun(model) || isUnderWay || place === position && shown?.text === text) return;
  position = place;
  try {
    const answer = await ask("type", text, model);
    shown = { text, model, hash: answer.hash };
    showNext(answer);
  } catch (problem) {
    if (problem.status !== 409) at("typed-note").textContent = problem.message;
  }
}

/// Shows what comes next with its probability, and what it was before something was changed.
function showNext(answer) {
  told = answer;
  const isChanged = off.size + cuts.size > 0;
  at("typed-next").replaceChildren(...(answer?.next ?? []).slice(0, 8).map(({ text, label, probability, before }) => {
    const bar = make("i");
    bar.style.width = `${100 * probability}%`;
    const was = before === null || !isChanged ? null : make("small", {}, `was ${percent(before)}`);
    return make("button", { type: "button", class: "guess", title: position === null ? `Go on with “${visible(label)}”` : visible(label),
      onclick: () => { if (position === null) goOn(text); } },
    make("span", { class: "token" }, visible(label)), make("span", { class: "level" }, bar), make("span", { class: "number" }, percent(probability)), was);
  }));
  at("typed-note").textContent = answer ? [position === null ? "" : `after token ${position}`, `${answer.n_tokens} token${answer.n_tokens === 1 ? "" : "s"}`,
    `${answer.milliseconds} ms`, answer.note].filter(Boolean).join(" · ") : "";
  at("keep").disabled = at("go-on").disabled = !answer || at("typed").value === "";
  showChanges();
  offerAnswers();
}

/// The heads that are off and the cells that are cut, each with a way back, and the commands that do the same.
function showChanges() {
  const place = at("typed-changes");
  place.hidden = off.size + cuts.size === 0;
  if (place.hidden) return;
  const chip = (text, set, name) => make("button", { type: "button", title: "Undo", onclick: () => { set.delete(name); run(); } }, `${text} ×`);
  place.replaceChildren(...[...off].map(name => chip(`${name} is off`, off, name)),
    ...[...cuts].map(name => { const [head, query, key] = name.split("."); return chip(`${head}: ${query} does not see ${key}`, cuts, name); }),
    ...told?.commands ? [make("code", {}, told.commands), make("button", { type: "button", title: "Copy the shell's commands", onclick: () => copy(told.commands) }, "Copy")] : []);
}

const percent = share => share >= 0.0995 ? `${(100 * share).toFixed(0)} %` : share >= 0.00095 ? `${(100 * share).toFixed(1)} %` : "<0.1 %";

function goOn(text) {
  at("typed").value += text;
  return run();
}

/// Writes on with the likeliest token each time, until it is stopped or has written enough.
async function write() {
  if (isWritten) { isWritten = false; return; }
  isWritten = true;
  position = null;
  at("go-on").textContent = "Stop";
  for (let count = 0; isWritten && count < 40; count++) {
    const next = told?.next[0]?.text;
    if (!next || shown?.text !== at("typed").value) break;
    await goOn(next);
    while (isUnderWay) await new Promise(done => setTimeout(done, 5));
  }
  isWritten = false;
  at("go-on").textContent = "Write on";
}

/// Makes what is in the box a prompt of the session.
async function keep() {
  const text = at("typed").value;
  if (text === "") return;
  try {
    const { command } = await ask("keep", text, at("typed-model").value);
    say(`The shell ran: ${command}`);
    if (shown?.text === text) onKept(shown.hash);
  } catch (problem) { say(problem.message, "problem"); }
}

// Which heads make it

let [effects, map, openHead] = [null, null, () => {}];

/// Offers what heads do for an answer, on pages that have a place for it; `open(layer, head)` goes to one.
export function offerEffects(open) {
  openHead = open;
  at("effects-go").onclick = showEffects;
}

/// Offers the likeliest tokens as answers.
function offerAnswers() {
  if (!at("effects")) return;
  at("effects").hidden = !told?.next.length;
  if (!told) return;
  const tokens = told.next.map(({ id, label }) => [String(id), visible(label)]);
  const keepChoice = (id, list, standard) => fill(at(id), list, list.some(([value]) => value === at(id).value) ? at(id).value : standard);
  keepChoice("effects-answer", tokens, tokens[0]?.[0]);
  keepChoice("effects-against", [["", "nothing"], ...tokens], tokens[1]?.[0] ?? "");
}

async function showEffects() {
  if (!shown) return;
  const [answer, against, by] = [at("effects-answer").value, at("effects-against").value, at("effects-by").value];
  const other = against && against !== answer ? `&against=${against}` : "";
  at("effects-hint").textContent = by === "ablation" ? "Switching off one head after the other…" : "Reading…";
  try {
    const found = await ask("effects", shown.text, shown.model, `&answer=${answer}${other}&by=${by}`);
    const model = (await data.models()).find(entry => entry.name === shown.model);
    const most = Math.max(1e-9, ...found.values.filter(value => value !== null).map(Math.abs));
    effects = { values: found.values, heads: model.n_heads };
    map = new HeadMap({
      layers: model.n_layers, heads: model.n_heads, gap: layer => gapOf(model, layer), label: "What each head does for the answer", largest: 20,
      color: (layer, head) => { const value = found.values[layer * model.n_heads + head]; return value === null ? null : signed(value / most); },
      describe: (layer, head) => `L${layer}H${head}: ${number(found.values[layer * model.n_heads + head])}`,
      pick: (layers, heads, event, isDrag) => { if (!isDrag && layers.length === 1 && heads.length === 1) openHead(layers[0], heads[0]); },
    });
    at("effects-map").replaceChildren(map.element);
    map.repaint();
    const order = [...found.values.keys()].filter(i => found.values[i] !== null).sort((a, b) => Math.abs(found.values[b]) - Math.abs(found.values[a]));
    at("effects-top").replaceChildren(...order.slice(0, 6).map(i => make("button", { type: "button",
      onclick: () => openHead(Math.floor(i / effects.heads), i % effects.heads) }, `L${Math.floor(i / effects.heads)}H${i % effects.heads} ${number(found.values[i])}`)));
    at("effects-hint").textContent = `${other ? "Difference of logits" : "Logit"} ${number(found.total)}; ${by === "ablation" ? "what switching a head off changes" : "what each head adds"}, blue less, red more:`;
    at("effects-command").textContent = found.command;
  } catch (problem) {
    at("effects-hint").textContent = problem.status === 409 ? "" : problem.message;
  }
}

const number = value => value === null ? "–" : `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value).toFixed(3)}`;

/// Red for more, blue for less, the ground for nothing.
const signed = share => `color-mix(in srgb, ${share > 0 ? "rgb(178 24 43)" : "rgb(33 102 172)"} ${Math.round(100 * Math.abs(share))}%, ${ink("--cell")})`;
