// The head finder: heads ranked by a score over the chosen prompts, with the spread over them.
import * as data from "./data.js";
import { make, say, calm } from "./dom.js";
import { choices, models, prompts, headsOf, toAddress } from "./choices.js";
import { color } from "./colors.js";
import { brief } from "./maths.js";
import { HeadMap } from "./headmap.js";
import { headAddress } from "./state.js";
import { Windowed } from "./windowed.js";

let [ranked, shown, list, parts] = [[], [], null, null];

/// Builds the finder in `place`.
export function setUpFinder(place) {
  const score = make("select", { id: "score", "aria-label": "Score" });
  const least = make("input", { id: "least", type: "range", min: 0, max: 1, step: 0.001, "aria-label": "At least" });
  const leastValue = make("output", {});
  const top = make("input", { id: "top", type: "number", min: 1, max: 100000, placeholder: "all", "aria-label": "The first so many" });
  const low = make("input", { id: "lowest", type: "checkbox" });
  const summary = make("p", { class: "hint" });
  const body = make("div", { class: "body", id: "ranking", role: "grid", "aria-label": "Ranked heads" });
  const maps = make("div", { class: "maps" });
  place.append(make("div", { class: "tools" }, make("label", {}, "Score ", score),
    make("label", {}, "At least ", least, leastValue), make("label", {}, "First ", top),
    make("label", { class: "check" }, low, " lowest first")), summary,
    make("div", { class: "finder" }, make("div", { class: "ranking" },
      make("div", { class: "rank head" }, ...["", "Head", "Mean", "Spread over prompts", "Best prompt"].map(text => make("span", {}, text))),
      body), maps));
  list = new Windowed(body, { rowHeight: 30, render: renderRow });
  parts = { score, least, leastValue, top, low, summary, maps, body };
  score.onchange = () => { choices.finder.score = score.value; choices.finder.least = ""; refreshFinder(); };
  least.oninput = () => { choices.finder.least = least.value; filter(); calmAddress(); };
  top.oninput = () => { choices.finder.top = Number(top.value) || 0; filter(); calmAddress(); };
  low.onchange = () => rank();
  body.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const place = Number(event.target.closest("[data-place]")?.dataset.place);
    if (!step || Number.isNaN(place)) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(shown.length - 1, place + step));
    list.reveal(next);
    list.shown.get(next)?.focus();
  });
}

const calmAddress = calm(200, toAddress);
let turn = 0;

/// Asks for the scores of the choice, and ranks.
export async function refreshFinder() {
  const mine = ++turn;
  const { scores } = data.session;
  const { score, summary } = parts;
  toAddress();
  score.replaceChildren(...scores.map(entry => make("option", { value: entry.name, title: entry.summary }, entry.name)));
  if (scores.length === 0) { summary.textContent = "This viewer knows no scores."; return; }
  if (!scores.some(entry => entry.name === choices.finder.score)) {
    choices.finder.score = (scores.find(entry => entry.name === "induction") ?? scores[0]).name;
  }
  score.value = choices.finder.score;
  summary.textContent = "Computing…";
  const name = choices.finder.score;
  try {
    await data.needPalettes(); // for the maps
    const found = await Promise.all(models().map(model => {
      const hashes = prompts().filter(prompt => prompt.models.includes(model.name) && prompt.tag).map(prompt => prompt.hash);
      return hashes.length ? data.scores(model.name, hashes, [name]) : null;
    }));
    if (mine !== turn) return;
    ranked = found.flatMap((scores, i) => scores ? headsOf(models()[i]).map(head => rowOf(models()[i], head, scores, name)) : [])
      .filter(row => row.values.length > 0);
    const problems = found.flatMap(scores => scores?.problems ?? []);
    if (problems.length) say(`${problems.length === 1 ? "A prompt has" : `${problems.length} prompts have`} no ${name}: ${problems[0].error}`, "problem");
    rank();
  } catch (problem) {
    if (mine === turn) summary.textContent = problem.message;
  }
}

