// A survey as head cards: of each head its scores, where it looks, and the texts where a score is highest, with their
// patterns as the model makes them now.
import { json } from "./data.js";
import { at, calm, make, say } from "./dom.js";
import { brief, floats, grouped } from "./maths.js";
import { behindHash } from "./state.js";
import { visible } from "./tokens.js";

let survey = null;
let cards = []; // { head, row, element }
let turn = 0;
let leaving = new AbortController(); // ends what the model runs for a head that is no longer shown

async function start() {
  try { survey = await json("api/survey"); } catch (problem) {
    at("about").textContent = problem.message;
    return;
  }
  const { texts, tokens_read: tokens, model } = survey;
  document.title = `${model}, ${grouped(texts)} texts – PatternLens`;
  at("about").textContent = `${model}: ${grouped(survey.heads.length)} heads over ${grouped(texts)} texts, ${grouped(tokens)} tokens`
    + (survey.sources.length > 1 ? `, ${survey.sources.length} sources` : "");
  const sort = at("sort");
  sort.append(...["head", ...survey.columns.slice(1)].map(name => make("option", { value: name }, name)));
  sort.value = survey.columns[1] ?? "head";
  cards = survey.heads.map((row, place) => ({ head: row[0], place, row, element: null }));
  sort.onchange = at("down").onchange = list;
  at("filter").oninput = calm(120, list);
  list();
  const wanted = behindHash();
  if (cards.some(card => card.head === wanted)) open(wanted);
}

/// The numbers of a head by the columns' names.
const value = (card, name) => card.row[survey.columns.indexOf(name)];

/// What the filter says: parts of heads' names, and conditions such as `induction>0.5`.
function conditions() {
  const parts = at("filter").value.split(",").map(part => part.trim()).filter(Boolean);
  return parts.map(part => {
    const [, name, sign, number] = part.match(/^(\w+)\s*([<>])\s*(-?[\d.]+(?:e-?\d+)?)$/) ?? [];
    if (name && survey.columns.includes(name)) {
      return card => value(card, name) !== null && (sign === ">" ? value(card, name) > Number(number) : value(card, name) < Number(number));
    }
    if (!/^L\d+(H\d+)?$/i.test(part)) return null;
    const wanted = part.toUpperCase();
    return card => card.head === wanted || card.head.startsWith(`${wanted}H`);
  });
}

function list() {
  const tests = conditions();
  at("filter").setAttribute("aria-invalid", tests.includes(null));
  const shown = tests.includes(null) ? cards : cards.filter(card => tests.every(test => test(card)));
  const [name, sign] = [at("sort").value, at("down").checked ? -1 : 1];
  const sorted = name === "head" ? (sign > 0 ? shown : shown.toReversed())
    : shown.toSorted((a, b) => {
      const [left, right] = [value(a, name), value(b, name)];
      return left === right ? a.place - b.place : left === null ? 1 : right === null ? -1 : sign * (left - right);
    });
  at("cards").replaceChildren(...sorted.map(card => card.element ??= drawCard(card)));
}

function drawCard(card) {
  const rows = survey.scores.map((name, place) => {
    const [low, high] = survey.ranges[place];
    const share = number => `${100 * Math.min(1, Math.max(0, (number - low) / (high - low || 1)))}%`;
    const [mean, from, to] = [value(card, name), value(card, `${name}_p05`), value(card, `${name}_p95`)];
    const range = make("span", { class: "range", title: `5 % to 95 %: ${brief(from)} to ${brief(to)}` });
    if (mean !== null) {
      const [span, middle] = [make("i"), make("b")];
      [span.style.left, span.style.right] = [share(from), `calc(100% - ${share(to)})`];
      middle.style.left = share(mean);
      range.append(span, middle);
    }
    return make("div", { class: "measure" }, make("span", {}, name), range, make("span", {}, brief(mean)));
  });
  const element = make("div", { class: "card", role: "button", tabIndex: 0, "aria-pressed": "false",
    onclick: () => open(card.head), onkeydown: event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault(); // Space would scroll
      open(card.head);
    } },
  make("h2", {}, card.head), ...rows, histograms(card), tokens(card));
  return element;
}

function histograms(card) {
  const own = survey.histograms[card.place];
  return make("div", { class: "histograms" }, ...Object.entries(own).map(([name, shares]) => {
    const most = Math.max(...shares, 1e-9);
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", `0 0 ${shares.length} 1`);
    svg.setAttribute("preserveAspectRatio", "none");
    shares.forEach((share, bin) => {
      if (share === 0) return;
      const rect = document.createElementNS(space, "rect");
      for (const [key, number] of [["x", bin], ["y", 1 - share / most], ["width", .9], ["height", share / most]]) rect.setAttribute(key, number);
      svg.append(rect);
    });
    return make("figure", { title: survey.histogramNotes[name] }, svg, make("figcaption", {}, name));
  }));
}

const word = text => make("code", {}, visible(text));

function tokens(card) {
  const own = survey.tokens[card.place];
  const line = (name, list) => list.length ? make("div", { class: "tokens" }, make("small", {}, name), ...list.flatMap(token => [" ", word(token)])) : null;
  return make("div", {}, line("at", own.at), line("from", own.from));
}

