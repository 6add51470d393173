// Tables that the shell opened: a map of one column's numbers, beside the rows.
import * as data from "./data.js";
import { at, make, say } from "./dom.js";
import { choices, toAddress } from "./choices.js";
import { color } from "./colors.js";
import { HeadMap } from "./headmap.js";
import { brief } from "./maths.js";
import { headAddress } from "./state.js";
import { Windowed } from "./windowed.js";

let [shown, column, order, list, parts] = [null, null, [], null, null];
let [sorted, isDown] = [null, false]; // the column that rows are sorted by
const known = new Map(); // tables by their numbers: what one has never changes

/// Builds the view in `place`.
export function setUpOpened(place) {
  const which = make("select", { id: "table", "aria-label": "Table" });
  const by = make("select", { id: "table-column", "aria-label": "Column that colours the map" });
  const inGrid = make("button", { id: "table-in-grid", title: "The grid in the order of this column, with frames of its colours" }, "Order the grid by it");
  const about = make("p", { class: "hint", id: "table-about" });
  const map = make("div", { id: "table-map" });
  const head = make("div", { class: "result head", role: "row" });
  const body = make("div", { class: "body", id: "table-rows", role: "grid", "aria-label": "Rows" });
  place.append(make("div", { class: "tools" }, make("label", {}, "Table ", which), make("label", {}, "Column ", by), inGrid), about,
    make("div", { class: "opened" }, map, make("div", { class: "ranking" }, head, body)));
  list = new Windowed(body, { rowHeight: 26, render });
  parts = { which, by, inGrid, about, map, head, body };
  which.onchange = () => { choices.table = Number(which.value); refreshOpened(); };
  by.onchange = () => { column = shown.columns.find(({ name }) => name === by.value); paint(); };
  inGrid.onclick = () => {
    [choices.sort, choices.down] = [`table:${shown.number}:${column.name}`, false];
    choices.color = choices.sort;
    parts.open();
  };
  body.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = Number(event.target.closest("[data-place]")?.dataset.place);
    if (!step || Number.isNaN(row)) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(order.length - 1, row + step));
    list.reveal(next);
    list.shown.get(next)?.focus();
  });
}

/// What "Order the grid by it" ends with.
export function whenOrdered(open) { parts.open = open; }

/// Whether the shell has opened any table.
export const hasTables = () => (data.session.tables ?? []).length > 0;

/// What tiles can be sorted and coloured by: `[value, text]` of each column of heads.
export const tableOrders = () => (data.session.tables ?? []).flatMap(({ number, columns }) =>
  columns.map(name => [`table:${number}:${name}`, `${number}: ${name}`]));

/// The numbers that a choice such as `table:1:effect` gives the tiles of a grid, NaN for heads that are not in the table
/// and those of other models than the table's.
export async function valuesOf(choice, tiles) {
  const [, number, ...name] = choice.split(":");
  const table = await read(Number(number));
  const wanted = table.columns.find(entry => entry.name === name.join(":"));
  const byHead = new Map();
  table.map?.places.forEach((place, row) => { if (place) byHead.set(String(place), wanted?.values[row]); });
  return Float32Array.from({ length: tiles.count }, (_, tile) => {
    const model = tiles.models[tiles.parts.model[tile]];
    const head = tiles.parts.head[tile];
    if (model.name !== table.model) return NaN;
    return numberOf(byHead.get(String([Math.floor(head / model.n_heads), head % model.n_heads])));
  });
}

/// Shows a table that was opened just now; a server that was started anew counts from 1 again.
export function showOpened(number) {
  known.delete(number);
  choices.table = number;
}

async function read(number) {
  if (!known.has(number)) known.set(number, await data.json(`api/tables/${number}`));
  return known.get(number);
}

/// Shows the table that is chosen, by default the newest.
export async function refreshOpened() {
  const tables = data.session.tables ?? [];
  if (!tables.some(({ number }) => number === choices.table)) choices.table = tables.at(-1)?.number ?? 0;
  toAddress();
  parts.which.replaceChildren(...tables.map(({ number }) => make("option", { value: number }, String(number))));
  parts.which.value = String(choices.table);
  parts.which.parentElement.hidden = tables.length < 2;
  if (!choices.table) { parts.about.textContent = "The shell has opened no table: 'ablate p0 … | open' does."; return; }
  try {
    await data.needPalettes();
    shown = await read(choices.table);
  } catch (problem) { say(problem.message, "problem"); return; }
  const numeric = drawable();
  column = ["effect", "value", "difference", "logit", "loss"].map(name => numeric.find(entry => entry.name === name)).find(Boolean) ?? numeric[0];
  parts.by.replaceChildren(...numeric.map(({ name }) => make("option", { value: name }, name)));
  if (column) parts.by.value = column.name;
  parts.by.parentElement.hidden = parts.map.hidden = !shown.map || !column;
  parts.inGrid.hidden = !isOfHeads() || !column;
  [sorted, isDown] = [null, false];
  order = shown.columns[0]?.values.map((_, row) => row) ?? [];
  tell();
  heading();
  paint();
  list.reset(order.length);
}

