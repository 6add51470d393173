// The box to type a prompt into: what the session's model makes of it follows each key, changed as the reader likes.
import * as data from "./data.js";
import * as changes from "./changes.js";
import { at, copy, fill, make, say } from "./dom.js";
import * as library from "./prompts.js";
import { visible } from "./tokens.js";

let [latest, onTyped, onKept, onTold, picturesOf] = [0, () => {}, () => {}, () => {}, () => null];
let isUnderWay = false;
let shown = null; // what was run last: { text, model, hash, changes }
let told = null; // what came of it
let position = null; // the row whose next token is asked for; null for the last
const runs = new Map(); // what was run, by the hash of its patterns: `{ named, edits }`, the newest last

/// Offers the box where a session can run models; `typed(prompt, told)` is called with the prompt that is in it when the
/// model has run, `kept(hash)` when Enter has made it one of the session's, `tells(told, of)` whenever it is known what
/// comes next, `of` being what it was asked of. `pictures(model)` says which come in the same answer: `{ query, take }`, a
/// part of its address and what takes the prompt and its tiles; null for none.
export function offerTyping(typed, kept, { tells = () => {}, pictures = () => null } = {}) {
  [onTyped, onKept, onTold, picturesOf] = [typed, kept, tells, pictures];
  showWhetherAllowed();
  const box = at("typed");
  box.addEventListener("input", () => { position = null; changes.forget(); run(); });
  box.addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); keep(); }
    if (event.key === "Escape") box.blur();
    event.stopPropagation();
  });
  at("typed-model").addEventListener("change", () => { changes.forget(true); run(); });
  at("keep").onclick = keep;
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

/// Puts a text into the box, for a model, if it is empty, and runs it as the model is changed now.
export function runChanged(text, model) {
  if (at("typed").value === "" || at("typed-model").value !== model) {
    at("typed-model").value = model;
    at("typed").value = text;
  }
  return run();
}

/// What was run last, `{ text, model, hash }`, with what came of it, `next` and all; null before anything was.
export const lastRun = () => shown && told && { ...told, ...shown, position };

/// Asks the session to run a model, or to keep something.
export const ask = async (path, wanted, more = "") => (await askWithTiles(path, wanted, more)).told;

function askWithTiles(path, { text, model, position = null }, more) {
  const place = position === null ? "" : `&at=${position}`;
  return data.run(`api/${path}?model=${encodeURIComponent(model)}&text=${encodeURIComponent(text)}${changes.inAddress()}${place}${more}`,
    { headers: { "X-Plens-Run": data.session.runs.token } });
}

/// Keeps of what was run how the model was changed: its patterns may be looked at and saved later.
function keepRun({ hash, named, edits }) {
  runs.delete(hash);
  runs.set(hash, { named, edits });
  if (runs.size > 16) runs.delete(runs.keys().next().value);
}

/// How the model was called that made patterns which no list has, `{ named, edits }`, with the commands that change it so.
export const runOf = hash => runs.get(hash);

const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;

/// The commands that show a head of what was run last, as the model was changed; null where the page shows another prompt.
export function commandFor(hash, head) {
  return shown?.hash === hash && told ? `${told.edits}show ${quoted(shown.text)} ${head} -m ${told.named}` : null;
}

/// Has the model run what is in the box: one text at a time, and when it is done the one that is there then.
async function run() {
  const mine = ++latest;
  if (isUnderWay) return;
  isUnderWay = true;
  const [text, model] = [at("typed").value, at("typed-model").value];
  try {
    if (text === "") { showNext(null); return; }
    const state = changes.inAddress();
    const pictures = picturesOf(model);
    const { told: answer, tiles } = await askWithTiles("type", { text, model, position }, pictures?.query ?? "");
    keepRun(answer);
    const prompt = library.typed(answer, model);
    shown = { text, model, hash: answer.hash, changes: state };
    pictures?.take(prompt, tiles);
    onTyped(prompt, { ...answer, model }); // pictures first
    showNext(answer);
  } catch (problem) {
    if (problem.status !== 409) at("typed-note").textContent = problem.message;
  } finally {
    isUnderWay = false;
    if (mine !== latest) run();
  }
}

