// The grid of figures: thousands of tiles, of which only those in view are in the document.
import * as data from "./data.js";
import { at, make, calm, painted, pause, say } from "./dom.js";
import { choices, items, look, toAddress } from "./choices.js";
import { categoryColor, color as mapColor } from "./colors.js";
import { everyHead } from "./heads.js";
import { brief, grouped } from "./maths.js";
import { scaleOf, tableOrders, valuesOf } from "./opened.js";
import * as library from "./prompts.js";
import { headAddress } from "./state.js";
import { askForRows } from "./tiles.js";
import { visible } from "./tokens.js";
import { Windowed } from "./windowed.js";

const fixed = ["model", "layer", "head", "prompt", "figure"];
const pinned = new Map(); // tiles gathered for a comparison, by address
let tiles = null;
let order = null; // places of tiles in the order of the grid; null: their own
let scoreValues = null; // by place of a tile, where the order or the colour is a score
let colorScores = null;
let windowed = null;
let [perRow, tileSize, active] = [8, 96, 0];
/// Pictures that could not be made, each once, however often its tile was laid out.
const failed = new Set();
let onNewFigures = () => {};

/// Builds the grid and its tools; `reload` is called when a function turns out to draw other figures than it said.
export function setUpGrid(reload) {
  onNewFigures = reload;
  const grid = at("grid");
  windowed = new Windowed(grid, { rowHeight: 100, prepare: askFor, render: renderRow, refill: refillRow, discard: discardRow, around: 0 });
  // To lay out and paint empty tiles would keep the first pictures waiting, unless these take long to come.
  windowed.space.classList.add("early");
  setTimeout(showTiles, 200);
  firstPicture.then(() => { windowed.around = 2; windowed.update(); });
  at("sort").onchange = () => { choices.sort = at("sort").value; arrange(); };
  at("direction").onclick = () => { choices.down = !choices.down; arrange(); };
  at("color").onchange = () => { choices.color = at("color").value; arrange(); };
  at("row").oninput = () => { choices.perRow = Number(at("row").value); layOut(); toAddress(); };
  at("scale").onchange = () => { choices.scale = at("scale").value; refresh(); };
  at("first").onclick = () => { choices.first = choices.first ? "" : "drop"; refresh(); };
  at("captions").onchange = () => { choices.captions = at("captions").checked; layOut(); toAddress(); };
  grid.addEventListener("keydown", keyDown);
  grid.addEventListener("click", event => {
    const link = event.target.closest(".tile");
    if (!event.shiftKey || !link) return;
    event.preventDefault();
    pin(link, link.getAttribute("href"), tiles.at(placeOf(Number(link.dataset.tile))));
  });
  grid.addEventListener("focusin", event => { active = Number(event.target.dataset?.tile ?? active); });
  new ResizeObserver(calm(60, () => { if (sizeOf(grid) !== laidOut) layOut(); })).observe(grid);
}

/// Offers what tiles can be sorted and coloured by.
export function offerOrders() {
  const scores = data.session.scores.map(score => [`score:${score.name}`, score.name]);
  const group = (label, options) => options.length === 0 ? []
    : [make("optgroup", { label }, ...options.map(([value, text]) => make("option", { value }, text)))];
  for (const [id, none] of [["sort", "model, layer, head"], ["color", "nothing"]]) {
    at(id).replaceChildren(make("option", { value: "" }, none), ...fixed.map(name => make("option", { value: name }, name)),
      ...group("Scores", scores), ...group("Tables", tableOrders()));
    at(id).value = choices[id];
    if (at(id).selectedIndex < 0) at(id).value = choices[id] = "";
  }
  at("captions").checked = choices.captions;
  at("scale").value = choices.scale;
}

/// Shows the choice anew; where somebody types, without what can wait.
export function refresh(isTyped = false) {
  tiles = items();
  failed.clear();
  return arrange(isTyped);
}

const addressSoon = calm(150, toAddress);

let turn = 0;

