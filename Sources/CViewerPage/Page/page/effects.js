// Which heads make an answer: a number for each head, found by attribution, by switching heads off, or by patching.
import * as data from "./data.js";
import { at, fill, make, say } from "./dom.js";
import { HeadMap, ink } from "./headmap.js";
import { gapOf } from "./heads.js";
import { visible } from "./tokens.js";
import { ask, lastRun } from "./typing.js";

let openHead = () => {};
let of = null; // what the map is of: the model, its changes, the place and the text
let isUnderWay = false;
/// Whether the run that is under way was stopped by its button.
let isStopped = false;

const hints = {
  attribution: "what each head adds", ablation: "what switching a head off changes",
  patching: "what share of the answer the head's values restore in the other text",
};

/// Offers it on pages that have a place for it; `open(layer, head)` goes to a head.
export function offerEffects(open) {
  openHead = open;
  at("effects-go").onclick = () => isUnderWay ? stop() : showEffects();
  at("effects-tell").onclick = tellShell;
  at("effects-by").onchange = () => {
    const isPatching = at("effects-by").value === "patching";
    at("effects-other").hidden = !isPatching;
    if (isPatching && at("effects-into").value === "") at("effects-into").value = lastRun()?.text ?? "";
  };
}

/// Offers the likeliest tokens as answers; hides all where there are none.
export function offerAnswers(told) {
  if (!at("effects")) return;
  at("effects").hidden = !told?.next.length;
  if (!told) return;
  const tokens = told.next.map(({ id, label }) => [String(id), visible(label)]);
  // What was chosen stays while it is among them.
  const keepChoice = (id, list, standard) => {
    const { value, dataset: { standard: before } } = at(id);
    fill(at(id), list, before !== undefined && value !== before && list.some(([own]) => own === value) ? value : standard);
    at(id).dataset.standard = standard;
  };
  keepChoice("effects-answer", tokens, tokens[0]?.[0]);
  keepChoice("effects-against", [["", "nothing"], ...tokens], tokens[1]?.[0] ?? "");
}

const nameOf = run => run && `${run.model} ${run.changes} ${run.position} ${run.text}`;

const outdated = "The model, the text or the token is another one now: Show does it again.";

/// Takes the map away where it is of another text, place or model than `run`.
export function forgetEffects(run) {
  if (of === null || of === nameOf(run)) return;
  of = null;
  at("effects-map").replaceChildren();
  at("effects-top").replaceChildren();
  showCommand("");
  at("effects-hint").textContent = outdated;
}

async function stop() {
  isStopped = true;
  await ask("stop", lastRun()).catch(() => {});
}

let question = null; // what the map answers: the run, and what was asked of it

function showCommand(command) {
  at("effects-command").textContent = command;
  at("effects-tell").hidden = command === "";
}

/// Has the shell make the same table, which commands there go on with.
async function tellShell() {
  at("effects-tell").disabled = true;
  try {
    const { command } = await ask("keep", question.run, question.more);
    say(`The shell ran: ${command}. The table is _ there.`);
  } catch (problem) {
    say(problem.message, "problem");
  } finally {
    at("effects-tell").disabled = false;
  }
}

async function showEffects() {
  const run = lastRun();
  if (!run) return;
  const [answer, against, by] = [at("effects-answer").value, at("effects-against").value, at("effects-by").value];
  const other = (against && against !== answer ? `&against=${against}` : "") + (by === "patching" ? `&into=${encodeURIComponent(at("effects-into").value)}` : "");
  at("effects-hint").textContent = "";
  at("effects-go").textContent = "Stop";
  [isUnderWay, isStopped] = [true, false];
  tellProgress(run);
  try {
    const more = `&answer=${answer}${other}&by=${by}`;
    const found = await ask("effects", run, more);
    question = { run, more };
    const model = (await data.models()).find(entry => entry.name === run.model);
    of = nameOf(run);
    draw(found, model);
    at("effects").scrollIntoView({ block: "nearest" }); // its button may stand at the window's lower edge
    const what = found.other === null ? `${other.includes("against") ? "Difference of logits" : "Logit"} ${number(found.total)}`
      : `${number(found.total)} here, ${number(found.other)} in the other text`;
    at("effects-hint").textContent = `${what}; ${hints[by]}, blue less, red more:`;
    showCommand(found.command);
  } catch (problem) {
    at("effects-hint").textContent = problem.status !== 409 ? problem.message : isStopped ? "Stopped." : outdated;
  } finally {
    isUnderWay = false;
    at("effects-go").textContent = "Show";
    at("effects-progress").hidden = true;
  }
}

/// Shows how far it has come, now and then.
async function tellProgress(run) {
  const bar = at("effects-progress");
  while (isUnderWay) {
    await new Promise(done => setTimeout(done, 150));
    const told = isUnderWay ? await ask("progress", { text: "", model: run.model }).catch(() => null) : null;
    if (!isUnderWay || !told) continue;
    bar.hidden = false;
    [bar.max, bar.value] = [told.of, told.done];
    at("effects-hint").textContent = `${told.done} of ${told.of} runs`;
  }
}

function draw(found, model) {
  const { n_layers: layers, n_heads: heads } = model;
  const most = Math.max(1e-9, ...found.values.filter(value => value !== null).map(Math.abs));
  const map = new HeadMap({
    layers, heads, gap: layer => gapOf(model, layer), label: "What each head does for the answer", largest: 20,
    color: (layer, head) => { const value = found.values[layer * heads + head]; return value === null ? null : signed(value / most); },
    describe: (layer, head) => `L${layer}H${head}: ${number(found.values[layer * heads + head])}`,
    pick: (inLayers, inHeads, event, isDrag) => { if (!isDrag && inLayers.length === 1 && inHeads.length === 1) openHead(inLayers[0], inHeads[0]); },
  });
  at("effects-map").replaceChildren(map.element);
  map.repaint();
  const order = [...found.values.keys()].filter(i => found.values[i] !== null).sort((a, b) => Math.abs(found.values[b]) - Math.abs(found.values[a]));
  at("effects-top").replaceChildren(...order.slice(0, 6).map(i => make("button", { type: "button",
    onclick: () => openHead(Math.floor(i / heads), i % heads) }, `L${Math.floor(i / heads)}H${i % heads} ${number(found.values[i])}`)));
}

const number = value => value === null ? "–" : `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value).toFixed(3)}`;

/// Red for more, blue for less, the ground for nothing.
const signed = share => `color-mix(in srgb, ${share > 0 ? "rgb(178 24 43)" : "rgb(33 102 172)"} ${Math.round(100 * Math.abs(share))}%, ${ink("--cell")})`;