const isOfHeads = () => shown.map?.down === "layer" && shown.map?.across === "head";

/// Columns of numbers but those that say where a row stands.
const drawable = () => shown.columns.filter(({ name, numeric }) => numeric
  && !(shown.map && ["layer", "head", "query", "rank", "id"].includes(name)));

const isSame = ({ values }) => values.length > 1 && values.every(value => value === values[0]);

/// What all rows have in common is said once, above them.
function tell() {
  parts.about.textContent = [shown.model, `${order.length} row${order.length === 1 ? "" : "s"}`,
    ...shown.columns.filter(isSame).map(({ name, values }) => `${name} ${values[0] ?? "–"}`)].join(" · ");
}

const columns = () => shown.columns.filter(entry => !isSame(entry));

/// The names of the columns, each a button that sorts by it.
function heading() {
  parts.head.style.setProperty("--columns", `repeat(${columns().length}, minmax(0, 1fr))`);
  parts.body.style.setProperty("--columns", `repeat(${columns().length}, minmax(0, 1fr))`);
  parts.head.replaceChildren(...columns().map(entry => make("button", {
    role: "columnheader", class: entry.numeric ? "number" : "", onclick: event => { sort(entry); tellOrder(event.currentTarget); }, "aria-sort": "none",
  }, entry.name)));
}

/// Says by which heading rows are in order, and which way.
function tellOrder(chosen) {
  for (const one of parts.head.children) one.setAttribute("aria-sort", one === chosen ? isDown ? "descending" : "ascending" : "none");
}

function sort(entry) {
  const value = row => entry.numeric ? numberOf(entry.values[row]) : entry.values[row] ?? "";
  isDown = sorted === entry ? !isDown : entry.numeric;
  sorted = entry;
  order.sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a - b; // none: last
    return (x < y ? -1 : x > y ? 1 : a - b) * (isDown && x !== y ? -1 : 1);
  });
  list.reset(order.length);
}

const numberOf = value => value === null || value === undefined ? NaN : Number(value === "inf" ? Infinity : value === "-inf" ? -Infinity : value);

function render(place) {
  const row = order[place];
  const head = headOf(row);
  const cells = columns().map(({ values, numeric }) => make("span", { role: "gridcell", class: numeric ? "number" : "", title: String(values[row] ?? "NaN") },
    numeric && typeof values[row] !== "string" && !Number.isInteger(values[row]) ? brief(values[row]) : String(values[row] ?? "–")));
  return make(head && shown.hash ? "a" : "div", {
    class: "result", role: "row", tabIndex: place === 0 ? 0 : -1, data: { place },
    href: head && shown.hash ? headAddress({ model: shown.model, hash: shown.hash, ...head }) : undefined,
  }, ...cells);
}

/// The head that a row is about; null for others.
function headOf(row) {
  for (const { values, numeric } of shown.columns) {
    const found = !numeric && /^L(\d+)H(\d+)(?:\.[qkv])?$/.exec(values[row]);
    if (found) return { layer: Number(found[1]), head: Number(found[2]) };
  }
  return null;
}

/// Draws the map: around 0 in two colours where any value is below it, else from 0 on.
function paint() {
  if (!shown.map || !column) return;
  const { rows, columns: names, places, across } = shown.map;
  const rowAt = new Map(places.map((place, row) => [String(place), row]));
  const value = (r, c) => numberOf(column.values[rowAt.get(String([r, c]))]);
  const { map, low, high } = scaleOf(places.map((place, row) => place ? numberOf(column.values[row]) : NaN));
  const figure = new HeadMap({
    layers: rows.length, heads: names.length, names: { down: rows, across: names }, largest: 26,
    label: `${column.name} of each ${across || "layer"}: arrow keys move`,
    color: (r, c) => { const x = value(r, c); return Number.isNaN(x) ? null : color(map, (x - low) / (high - low || 1)); },
    describe: (r, c) => `${rows[r]} ${names[c] ?? ""}: ${brief(value(r, c))}`.replace(" :", ":"),
    pick: (inRows, inColumns, event, isDrag) => {
      const row = inRows.length === 1 && inColumns.length === 1 && !isDrag ? rowAt.get(String([inRows[0], inColumns[0]])) : undefined;
      const head = row !== undefined && headOf(row);
      if (head && shown.hash) location.href = headAddress({ model: shown.model, hash: shown.hash, ...head });
    },
  });
  const bar = make("i", { class: "bar" });
  bar.style.background = `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map(place => color(map, place)).join(",")})`;
  parts.map.replaceChildren(figure.element, make("p", { class: "scale hint" }, `${column.name} ${brief(low)}`, bar, brief(high)));
}

/// The colours of numbers: `{ map, low, high }`.
export function scaleOf(values) {
  const finite = [...values].filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), 0);
  const high = finite.reduce((a, b) => Math.max(a, b), 0);
  if (low >= 0) return { map: "viridis", low: 0, high };
  const most = Math.max(-low, high);
  return { map: "RdBu_r", low: -most, high: most };
}
