// The head finder: heads ranked by a score over the chosen prompts, with the spread over them.
import * as data from "./data.js";
import { make, say, calm } from "./dom.js";
import { gapOf } from "./heads.js";
import { choices, look, models, prompts, headsOf, toAddress } from "./choices.js";
import { color } from "./colors.js";
import { brief, grouped } from "./maths.js";
import { HeadMap } from "./headmap.js";
import { headAddress } from "./state.js";
import { askForRows } from "./tiles.js";
import * as library from "./prompts.js";
import { Windowed } from "./windowed.js";

let [ranked, shown, list, parts] = [[], [], null, null];

/// Builds the finder in `place`.
export function setUpFinder(place, openGrid) {
  const score = make("select", { id: "score", "aria-label": "Score" });
  const least = make("input", { id: "least", type: "range", min: 0, max: 1, step: 0.001, "aria-label": "At least" });
  const leastValue = make("output", {});
  const top = make("input", { id: "top", type: "number", min: 1, max: 100000, placeholder: "all", "aria-label": "The first so many" });
  const low = make("input", { id: "lowest", type: "checkbox" });
  const expression = make("input", { id: "expression", type: "text", placeholder: "mean(diag(A, -1))", "aria-label": "A score of your own, an expression of the pattern A", spellcheck: false, autocomplete: "off" });
  const inGrid = make("button", { id: "show-in-grid", title: "The listed heads on the best prompt of the first" }, "Show these in the grid");
  const summary = make("p", { class: "hint" });
  const body = make("div", { class: "body", id: "ranking", role: "grid", "aria-label": "Ranked heads" });
  const maps = make("div", { class: "maps" });
  place.append(make("div", { class: "tools" }, make("label", {}, "Score ", score),
    make("label", {}, "or your own ", expression), make("label", {}, "Mean at least ", least, leastValue), make("label", {}, "Show ", top, " heads"),
    make("label", { class: "check" }, low, " lowest first"), make("span", { class: "fill" }), inGrid), summary,
    make("div", { class: "finder" }, make("div", { class: "ranking" },
      make("div", { class: "rank head" }, ...["", "", "Head", "Mean", "Spread over prompts", "Highest on"].map(text => make("span", {}, text))),
      body), maps));
  list = new Windowed(body, { rowHeight: 50, prepare: prepareRows, render: renderRow, discard: place => { pictures.get(place)?.stop(); pictures.delete(place); } });
  parts = { open: openGrid, score, expression, least, leastValue, top, low, summary, maps, body };
  score.onchange = () => { choices.finder.score = score.value; choices.finder.least = ""; refreshFinder(); };
  expression.onchange = () => { choices.finder.score = expression.value.trim(); choices.finder.least = ""; refreshFinder(); };
  inGrid.onclick = () => showInGrid();
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

/// Prompts that are scored before the first ranking is shown; the others follow, four times as many each time.
const firstSample = 64;

/// Asks for the scores of the choice, and ranks.
export async function refreshFinder() {
  const mine = ++turn;
  const { scores } = data.session;
  const { score, summary } = parts;
  toAddress();
  score.replaceChildren(...scores.map(entry => make("option", { value: entry.name, title: entry.summary }, entry.name)));
  if (scores.length === 0) { summary.textContent = "This viewer knows no scores."; return; }
  if (!choices.finder.score) choices.finder.score = (scores.find(entry => entry.name === "induction") ?? scores[0]).name;
  score.value = choices.finder.score;
  parts.expression.value = scores.some(entry => entry.name === choices.finder.score) ? "" : choices.finder.score;
  summary.textContent = "Computing…";
  const name = choices.finder.score;
  try {
    await data.needPalettes(); // for the maps
    if (!await rankSample(mine, name, firstSample)) return;
  } catch (problem) {
    if (mine === turn) { ranked = []; filter(); summary.textContent = problem.message; }
    return;
  }
  goOn(mine, name, 4 * firstSample);
}

/// Ranks over more and more prompts, as long as nothing else is asked for.
async function goOn(mine, name, sample) {
  try {
    while (mine === turn && await rankSample(mine, name, sample)) sample *= 4;
  } catch (problem) {
    if (mine === turn) say(problem.message, "problem");
  }
}

/// Ranks over so many of the prompts; says whether there are more.
async function rankSample(mine, name, sample) {
  const found = await Promise.all(models().map(model => data.scoreSummary(model.name, hashesOf(model), name, sample)));
  if (mine !== turn) return false;
  ranked = found.flatMap((told, i) => headsOf(models()[i]).filter(head => told.mean[head] !== null && told.mean[head] !== undefined)
    .map(head => rowOf(models()[i], head, told)));
  const problems = found.flatMap(told => told.problems);
  if (problems.length && sample === firstSample) {
    say(`${problems.length === 1 ? "A prompt has" : `${problems.length} prompts have`} no ${name}: ${problems[0].error}`, "problem");
  }
  parts.over = { count: Math.max(0, ...found.map(told => told.count)), total: Math.max(0, ...found.map(told => told.total)) };
  rank();
  await library.read([...new Set(ranked.slice(0, 40).map(row => library.entryOf(row.hash)))].filter(Boolean));
  if (mine !== turn) return false;
  filter();
  return found.some(told => told.count < told.total && told.count >= sample);
}

/// The chosen prompts of a model; null for all. The finder's beginning is all prompts, of which the grid's is the newest.
function hashesOf(model) {
  if (!Array.isArray(choices.chosenPrompts)) return null;
  return prompts().filter(prompt => prompt.by[model.name]).map(prompt => prompt.hash);
}

const rowOf = (model, head, told) => ({
  model: model.name, layer: Math.floor(head / model.n_heads), head: head % model.n_heads, mean: told.mean[head],
  values: told.spread[head], used: told.used[head], hash: told.best[head],
});

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
  const { count, total } = parts.over ?? {};
  parts.summary.textContent = `${shown.length} of ${ranked.length} heads over ${count < total ? `${grouped(count)} of ` : ""}${grouped(total ?? 0)} prompt${total === 1 ? "" : "s"}. `
    + (about ? `${about.name}: ${about.summary}` : choices.finder.score);
  list.reset(shown.length);
}

