// The box to type a prompt into: what the session's model makes of it follows each key.
import * as data from "./data.js";
import { at, fill, make, say } from "./dom.js";
import * as library from "./prompts.js";
import { visible } from "./tokens.js";

let [latest, shown, onTyped, onKept] = [0, null, () => {}, () => {}];
let isUnderWay = false;

/// Offers the box where a session can run models; `typed(prompt, told)` is called with the prompt that is in it when the
/// model has run, `kept(hash)` when Enter has made it one of the session's.
export function offerTyping(typed, kept) {
  [onTyped, onKept] = [typed, kept];
  showWhetherAllowed();
  const box = at("typed");
  box.addEventListener("input", () => run());
  box.addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); keep(); }
    if (event.key === "Escape") box.blur();
    event.stopPropagation();
  });
  at("typed-model").addEventListener("change", () => run());
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

const ask = (path, text, model) => data.json(`api/${path}?model=${encodeURIComponent(model)}&text=${encodeURIComponent(text)}`,
  { headers: { "X-Plens-Run": data.session.runs.token } });

/// Has the model run what is in the box: one text at a time, and when it is done the one that is there then.
async function run() {
  const mine = ++latest;
  if (isUnderWay) return;
  isUnderWay = true;
  const text = at("typed").value;
  const model = at("typed-model").value;
  try {
    if (text === "") { showNext(null); return; }
    const told = await ask("type", text, model);
    const prompt = library.typed(told, model);
    shown = { text, model, hash: told.hash };
    showNext(told);
    onTyped(prompt, { ...told, model });
  } catch (problem) {
    if (problem.status !== 409) at("typed-note").textContent = problem.message;
  } finally {
    isUnderWay = false;
    if (mine !== latest) run();
  }
}

/// Shows the tokens, and what comes next with its probability.
function showNext(told) {
  at("typed-next").replaceChildren(...(told?.next ?? []).slice(0, 8).map(({ text, label, probability }) => {
    const bar = make("i");
    bar.style.width = `${100 * probability}%`;
    return make("button", { type: "button", class: "guess", title: `Go on with “${visible(label)}”`, onclick: () => goOn(text) },
      make("span", { class: "token" }, visible(label)), make("span", { class: "bar" }, bar), make("span", { class: "number" }, percent(probability)));
  }));
  at("typed-note").textContent = told ? [`${told.n_tokens} token${told.n_tokens === 1 ? "" : "s"}`, `${told.milliseconds} ms`, told.note].filter(Boolean).join(" · ") : "";
  at("keep").disabled = !told;
}

const percent = share => share >= 0.0995 ? `${(100 * share).toFixed(0)} %` : share >= 0.00095 ? `${(100 * share).toFixed(1)} %` : "<0.1 %";

function goOn(text) {
  at("typed").value += text;
  at("typed").focus();
  run();
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
