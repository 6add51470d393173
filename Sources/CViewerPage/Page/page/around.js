// All that stands around the grid: the choices beside it, the finder, the tables, the prompt box, keys, and what the shell
// tells. It comes when the first pictures are there.
import * as data from "./data.js";
import { at, make, calm, say } from "./dom.js";
import * as choosing from "./choices.js";
import { choices } from "./choices.js";
import * as library from "./prompts.js";
import { inView, offerOrders, refresh } from "./grid.js";
import { refreshFinder, setUpFinder } from "./finder.js";
import { HeadMap, ink } from "./headmap.js";
import { everyHead, gapOf, parseHeads, printHeads } from "./heads.js";
import { isForList, isTyping, letGoOfLists, offerKeys, offerTheme } from "./keys.js";
import { listen } from "./live.js";
import { isDark } from "./colors.js";
import { grouped } from "./maths.js";
import { hasTables, refreshOpened, setUpOpened, showOpened, whenOrdered } from "./opened.js";
import { offerTyping, showWhetherAllowed } from "./typing.js";
import { Table } from "./tables.js";
import { keepTyped } from "./tiles.js";
import { visible } from "./tokens.js";
import { offerWriting } from "./writing.js";

let [modelTable, promptTable] = [null, null];
const views = ["grid", "finder", "table"];
const refreshView = () => ({ grid: refresh, finder: refreshFinder, table: refreshOpened })[choices.view]();
const update = calm(30, refreshView);

/// Adds names to a choice, takes them away, or makes them the only ones; all there are becomes null.
function changed(chosen, all, names, isChosen, only) {
  const set = new Set(only ? [] : chosen ?? all);
  for (const name of names) if (isChosen) set.add(name); else set.delete(name);
  return set.size === all.length && all.every(name => set.has(name)) ? null : all.filter(name => set.has(name));
}

function setUpTables() {
  modelTable = new Table(at("models-table"), {
    label: "Models", find: at("models-find"), words: model => model.name, most: 5,
    columns: [
      { name: "Model", value: model => model.name, title: model => model.name },
      { name: "L", title: "layers", value: model => model.n_layers, isNumber: true, width: "34px" },
      { name: "H", title: "heads a layer", value: model => model.n_heads, isNumber: true, width: "34px" },
      { name: "d", title: "width", value: model => model.d_model, isNumber: true, width: "44px" },
    ],
    isChosen: model => choices.chosenModels === null || choices.chosenModels.includes(model.name),
    choose: (rows, isChosen, only) => {
      choices.chosenModels = changed(choices.chosenModels, choices.models.map(model => model.name), rows.map(row => row.name), isChosen, only);
      showHeads();
      showCounts();
      update();
    },
  });
  promptTable = new Table(at("prompts-table"), {
    label: "Prompts", find: at("prompts-find"), most: 9,
    search: (words, column, isDown) => library.search(words, column?.order ?? null, isDown), read: library.read,
    columns: [
      { name: "Prompt", order: "text", value: prompt => prompt.text, title: prompt => `${prompt.text}\n@${prompt.hash}`,
        text: prompt => prompt.isRead ? visible(prompt.text.slice(0, 200)).replaceAll("␣", " ") : "…" },
      { name: "Tokens", order: "tokens", value: prompt => prompt.n_tokens ?? "", isNumber: true, width: "54px" },
      { name: "Data set", order: "data_set", value: prompt => prompt.data_set ?? "", width: "64px" },
    ],
    isChosen: prompt => choices.chosenPrompts === "*" || chosenHashes().has(prompt.hash),
    choose: (rows, isChosen, only) => {
      const hashes = rows.map(row => row.hash);
      if (isChosen && hashes.length === library.count()) choices.chosenPrompts = "*";
      else if (only) choices.chosenPrompts = hashes;
      else {
        const now = new Set(chosenHashes());
        for (const hash of hashes) if (isChosen) now.add(hash); else now.delete(hash);
        choices.chosenPrompts = [...now];
      }
      showCounts();
      update();
    },
  });
  at("prompts-newest").onclick = () => { choices.chosenPrompts = null; showCounts(); update(); };
  at("prompts-all").onclick = async () => {
    choices.chosenPrompts = "*";
    try { await choosing.findPrompts(); } catch (problem) { say(problem.message, "problem"); }
    showCounts();
    update();
  };
}