async function arrange(isTyped) {
  const mine = ++turn;
  if (isTyped) addressSoon(); else toAddress();
  at("direction").textContent = choices.down ? "↓" : "↑";
  at("first").setAttribute("aria-pressed", String(Boolean(choices.first)));
  [scoreValues, colorScores] = [null, null];
  if (!isScore(choices.sort) && !isScore(choices.color)) return putInOrder(); // without a pause: pictures are asked for first
  try {
    const [sorted, colored] = await Promise.all([scoresOf(choices.sort), scoresOf(choices.color)]);
    if (mine !== turn) return;
    [scoreValues, colorScores] = [sorted, colored];
  } catch (problem) {
    if (mine !== turn) return;
    say(problem.message, "problem");
  }
  putInOrder();
}

/// Puts the tiles in their order.
function putInOrder() {
  order = sortedPlaces();
  showLegend();
  layOut();
}

const isTable = choice => choice.startsWith("table:");
const isScore = choice => choice.startsWith("score:") || isTable(choice);

/// A score of every tile; null where `choice` is no score.
async function scoresOf(choice) {
  if (!isScore(choice)) return null;
  const name = choice.slice(6);
  const hashes = tiles.prompts.map(prompt => prompt.hash);
  await data.needPalettes(); // for colours of values
  if (isTable(choice)) return valuesOf(choice, tiles);
  if (hashes.length > most) return meansOf(name);
  const found = await Promise.all(tiles.models.map(model =>
    data.scores(model.name, hashes.filter((_, i) => tiles.prompts[i].models.includes(model.name)), [name])));
  const values = new Float32Array(tiles.count).fill(NaN);
  const places = found.map(({ prompts }) => new Map(prompts.map((hash, i) => [hash, i])));
  for (let tile = 0; tile < tiles.count; tile++) {
    const model = tiles.parts.model[tile];
    const prompt = places[model].get(hashes[tiles.parts.prompt[tile]]);
    values[tile] = found[model].scores[name]?.[prompt]?.[tiles.parts.head[tile]] ?? NaN;
  }
  return values;
}

/// Prompts up to which tiles have scores of their own; beyond, each has its head's mean.
const most = 400;

async function meansOf(name) {
  const hashes = choices.chosenPrompts === "*" ? null : tiles.prompts.map(prompt => prompt.hash);
  const found = await Promise.all(tiles.models.map(model => data.scoreSummary(model.name, hashes, name, most)));
  say(`Of ${grouped(tiles.prompts.length)} prompts each tile has its head's mean ${name} over ${grouped(found[0].count)} of them.`);
  return Float32Array.from({ length: tiles.count }, (_, tile) => found[tiles.parts.model[tile]].mean[tiles.parts.head[tile]] ?? NaN);
}

function sortedPlaces() {
  if (!choices.sort && !choices.down) return null;
  const places = Uint32Array.from({ length: tiles.count }, (_, i) => i);
  if (!choices.sort) return places.reverse();
  const key = scoreValues ?? keys(choices.sort);
  const sign = choices.down ? -1 : 1;
  return places.sort((a, b) => {
    const [x, y] = [key[a], key[b]];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a - b; // no score: last
    return x === y ? a - b : x < y ? -sign : sign;
  });
}

function keys(name) {
  if (name === "layer" || name === "head") {
    return tiles.parts.head.map((head, i) => {
      const heads = tiles.models[tiles.parts.model[i]].n_heads;
      return name === "layer" ? Math.floor(head / heads) : head % heads;
    });
  }
  return tiles.parts[name] ?? [];
}

/// The colour of a tile's frame; undefined for none.
function frameOf(place) {
  if (colorScores) {
    const value = colorScores[place];
    if (Number.isNaN(value)) return undefined;
    const [low, high] = legendRange;
    return mapColor(legendMap, (value - low) / (high - low || 1));
  }
  if (!choices.color) return undefined;
  return categoryColor(keysForColor[place]);
}

let [legendMap, legendRange, keysForColor] = ["viridis", [0, 1], []];