function rowOf(model, head, { scores, prompts: hashes }, name) {
  const [values, places] = [[], []];
  scores[name].forEach((list, i) => {
    if (list[head] !== null && list[head] !== undefined) { values.push(list[head]); places.push(hashes[i]); }
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const best = values.indexOf(Math.max(...values));
  return { model: model.name, layer: Math.floor(head / model.n_heads), head: head % model.n_heads, mean, values, hash: places[best] };
}

function rank() {
  const sign = parts.low.checked ? 1 : -1;
  ranked.sort((a, b) => sign * (a.mean - b.mean));
  ranked.forEach((row, i) => { row.rank = i + 1; });
  const all = ranked.flatMap(row => row.values);
  parts.range = all.length ? [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))] : [0, 1];
  const means = ranked.map(row => row.mean);
  const [low, high] = means.length ? [Math.min(...means), Math.max(...means)] : [0, 1];
  Object.assign(parts.least, { min: low, max: high, step: (high - low) / 500 || 0.001 });
  parts.least.value = choices.finder.least === "" ? low : choices.finder.least;
  parts.top.value = choices.finder.top || "";
  filter();
  drawMaps(low, high);
}

function filter() {
  const least = choices.finder.least === "" ? -Infinity : Number(choices.finder.least);
  shown = ranked.filter(row => row.mean >= least).slice(0, choices.finder.top || undefined);
  parts.leastValue.textContent = choices.finder.least === "" ? "any" : brief(least);
  const about = data.session.scores.find(score => score.name === choices.finder.score);
  parts.summary.textContent = `${shown.length} of ${ranked.length} heads. ${about ? `${about.name}: ${about.summary}` : ""}`;
  list.reset(shown.length);
}

function renderRow(place) {
  const row = shown[place];
  const [low, high] = parts.range;
  const x = value => 100 * (value - low) / (high - low || 1);
  const strip = make("span", { class: "strip", "aria-hidden": "true" });
  const step = Math.max(1, Math.ceil(row.values.length / 12)); // dots for a dozen at most: the document stays small
  const sorted = [...row.values].sort((a, b) => a - b);
  const bar = make("i", { class: "reach" });
  bar.style.left = `${x(sorted[0])}%`;
  bar.style.width = `${x(sorted.at(-1)) - x(sorted[0])}%`;
  strip.append(bar, ...sorted.filter((_, i) => i % step === 0).map(value => {
    const dot = make("i", { class: "dot" });
    dot.style.left = `${x(value)}%`;
    return dot;
  }));
  const prompt = prompts().find(entry => entry.hash === row.hash);
  return make("a", {
    class: "rank", role: "row", href: headAddress(row), data: { place },
    title: `${row.model} L${row.layer}H${row.head}: rank ${row.rank} of ${ranked.length}\nmean ${brief(row.mean)}, `
      + `${brief(sorted[0])} to ${brief(sorted.at(-1))} over ${row.values.length} prompts`,
  }, make("span", { class: "number" }, String(row.rank)),
  make("span", {}, models().length > 1 ? `${row.model} L${row.layer}H${row.head}` : `L${row.layer}H${row.head}`),
  make("span", { class: "number" }, brief(row.mean)), strip,
  make("span", { class: "text" }, (prompt?.text ?? row.hash).replace(/\s+/g, " ").slice(0, 90)));
}

function drawMaps(low, high) {
  const byHead = new Map(ranked.map(row => [`${row.model} ${row.layer} ${row.head}`, row]));
  parts.maps.replaceChildren(...models().slice(0, 6).map(model => {
    const find = (layer, head) => byHead.get(`${model.name} ${layer} ${head}`);
    const map = new HeadMap({
      layers: model.n_layers, heads: model.n_heads, label: `${choices.finder.score} of each head of ${model.name}`,
      color: (layer, head) => { const row = find(layer, head); return row ? color("viridis", (row.mean - low) / (high - low || 1)) : null; },
      describe: (layer, head) => { const row = find(layer, head); return `L${layer}H${head}: ${row ? `${brief(row.mean)}, rank ${row.rank} of ${ranked.length}` : "not chosen"}`; },
      pick: (layers, heads, event, isDrag) => {
        const row = layers.length === 1 && heads.length === 1 && !isDrag && find(layers[0], heads[0]);
        if (row) location.href = headAddress(row);
      },
    });
    const bar = make("i", { class: "bar" });
    bar.style.background = `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map(place => color("viridis", place)).join(",")})`;
    return make("figure", {}, make("figcaption", {}, model.name), map.element,
      make("p", { class: "scale hint" }, `mean ${brief(low)}`, bar, brief(high)));
  }));
}