async function open(head) {
  const mine = ++turn;
  leaving.abort();
  leaving = new AbortController();
  for (const card of cards) card.element?.setAttribute("aria-pressed", card.head === head);
  history.replaceState(null, "", `#${encodeURIComponent(head)}`);
  const place = at("detail");
  place.hidden = false;
  cards.find(card => card.head === head)?.element?.scrollIntoView({ block: "nearest" });
  let told;
  try { told = await json(`api/survey/${head}`); } catch (problem) {
    if (mine === turn) place.replaceChildren(make("p", { class: "problem" }, problem.message));
    return;
  }
  if (mine !== turn) return;
  const score = make("select", { "aria-label": "Score" }, ...survey.scores.map(name => make("option", { value: name }, name)));
  const kept = sessionStorage.getItem("score");
  if (survey.scores.includes(kept)) score.value = kept;
  const body = make("div");
  const show = () => {
    sessionStorage.setItem("score", score.value);
    const of = rows => rows.filter(row => row.score === score.value);
    body.replaceChildren(make("h3", {}, "Highest"), ...of(told.top).map(row => example(head, row)),
      make("h3", {}, "Examples from each tenth of the range"), ...of(told.examples).map(row => example(head, row)));
  };
  score.onchange = show;
  place.replaceChildren(make("h2", {}, head, " ", make("button", { onclick: close }, "Close")),
    make("label", {}, "Texts by ", score), survey.note ? make("p", {}, make("small", {}, survey.note)) : "",
    body, make("h3", {}, "Sources"), numbers(told.sources), make("h3", {}, "Tokens"), numbers(told.tokens));
  show();
}

function close() {
  turn++;
  leaving.abort();
  at("detail").hidden = true;
  for (const card of cards) {
    if (card.element?.getAttribute("aria-pressed") !== "true") continue;
    card.element.setAttribute("aria-pressed", "false");
    card.element.focus(); // where one was
  }
  history.replaceState(null, "", location.pathname + location.search);
}

/// A text, the two tokens where its score is highest, and its pattern when it is asked for.
function example(head, row) {
  const text = make("p", {}, row.text.length > 400 ? `${row.text.slice(0, 400)}…` : row.text);
  const pattern = make("div");
  let running = null;
  const button = make("button", { disabled: !survey.runs, title: survey.runs ? "Run the model on this text" : survey.note, onclick: async () => {
    if (running) return running.abort();
    running = new AbortController();
    button.textContent = "Stop";
    try {
      await draw(head, row, text, pattern, AbortSignal.any([running.signal, leaving.signal]));
      button.disabled = true;
    } catch (problem) { if (problem.name !== "AbortError") say(problem.message, "problem"); }
    button.textContent = "Pattern";
    running = null;
  } }, "Pattern");
  return make("div", { class: "example" },
    make("div", {}, `${brief(row.value)} `, row.tenth ? make("small", {}, `tenth ${row.tenth} `) : null, word(row.query_token), " → ", word(row.key_token),
      make("small", {}, ` ${row.source}:${row.line} `), button), text, pattern);
}

async function draw(head, row, text, place, signal) {
  const told = await json(`api/survey/${head}/pattern?hash=${encodeURIComponent(row.hash)}&score=${encodeURIComponent(row.score)}`,
    { headers: { "X-Plens-Run": survey.token }, signal });
  const count = told.tokens.length;
  const values = floats(Uint8Array.from(atob(told.values), letter => letter.charCodeAt(0)).buffer, "float32");
  text.replaceChildren(...told.tokens.map((token, position) => {
    const mark = make("mark", { title: `${position}: ${brief(values[row.query * count + position])}` }, token.replace(/\n/g, "↵\n"));
    mark.style.background = `rgb(59 125 189 / ${values[row.query * count + position] ?? 0})`;
    if (position === row.query) mark.classList.add("query");
    if (position === row.key) mark.classList.add("key");
    return mark;
  }));
  const canvas = make("canvas", { width: count, height: count, title: `${head}, ${count} × ${count}` });
  const context = canvas.getContext("2d");
  const image = context.createImageData(count, count);
  for (let i = 0; i < values.length; i++) image.data.set([59, 125, 189, 255 * Math.min(1, Math.max(0, values[i]))], 4 * i);
  context.putImageData(image, 0, 0);
  const isSame = told.value === null || Math.abs(told.value - row.value) <= 1e-3 * Math.max(1, Math.abs(row.value));
  place.replaceChildren(canvas, isSame ? "" : make("p", { class: "problem" },
    `The model gives ${brief(told.value)} now, and the survey has ${brief(row.value)}: the text is a part of a longer one, cut otherwise.`));
}

function numbers(rows) {
  if (rows.length === 0) return make("p", {}, make("small", {}, "none"));
  const names = Object.keys(rows[0]).filter(name => name !== "head");
  return make("table", {}, make("tr", {}, ...names.map(name => make("th", {}, name))), ...rows.map(row =>
    make("tr", {}, ...names.map(name => typeof row[name] === "number"
      ? make("td", { class: "number" }, Number.isInteger(row[name]) ? grouped(row[name]) : brief(row[name]))
      : make("td", {}, name === "token" ? word(row[name]) : row[name] ?? "")))));
}

start();