let [hashesOf, hashSet] = [undefined, new Set()];

/// The hashes of the chosen prompts.
function chosenHashes() {
  const now = choices.chosenPrompts ?? library.all()[0]?.hash;
  if (now !== hashesOf) [hashesOf, hashSet] = [now, new Set(choosing.prompts().map(prompt => prompt.hash))];
  return hashSet;
}

function showCounts() {
  const of = (chosen, all) => chosen === all ? String(all) : `${chosen} / ${all}`;
  at("models-count").textContent = of(choosing.models().length, choices.models.length);
  at("prompts-count").textContent = choosing.prompts().some(prompt => !library.all().includes(prompt)) ? `typed, of ${library.count()}`
    : of(choices.chosenPrompts === "*" ? library.count() : choosing.prompts().length, library.count());
  at("prompts-newest").setAttribute("aria-pressed", String(choices.chosenPrompts === null));
  at("prompts-all").setAttribute("aria-pressed", String(choices.chosenPrompts === "*"));
  at("prompts-all").textContent = `All ${grouped(library.count())}`;
  at("prompts-all").hidden = at("prompts-newest").hidden = library.count() < 2;
  at("figures-count").textContent = of(choosing.figures().length, choices.figures.length);
  const models = choosing.models();
  at("heads-count").textContent = of(models.reduce((sum, model) => sum + choosing.headsOf(model).length, 0),
    models.reduce((sum, model) => sum + everyHead(model).length, 0));
  modelTable.update();
  promptTable.update();
  at("clear").hidden = !choices.chosenModels && choices.chosenPrompts === null && !choices.chosenFigures
    && ![...choices.heads.values()].some(Boolean);
}

/// For each chosen model a field with the selection and a map to click.
function showHeads() {
  const models = choosing.models();
  at("heads").replaceChildren(...models.slice(0, 8).map(model => {
    const { n_layers: layers, n_heads: heads, name } = model;
    const all = () => choosing.headsOf(model);
    let chosen = new Set(all());
    const field = make("input", {
      type: "text", value: printHeads(all(), model), "aria-label": `Heads of ${name}`, spellcheck: false,
      title: "Heads as in the shell: L3H4, L0-3H2, L5, L5H1-3, L^1, L*H*/L0",
    });
    const problem = make("span", { class: "problem", role: "alert" });
    const set = list => {
      choices.heads.set(name, list.length === everyHead(model).length ? null : list);
      chosen = new Set(list);
      map.repaint();
      showCounts();
      update();
    };
    field.oninput = () => {
      try {
        set(parseHeads(field.value.trim() || "L*H*", model));
        problem.textContent = "";
        field.removeAttribute("aria-invalid");
      } catch (error) {
        problem.textContent = error.message;
        field.setAttribute("aria-invalid", "true");
      }
    };
    let adds = true;
    const map = new HeadMap({
      layers, heads, gap: layer => gapOf(model, layer), label: `Heads of ${name}: arrow keys move, Space chooses`, largest: 16,
      groups: model.n_key_value_heads > 0 && model.n_key_value_heads < heads ? heads / model.n_key_value_heads : 0,
      color: (layer, head) => chosen.has(layer * heads + head) ? ink("--tint-strong") : ink("--cell"),
      describe: (layer, head) => `L${layer}H${head} ${chosen.has(layer * heads + head) ? "chosen" : "not chosen"}`,
      pick: (inLayers, inHeads, event, isDrag) => {
        const picked = inLayers.flatMap(layer => inHeads.map(head => layer * heads + head));
        // The first click on a whole map begins a choice; after that clicks add and take away.
        const isFresh = chosen.size === everyHead(model).length && !isDrag && !event.shiftKey;
        if (!isDrag) adds = isFresh || !picked.every(head => chosen.has(head));
        const next = new Set(isFresh ? [] : chosen);
        for (const head of picked) if (adds) next.add(head); else next.delete(head);
        if (next.size === 0) for (const head of everyHead(model)) next.add(head);
        set([...next].sort((a, b) => a - b));
        field.value = printHeads(all(), model);
        problem.textContent = "";
      },
    });
    return make("div", { class: "heads" }, make("label", {}, make("span", { class: "name" }, name), field), problem, map.element);
  }), models.length > 8 ? make("p", { class: "hint" }, "The first 8 models are shown.") : "");
}