function showLegend() {
  at("legend").replaceChildren();
  if (colorScores) {
    const seen = colorScores.filter(value => !Number.isNaN(value));
    legendMap = "viridis";
    legendRange = seen.length ? [seen.reduce((a, b) => Math.min(a, b)), seen.reduce((a, b) => Math.max(a, b))] : [0, 1];
    if (isTable(choices.color)) {
      const scale = scaleOf(seen); // as on the table's own map
      [legendMap, legendRange] = [scale.map, [scale.low, scale.high]];
    }
    const bar = make("i", { class: "bar" });
    bar.style.background = `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map(place => mapColor(legendMap, place)).join(",")})`;
    at("legend").append(brief(legendRange[0]), bar, brief(legendRange[1]));
  } else if (choices.color) {
    keysForColor = keys(choices.color);
    const seen = [...new Set(keysForColor)].sort((a, b) => a - b);
    const nameOf = { model: i => tiles.models[i].name, prompt: i => `“${tiles.prompts[i].text.slice(0, 18) || tiles.prompts[i].hash.slice(0, 8)}”`,
      figure: i => tiles.figures[i].name, layer: i => `L${i}`, head: i => `H${i}` }[choices.color] ?? String;
    at("legend").append(...seen.slice(0, 12).map(value => {
      const chip = make("i", { class: "chip" });
      chip.style.background = categoryColor(value);
      return make("span", {}, chip, nameOf(value));
    }), seen.length > 12 ? `and ${seen.length - 12} more` : "");
  }
}

let laidOut = "";
const sizeOf = grid => `${grid.clientWidth} ${grid.clientHeight}`;

function layOut() {
  const grid = at("grid");
  laidOut = sizeOf(grid);
  const width = grid.clientWidth - 4;
  if (width <= 0 || !tiles) return;
  // One prompt is told once, above; of several each tile says its own.
  const caption = !choices.captions ? 0 : tiles.prompts.length > 1 ? 34 : 19;
  const heads = layerWide();
  const wanted = choices.perRow || heads
    || Math.max(2, Math.round(width / (width > 2400 ? 190 : width > 600 ? 132 : 104)));
  // A tile is two to four nodes: as many a row as keep the document small.
  const height = Math.min(grid.clientHeight || innerHeight, innerHeight);
  const fits = count => count * (Math.ceil(height / (width / count + caption)) + 5) * (caption ? 4 : 2) <= 1300;
  perRow = wanted;
  while (perRow > 1 && !fits(perRow)) perRow--;
  tileSize = width / perRow;
  windowed.reset(Math.ceil(tiles.count / perRow), Math.ceil(tileSize + caption));
  at("row").max = String(Math.max(32, perRow));
  at("row").value = String(perRow);
  at("row-count").textContent = String(perRow);
  grid.style.setProperty("--tile", `${tileSize}px`);
  grid.classList.toggle("captions", choices.captions);
  grid.classList.toggle("narrow-tiles", tileSize < 90);
  grid.setAttribute("aria-rowcount", String(Math.ceil(tiles.count / perRow)));
  showStatus();
}

/// The heads of a layer where a row can be one: all heads of one model in one figure of one prompt, in their order.
function layerWide() {
  const [model] = tiles.models;
  if (tiles.models.length !== 1 || tiles.prompts.length !== 1 || tiles.figures.length !== 1 || choices.sort) return 0;
  if (tiles.count !== everyHead(model).length) return 0;
  // On a narrow page a layer takes two rows, or more, of the same number.
  const least = innerWidth < 700 ? 64 : 44;
  for (let parts = 1; parts <= model.n_heads; parts++) {
    const count = model.n_heads / parts;
    if (Number.isInteger(count) && (at("grid").clientWidth / count >= least || count === 1)) return count;
  }
  return 0;
}

function showStatus() {
  const one = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
  const unknown = (names, all, noun) => {
    const missing = Array.isArray(names) ? names.filter(name => !all.includes(name)) : [];
    return missing.length ? `There is no ${noun} '${missing[0]}' here${all.length ? `: ${all.slice(0, 12).join(", ")}` : ""}.` : `No ${noun} is chosen.`;
  };
  const empty = tiles.models.length === 0 ? unknown(choices.chosenModels, choices.models.map(model => model.name), "model")
    : tiles.prompts.length === 0 ? Array.isArray(choices.chosenPrompts) && choices.chosenPrompts.length
      ? `There is no prompt ${choices.chosenPrompts[0]} here.` : "No prompt is chosen."
    : tiles.figures.length === 0 ? unknown(choices.chosenFigures, choices.figures.map(figure => figure.name), "figure") : "Nothing of this is captured.";
  at("status").textContent = tiles.count ? one(tiles.count, "figure") + (failed.size ? `, ${failed.size} failed` : "") : "";
  at("grid").dataset.empty = tiles.count ? "" : library.count() ? empty : data.session.runs
    ? "Nothing is captured yet. Type a prompt above: every head's pattern appears here with each key."
    : "There are no captures yet: what the shell captures appears here.";
  const only = tiles.prompts.length === 1 ? tiles.prompts[0] : null;
  at("shown-prompt").hidden = !only;
  if (only) at("shown-prompt").textContent = only.text;
  at("shown-prompt").title = only ? `${only.n_tokens ?? "?"} tokens, @${only.hash}` : "";
}