/// Ends when nothing runs that was typed.
export async function settled() {
  while (isUnderWay) await new Promise(done => setTimeout(done, 5));
}

/// Shows what the model says comes after a token of a prompt that is on the page; after the last where `place` is null.
export async function lookAhead(text, model, place) {
  if (!canRun(model) || isUnderWay || place === position && shown?.text === text) return;
  position = place;
  try {
    const state = changes.inAddress();
    const answer = await ask("type", { text, model, position });
    keepRun(answer);
    shown = { text, model, hash: answer.hash, changes: state };
    showNext(answer);
  } catch (problem) {
    if (problem.status !== 409) at("typed-note").textContent = problem.message;
  }
}

/// Shows what comes next with its probability, and what it was before something was changed.
function showNext(answer) {
  told = answer;
  at("typed-next").replaceChildren(...(answer?.next ?? []).slice(0, 8).map(({ text, label, probability, before }) => {
    const bar = make("i");
    bar.style.width = `${100 * probability}%`;
    const was = before === null || !changes.isChanged() ? null : make("small", {}, `was ${percent(before)}`);
    return make("button", { type: "button", class: "guess", title: position === null ? `Go on with “${visible(label)}”` : visible(label),
      onclick: () => { if (position === null) goOn({ text, label, probability }); } },
    make("span", { class: "token" }, visible(label)), make("span", { class: "level" }, bar), make("span", { class: "number" }, percent(probability)), was);
  }));
  at("typed-note").textContent = answer ? [position !== null ? `after token ${position}` : at("typed").value === "" ? "after the prompt below" : "", `${answer.n_tokens} token${answer.n_tokens === 1 ? "" : "s"}`,
    `${answer.milliseconds} ms`, answer.note].filter(Boolean).join(" · ") : "";
  at("keep").disabled = !answer || at("typed").value === "";
  at("go-on").disabled = !answer?.next.length || position !== null;
  showChanges();
  onTold(answer, lastRun());
}

/// What is changed, each with a way back, and the commands that do the same.
function showChanges() {
  const place = at("typed-changes");
  place.hidden = !changes.isChanged();
  if (place.hidden) return;
  const commands = shown && told ? `${told.edits}predict ${quoted(shown.text)} -m ${told.named}${position === null ? "" : ` --at ${position}`}` : "";
  place.replaceChildren(...changes.chips(run),
    ...commands ? [make("code", {}, commands), make("button", { type: "button", title: "Copy the shell's commands", onclick: () => copy(commands) }, "Copy")] : []);
}

/// A share for people to read; null where it is no number.
export const percent = share => share === null ? "–" : share >= 0.0995 ? `${(100 * share).toFixed(0)} %` : share >= 0.00095 ? `${(100 * share).toFixed(1)} %` : "<0.1 %";

let onGoneOn = () => {};

/// Calls `body(token)` for each token that is put behind the text, before the model reads it.
export function whenGoneOn(body) { onGoneOn = body; }

/// Goes on with a token, `{ text, label, probability }`.
export function goOn(token) {
  // The box may be empty, and what comes next that of a prompt that is on the page.
  const from = shown.text;
  onGoneOn({ ...token, from, position: told.n_tokens });
  position = null;
  at("typed-model").value = shown.model;
  at("typed").value = from + token.text;
  return run();
}

/// Goes back, or anywhere: another text stands in the box, and the model reads it.
export function goTo(text) {
  at("typed").value = text;
  position = null;
  changes.forget();
  return run();
}

/// Makes what is in the box a prompt of the session, and what is changed edits of it.
async function keep() {
  const text = at("typed").value;
  if (text === "") return;
  try {
    const { command } = await ask("keep", { text, model: at("typed-model").value });
    say(`The shell ran: ${command}`);
    if (shown?.text === text) onKept(shown.hash);
  } catch (problem) { say(problem.message, "problem"); }
}