function showFigures() {
  at("figures").replaceChildren(...choices.figures.map(figure => {
    const box = make("input", { type: "checkbox", checked: choosing.figures().includes(figure) });
    box.onchange = () => {
      const names = choices.figures.map(entry => entry.name);
      const now = new Set(choosing.figures().map(entry => entry.name));
      if (box.checked) now.add(figure.name); else now.delete(figure.name);
      choices.chosenFigures = names.filter(name => now.has(name));
      showCounts();
      update();
    };
    return make("label", { class: "check", title: [figure.summary, figure.origin, figure.code].filter(Boolean).join("\n") },
      box, make("span", {}, ` ${figure.name} `), make("small", {}, figure.summary ?? ""));
  }));
}

/// Shows the grid, the finder or the table.
export function show(view) {
  choices.view = view;
  for (const name of views) {
    at(`${name}-view`).hidden = name !== view;
    at(`tab-${name}`).setAttribute("aria-selected", String(name === view));
    at(`tab-${name}`).tabIndex = name === view ? 0 : -1;
  }
  at("status").textContent = "";
  return refreshView();
}

/// Shows what changed in the shell.
async function onEvent(name, content) {
  if (name === "registered") {
    choices.figures = await data.figures();
    showFigures();
    showCounts();
    say(`New figure function: ${content.name}`);
    return;
  }
  if (name === "opened") {
    await data.askSession();
    showOpened(content.number);
    at("tab-table").hidden = false;
    offerOrders();
    say(`The shell opened table ${content.number}`);
    return show("table");
  }
  data.askSession().then(showWhetherAllowed, () => {});
  if (name === "captured" || name === "dropped") {
    const isNew = !choices.models.some(model => model.name === content.model);
    if (isNew) choices.models = await data.models();
    const tag = () => library.entryOf(content.hash)?.by[content.model]?.tag;
    const known = tag();
    await choosing.loadPrompts();
    if (known && known === tag()) return; // the page began with it
    captured.push(content);
    tellCaptures(name);
    return;
  }
  if (name === "selected") {
    choices.chosenModels = [content.model];
    choices.chosenPrompts = [content.hash];
    await choosing.loadPrompts();
    const model = choices.models.find(entry => entry.name === content.model);
    if (model && content.head) choices.heads.set(model.name, parseHeads(content.head, model));
    say(`The shell selected ${content.head ?? "a prompt"} of ${content.model}`);
    showAll();
    return;
  }
  await choosing.load();
  showAll();
}

const countSoon = calm(150, () => showCounts());

/// The pictures in view of a model's heads, which come with what is typed.
function picturesWith(model) {
  const view = choices.view === "grid" && inView();
  if (!view || !view.items.length || view.items.some(item => item.model !== model)) return null;
  const query = `&size=${view.size}${view.look.replace("&first=", "&tiles-first=")}`
    + `&tiles=${view.items.map(({ layer, head }) => `${layer}/${head}/raw.png`).join("~")}`;
  return { query, take(prompt, tiles) {
    const { tag } = prompt.by[model];
    keepTyped(view.items.map(item => ({ ...item, hash: prompt.hash, tag })), view.size, view.look, tiles);
  } };
}

