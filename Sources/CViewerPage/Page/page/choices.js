// What is chosen on the grid page: models, prompts, heads and figures, with the address that says so.
import * as data from "./data.js";
import * as library from "./prompts.js";
import { isDark } from "./colors.js";
import { list, read, write } from "./state.js";
import { everyHead, parseHeads, printHeads } from "./heads.js";
import { say } from "./dom.js";

/// The state of the grid page. `null` in a choice stands for all, but of prompts for the newest and `"*"` for all.
export const choices = {
  models: [], figures: [],
  chosenModels: null, chosenPrompts: null, chosenFigures: null,
  heads: new Map(), // by model: a sorted list, or null
  sort: "", down: false, color: "", perRow: 0, captions: true, view: "grid", finder: {}, table: 0,
  scale: "sqrt", first: "",
};

/// Reads what there is.
export async function load() {
  const [models, figures] = await Promise.all([data.models(), data.figures()]);
  choices.models = models;
  choices.figures = figures;
  await loadPrompts();
}

/// Reads the list of prompts again.
export async function loadPrompts() {
  await library.load(choices.models.map(model => model.name));
  await findPrompts();
}

/// Makes sure that the chosen prompts are known.
export async function findPrompts() {
  if (choices.chosenPrompts === "*") await library.needAll();
  else if (choices.chosenPrompts) await library.named(choices.chosenPrompts);
}

/// Takes the choice from the address.
export function fromAddress() {
  const values = read();
  choices.chosenModels = list(values, "models") ?? null;
  choices.chosenPrompts = values.get("prompts") === "*" ? "*" : list(values, "prompts") ?? null;
  choices.chosenFigures = list(values, "functions") ?? null;
  for (const model of choices.models) {
    const text = values.get(`heads-${model.name}`);
    if (text === null || text === "") { choices.heads.set(model.name, null); continue; }
    try { choices.heads.set(model.name, parseHeads(text, model)); } catch (problem) {
      say(`heads-${model.name}: ${problem.message}`, "problem");
      choices.heads.set(model.name, null);
    }
  }
  choices.sort = values.get("sort") ?? "";
  choices.down = values.get("direction") === "down";
  choices.color = values.get("color") ?? "";
  choices.perRow = Number(values.get("row") ?? values.get("ui.imagesPerRow") ?? 0) || 0;
  choices.captions = values.get("captions") !== "no";
  choices.scale = values.get("scale") === "linear" ? "linear" : "sqrt";
  choices.first = values.get("first") === "drop" ? "drop" : "";
  choices.view = ["finder", "table"].find(name => name === values.get("view")) ?? "grid";
  choices.table = Number(values.get("table") ?? 0) || 0;
  choices.finder = {
    score: values.get("score") ?? "", top: Number(values.get("top") ?? 0) || 0, least: values.get("least") ?? "",
  };
}

/// Puts the choice into the address.
export function toAddress() {
  const { chosenModels, chosenPrompts, chosenFigures, sort, down, color, perRow, captions, view, finder } = choices;
  write([
    ["models", chosenModels?.join("~")], ["prompts", chosenPrompts === "*" ? "*" : chosenPrompts?.join("~")], ["functions", chosenFigures?.join("~")],
    ...models().filter(model => choices.heads.get(model.name)).map(model => [
      `heads-${model.name}`,
      printHeads(choices.heads.get(model.name), model).replaceAll(",", "~").replaceAll("*", "x"),
    ]),
    ["sort", sort || undefined], ["direction", down ? "down" : undefined], ["color", color || undefined],
    ["row", perRow || undefined], ["captions", captions ? undefined : "no"],
    ["scale", choices.scale === "linear" ? "linear" : undefined], ["first", choices.first || undefined], ["view", view === "grid" ? undefined : view],
    ["table", view === "table" ? choices.table || undefined : undefined],
    ["score", view === "finder" ? finder.score || undefined : undefined],
    ["top", view === "finder" ? finder.top || undefined : undefined],
    ["least", view === "finder" ? finder.least || undefined : undefined],
  ]);
}

const chosen = (all, names, key) => names === null ? all : all.filter(entry => names.includes(key(entry)));

/// The chosen models, prompts and figures. Of figures `raw` (or the first) is what is drawn where none were chosen.
export const models = () => chosen(choices.models, choices.chosenModels, model => model.name);
export const prompts = () => choices.chosenPrompts === "*" ? library.all()
  : choices.chosenPrompts ? choices.chosenPrompts.map(library.entryOf).filter(Boolean)
    : library.all().slice(0, 1);
export const figures = () => choices.chosenFigures === null
  ? [choices.figures.find(figure => figure.name === "raw") ?? choices.figures[0]].filter(Boolean)
  : chosen(choices.figures, choices.chosenFigures, figure => figure.name);

/// The chosen heads of a model, `layer * n_heads + head`.
export const headsOf = model => choices.heads.get(model.name)
  ?? everyHead(model);

/// All tiles of the choice, in the order model, layer, head, prompt, figure: lists of places, to be taken together.
export function items() {
  const [m, p, f] = [models(), prompts(), figures()];
  const most = m.reduce((sum, model) => sum + headsOf(model).length, 0) * p.length * f.length;
  const parts = { model: new Uint16Array(most), head: new Uint32Array(most), prompt: new Uint32Array(most), figure: new Uint16Array(most) };
  let count = 0;
  m.forEach((model, i) => {
    const own = p.map(prompt => prompt.by[model.name]);
    for (const head of headsOf(model)) {
      const layer = Math.floor(head / model.n_heads);
      for (let j = 0; j < own.length; j++) {
        if (!own[j] || own[j].layers && !own[j].layers.includes(layer)) continue; // not captured
        for (let k = 0; k < f.length; k++) {
          parts.model[count] = i;
          parts.head[count] = head;
          parts.prompt[count] = j;
          parts.figure[count++] = k;
        }
      }
    }
  });
  for (const name of Object.keys(parts)) parts[name] = parts[name].subarray(0, count);
  const at = place => {
    const model = m[parts.model[place]];
    const prompt = p[parts.prompt[place]];
    const head = parts.head[place];
    return {
      model: model.name, hash: prompt.hash, layer: Math.floor(head / model.n_heads), head: head % model.n_heads,
      tag: prompt.by[model.name].tag, prompt, figure: f[parts.figure[place]],
    };
  };
  return { count, parts, at, models: m, prompts: p, figures: f };
}

/// What the address of a tile says of its look: `raw` alone has one, other figures are as their function draws them.
export const look = () => (choices.scale === "sqrt" ? "&scale=sqrt" : "") + (choices.first ? "&first=drop" : "")
  + (isDark() ? "&map=Blues_r" : "");