const pictures = new Map(); // by row: its thumbnail, there or on its way

/// Asks for the thumbnails of rows: each head on the prompt where its score is highest.
function prepareRows(places) {
  const raw = choices.figures.find(figure => figure.name === "raw");
  if (!raw || places.length === 0) return;
  const items = places.map(place => [{ ...shown[place], tag: library.entryOf(shown[place].hash)?.by[shown[place].model]?.tag, figure: raw }]);
  askForRows(items, 48, look()).forEach((asked, i) => pictures.set(places[i], asked));
}

/// Shows the listed heads in the grid, on the prompt on which the first has its highest score.
function showInGrid() {
  if (shown.length === 0) return;
  for (const model of models()) {
    const heads = shown.filter(row => row.model === model.name).map(row => row.layer * model.n_heads + row.head);
    choices.heads.set(model.name, heads.length ? heads.sort((a, b) => a - b) : null);
  }
  choices.chosenModels = [...new Set(shown.map(row => row.model))];
  choices.chosenPrompts = [shown[0].hash];
  if (data.session.scores.some(score => score.name === choices.finder.score)) [choices.sort, choices.down] = [`score:${choices.finder.score}`, true];
  parts.open();
}

function renderRow(place) {
  const row = shown[place];
  const [low, high] = parts.range;
  const x = value => 100 * (value - low) / (high - low || 1);
  const strip = make("span", { class: "strip", "aria-hidden": "true" });
  const sorted = row.values; // a dozen at most, from least to largest: the document stays small
  const bar = make("i", { class: "reach" });
  bar.style.left = `${x(sorted[0])}%`;
  bar.style.width = `${x(sorted.at(-1)) - x(sorted[0])}%`;
  strip.append(bar, ...sorted.map(value => {
    const dot = make("i", { class: "dot" });
    dot.style.left = `${x(value)}%`;
    return dot;
  }));
  const prompt = library.entryOf(row.hash);
  const thumb = make("span", { class: "thumb" });
  pictures.get(place)?.fill([{ show: make => thumb.replaceChildren(make(null)), fail: () => {} }]);
  return make("a", {
    class: "rank", role: "row", href: headAddress(row), data: { place },
    title: `${row.model} L${row.layer}H${row.head}: rank ${row.rank} of ${ranked.length}\nmean ${brief(row.mean)}, `
      + `${brief(sorted[0])} to ${brief(sorted.at(-1))} over ${row.used} prompts`,
  }, make("span", { class: "number" }, String(row.rank)), thumb,
  make("span", {}, models().length > 1 ? `${row.model} L${row.layer}H${row.head}` : `L${row.layer}H${row.head}`),
  make("span", { class: "number" }, brief(row.mean)), strip,
  make("span", { class: "text" }, (prompt?.text || row.hash).replace(/\s+/g, " ").slice(0, 90)));
}

function drawMaps(low, high) {
  const byHead = new Map(ranked.map(row => [`${row.model} ${row.layer} ${row.head}`, row]));
  parts.maps.replaceChildren(...models().slice(0, 6).map(model => {
    const find = (layer, head) => byHead.get(`${model.name} ${layer} ${head}`);
    const map = new HeadMap({
      layers: model.n_layers, heads: model.n_heads, gap: layer => gapOf(model, layer), label: `${choices.finder.score} of each head of ${model.name}`,
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