const captured = [];
const tellCaptures = calm(80, name => {
  const texts = captured.splice(0);
  showAll();
  const prompt = library.entryOf(texts.at(-1).hash);
  const what = texts.length > 1 ? `${texts.length} prompts` : `“${(prompt?.text ?? texts[0].hash).slice(0, 60)}”`;
  say(`${name === "captured" ? "Captured" : "Dropped from memory"}: ${what}`);
});

function showAll() {
  showChoices();
  update();
}

/// Shows the functions that draw, of which there are others now.
export async function learnFigures() {
  choices.figures = await data.figures();
  showFigures();
  update();
}

/// Fills the choices with what there is.
export function showChoices() {
  modelTable.show(choices.models);
  promptTable.show(library.all());
  showHeads();
  showFigures();
  showCounts();
}

/// Begins to follow a session.
export function follow() {
  at("live").hidden = false;
  listen(onEvent);
}

/// Makes what stands around the grid work.
export function setUp() {
  letGoOfLists();
  let dark = isDark();
  offerTheme();
  addEventListener("themechange", () => {
    if (dark === isDark()) return;
    dark = isDark();
    if (choices.view === "grid") refresh();
  });
  setUpFinder(at("finder-view"), () => { offerOrders(); showAll(); show("grid"); });
  setUpTables();
  offerTyping(async (prompt, { model }) => {
    choices.chosenPrompts = [prompt.hash];
    if (!choosing.models().some(entry => entry.name === model)) choices.chosenModels = [model];
    if (choices.view !== "grid") return show("grid");
    refresh(true); // without a pause: a key has been pressed
    countSoon();
  }, () => { choices.chosenPrompts = null; }, { pictures: picturesWith });
  offerWriting();
  setUpOpened(at("table-view"));
  whenOrdered(() => { offerOrders(); show("grid"); });
  at("tab-table").hidden = !hasTables();
  for (const name of views) at(`tab-${name}`).onclick = () => show(name);
  document.querySelector(".tabs").onkeydown = event => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const there = views.filter(name => !at(`tab-${name}`).hidden);
    const step = event.key === "ArrowRight" ? 1 : there.length - 1;
    const other = there[(there.indexOf(choices.view) + step) % there.length];
    show(other);
    at(`tab-${other}`).focus();
  };
  at("clear").onclick = () => {
    Object.assign(choices, { chosenModels: null, chosenPrompts: null, chosenFigures: null });
    choices.heads.clear();
    showAll();
  };
  const measure = () => document.documentElement.style.setProperty("--header", `${document.querySelector("header").offsetHeight}px`);
  measure();
  addEventListener("resize", measure);
  at("drawer").onclick = () => {
    const isOpen = document.body.classList.toggle("open");
    at("drawer").setAttribute("aria-expanded", String(isOpen));
  };
  offerKeys([
    ["← → ↑ ↓", "move in the grid, in tables and on maps"], ["Enter", "open the head"], ["Space", "choose a row or a head"],
    ["p", "gather the tile for a comparison (or Shift and click)"], ["/", "search prompts"], ["g", "grid"], ["f", "head finder"], ["0", "with or without the first token"],
    ["+ -", "fewer or more tiles a row"], ["?", "these keys"],
  ]);
  addEventListener("keydown", event => {
    if (isTyping(event) || isForList(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); document.body.classList.add("open"); at("prompts-find").focus(); }
    if (event.key === "0") at("first").click();
    if (event.key === "g") show("grid");
    if (event.key === "f") show("finder");
    if (event.key === "+" || event.key === "-") {
      at("row").value = Number(at("row").value) + (event.key === "+" ? -1 : 1);
      at("row").dispatchEvent(new Event("input"));
    }
  });
}