const showTiles = () => windowed.space.classList.remove("early");

const placeOf = tile => order ? order[tile] : tile;

const pictures = new Map(); // by row: its pictures, there or on their way

const tilesOf = row => {
  const first = row * perRow;
  return Array.from({ length: Math.min(perRow, tiles.count - first) }, (_, i) => first + i);
};

/// No more than there are pixels to show: what is strong in a block stays, what a browser leaves out is lost.
const pixelsOfTile = () => Math.max(8, Math.min(1024, 8 * Math.floor((tileSize - 8) * devicePixelRatio / 8)));

/// Asks for the pictures of rows; the tiles are made while these are on their way.
function askFor(rows) {
  askForRows(rows.map(row => tilesOf(row).map(tile => tiles.at(placeOf(tile)))), pixelsOfTile(), look())
    .forEach((asked, i) => pictures.set(rows[i], asked));
}

/// Pictures that are asked for in one answer; the viewer gives 256.
const mostAsked = 200;

/// The pictures in view, to be asked for together with what is typed: `{ items, size, look }`; null where other figures
/// than patterns are shown.
export function inView() {
  const rows = [...windowed.shown.keys()].flatMap(tilesOf).slice(0, mostAsked).map(tile => tiles.at(placeOf(tile)));
  return tiles.prompts.length === 1 && rows.every(({ figure }) => figure.name === "raw") ? { items: rows, size: pixelsOfTile(), look: look() } : null;
}

function renderRow(row) {
  const shown = tilesOf(row).map((tile, i) => dress(plain.cloneNode(true), tile, pictures.get(row).items[i]));
  pictures.get(row).fill(shown);
  return make("div", { class: "row", role: "row", "aria-rowindex": row + 1 }, ...shown.map(({ link }) => link));
}

/// Shows other tiles in a row that is there: a browser takes longer to lay out new ones than to draw their pictures.
function refillRow(row, element) {
  const wanted = tilesOf(row);
  while (element.children.length > wanted.length) element.lastChild.remove();
  while (element.children.length < wanted.length) element.append(plain.cloneNode(true));
  const shown = wanted.map((tile, i) => dress(element.children[i], tile, pictures.get(row).items[i]));
  pictures.get(row).fill(shown);
}

/// Stops what a row that goes out of view is loading.
function discardRow(row) {
  pictures.get(row)?.stop();
  pictures.delete(row);
}

let tellFirst = null;

/// Ends when the first picture is on the screen and the others in view have had time to come, or when the first takes long;
/// what has time should wait for it.
export const firstPicture = Promise.race([new Promise(done => { tellFirst = done; }), pause(300)])
  .then(painted).then(() => pause(150));

let isFirstThere = false;
firstPicture.then(() => { isFirstThere = true; });

/// Does what the first picture need not wait for: at once where it is there.
const afterFirst = body => { if (isFirstThere) body(); else firstPicture.then(body); };

const plain = make("a", { class: "tile loading", role: "gridcell", tabIndex: -1 }, make("span", { class: "blank" }),
  make("span", { class: "caption" })); // a copy is made faster than a tile

/// Makes a tile's element that of an item, whose picture is still to come.
function dress(link, tile, item) {
  const place = placeOf(tile);
  const address = headAddress(item) + (choices.first ? "&first=drop" : "")
    + (item.figure.name === "raw" ? "" : `&figure=${encodeURIComponent(item.figure.name)}`);
  const frame = frameOf(place);
  link.className = `tile loading${pinned.has(address) ? " pinned" : ""}${frame ? " framed" : ""}`;
  link.href = address;
  link.title = "";
  link.dataset.tile = tile;
  link.tabIndex = tile === active ? 0 : -1;
  if (frame) link.style.setProperty("--frame", frame);
  let caption = link.querySelector(".caption");
  if (!choices.captions) caption?.remove();
  else if (!caption) link.append(caption = make("span", { class: "caption" }));
  afterFirst(() => describe(link, caption, place, item));
  const show = make => {
    const old = link.firstChild;
    const element = make(old instanceof HTMLCanvasElement ? old : null);
    if (element !== old) old.replaceWith(element);
    link.classList.remove("loading");
    showTiles();
    tellFirst();
  };
  return { link, show, fail: problem => fail(link, item, show, problem) };
}

/// Says what a tile shows.
async function describe(link, caption, place, item) {
  const name = `L${item.layer}H${item.head}`;
  const score = scoreValues ? `${choices.sort.slice(6)} ${brief(scoreValues[place])}` : null;
  if (!item.prompt.isRead) await library.read([item.prompt]).catch(() => {}); // a tile without its text is a tile
  const text = visible(item.prompt.text.slice(0, 120)).replaceAll("␣", " ");
  link.title ||= [`${item.model} ${name}`, text, item.figure.name, score].filter(Boolean).join("\n");
  link.setAttribute("aria-label", link.title.replaceAll("\n", ", "));
  if (!choices.captions || Number(link.dataset.tile) >= tiles.count || placeOf(Number(link.dataset.tile)) !== place) return;
  caption.replaceChildren(make("b", {}, [tiles.models.length > 1 ? item.model : "", name, tiles.figures.length > 1 ? item.figure.name : "",
    scoreValues ? brief(scoreValues[place]) : ""].filter(Boolean).join(" ")));
  if (tiles.prompts.length > 1) {
    caption.append(make("br"), item.prompt.text.slice(0, tileSize / 2).replace(/\s+/g, " ").slice(0, tileSize / 3)); // more has no room
  }
}

/// Says in a tile why there is no picture.
function fail(link, item, show, problem) {
  failed.add([item.model, item.hash ?? item.prompt.hash, item.layer, item.head, item.figure.name].join("/"));
  show(() => make("span", { class: "reason" }, problem.message));
  link.classList.add("failed");
  link.title = problem.message;
  const names = problem.details?.figures;
  if (names && data.learnFigures(item.figure.name, names)) onNewFigures();
  showStatus();
}

function pin(link, address, item) {
  if (pinned.delete(address)) link.classList.remove("pinned");
  else {
    pinned.set(address, `${item.model}.L${item.layer}.H${item.head}@${item.hash}`);
    link.classList.add("pinned");
  }
  const [first, ...others] = [...pinned.keys()];
  const compare = at("compare");
  compare.hidden = pinned.size < 2;
  compare.textContent = `Compare ${pinned.size}`;
  if (first) compare.href = `${first}&pin=${others.map(other => encodeURIComponent(pinned.get(other))).join("~")}`;
}

/// Keeps the grid's place in the history, and goes to the one that is kept: who comes back finds what was left.
export function keepPlace() {
  const grid = at("grid");
  const place = history.state?.top;
  history.scrollRestoration = "manual";
  if (place) {
    firstPicture.then(() => { grid.scrollTop = place; });
  }
  grid.addEventListener("scroll", calm(120, () => {
    if (choices.view === "grid") history.replaceState({ ...history.state, top: grid.scrollTop }, "");
  }), { passive: true });
}

function keyDown(event) {
  const tile = Number(event.target.dataset?.tile);
  if (Number.isNaN(tile)) return;
  const page = Math.max(1, Math.floor(at("grid").clientHeight / windowed.rowHeight) - 1) * perRow;
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow, PageUp: -page, PageDown: page,
    Home: -tile, End: tiles.count - 1 - tile };
  if (event.key === "p") { pin(event.target, event.target.getAttribute("href"), tiles.at(placeOf(tile))); return; }
  if (steps[event.key] === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const next = Math.max(0, Math.min(tiles.count - 1, tile + steps[event.key]));
  windowed.reveal(Math.floor(next / perRow));
  const element = at("grid").querySelector(`[data-tile="${next}"]`);
  event.target.tabIndex = -1;
  if (element) { element.tabIndex = 0; element.focus(); }
}
