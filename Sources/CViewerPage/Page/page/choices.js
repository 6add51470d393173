// What is chosen on the grid page: models, prompts, heads and figures, with the address that says so.
import * as data from "./data.js";
import { list, read, write } from "./state.js";
import { parseHeads, printHeads } from "./heads.js";
import { say } from "./dom.js";

/// The state of the grid page. `null` in a choice stands for all.
export const choices = {
  models: [], prompts: [], figures: [],
  chosenModels: null, chosenPrompts: null, chosenFigures: null,
  heads: new Map(), // by model: a sorted list, or null
  sort: "", down: false, color: "", perRow: 0, captions: true, view: "grid", finder: {},
};

const byModel = new Map(); // model's name to hash to prompt

/// The prompt of a model; undefined where the model does not have it.
export const promptOf = (model, hash) => byModel.get(model)?.get(hash);

/// Reads what there is.
export async function load() {
  const [models, figures] = await Promise.all([data.models(), data.figures()]);
  choices.models = models;
  choices.figures = figures;
  await Promise.all(models.map(model => loadPrompts(model.name)));
  joinPrompts();
}

/// Reads the prompts of one model again.
export async function loadPrompts(model) {
  const prompts = await data.prompts(model);
  byModel.set(model, new Map(prompts.map(prompt => [prompt.hash, prompt])));
}

/// One list of prompts of all models.
export function joinPrompts() {
  const joined = new Map();
  for (const [model, prompts] of byModel) {
    for (const prompt of prompts.values()) {
      const known = joined.get(prompt.hash);
      if (known) known.models.push(model);
      else joined.set(prompt.hash, { ...prompt, models: [model] });
    }
  }
  choices.prompts = [...joined.values()];
}

/// Takes the choice from the address.
export function fromAddress() {
  const values = read();
  choices.chosenModels = list(values, "models") ?? null;
  choices.chosenPrompts = list(values, "prompts") ?? null;
  choices.chosenFigures = list(values, "functions") ?? null;
  for (const model of choices.models) {
    const text = values.get(`heads-${model.name}`);
    if (text === null || text === "") { choices.heads.set(model.name, null); continue; }
    try { choices.heads.set(model.name, parseHeads(text, model.n_layers, model.n_heads)); } catch (problem) {
      say(`heads-${model.name}: ${problem.message}`, "problem");
      choices.heads.set(model.name, null);
    }
  }
  choices.sort = values.get("sort") ?? "";
  choices.down = values.get("direction") === "down";
  choices.color = values.get("color") ?? "";
  choices.perRow = Number(values.get("row") ?? values.get("ui.imagesPerRow") ?? 0) || 0;
  choices.captions = values.get("captions") !== "no";
  choices.view = values.get("view") === "finder" ? "finder" : "grid";
  choices.finder = {
    score: values.get("score") ?? "", top: Number(values.get("top") ?? 0) || 0, least: values.get("least") ?? "",
  };
}

/// Puts the choice into the address.
export function toAddress() {
  const { chosenModels, chosenPrompts, chosenFigures, sort, down, color, perRow, captions, view, finder } = choices;
  write([
    ["models", chosenModels?.join("~")], ["prompts", chosenPrompts?.join("~")], ["functions", chosenFigures?.join("~")],
    ...models().filter(model => choices.heads.get(model.name)).map(model => [
      `heads-${model.name}`,
      printHeads(choices.heads.get(model.name), model.n_layers, model.n_heads).replaceAll(",", "~").replaceAll("*", "x"),
    ]),
    ["sort", sort || undefined], ["direction", down ? "down" : undefined], ["color", color || undefined],
    ["row", perRow || undefined], ["captions", captions ? undefined : "no"], ["view", view === "finder" ? view : undefined],
    ["score", view === "finder" ? finder.score || undefined : undefined],
    ["top", view === "finder" ? finder.top || undefined : undefined],
    ["least", view === "finder" ? finder.least || undefined : undefined],
  ]);
}

const chosen = (all, names, key) => names === null ? all : all.filter(entry => names.includes(key(entry)));

/// The chosen models, prompts and figures. Of figures `raw` (or the first) is what is drawn where none were chosen.
export const models = () => chosen(choices.models, choices.chosenModels, model => model.name);
export const prompts = () => {
  if (choices.chosenPrompts === null) return choices.prompts;
  const names = new Set(choices.chosenPrompts);
  return choices.prompts.filter(prompt => names.has(prompt.hash));
};
export const figures = () => choices.chosenFigures === null
  ? [choices.figures.find(figure => figure.name === "raw") ?? choices.figures[0]].filter(Boolean)
  : chosen(choices.figures, choices.chosenFigures, figure => figure.name);

/// The chosen heads of a model, `layer * n_heads + head`.
export const headsOf = model => choices.heads.get(model.name)
  ?? Array.from({ length: model.n_layers * model.n_heads }, (_, i) => i);

/// All tiles of the choice, in the order model, layer, head, prompt, figure: lists of places, to be taken together.
export function items() {
  const [m, p, f] = [models(), prompts(), figures()];
  const parts = { model: [], head: [], prompt: [], figure: [] };
  m.forEach((model, i) => {
    const own = p.map(prompt => promptOf(model.name, prompt.hash));
    for (const head of headsOf(model)) {
      const layer = Math.floor(head / model.n_heads);
      own.forEach((prompt, j) => {
        if (!prompt || prompt.layers && !prompt.layers.includes(layer)) return; // not captured
        for (let k = 0; k < f.length; k++) {
          parts.model.push(i);
          parts.head.push(head);
          parts.prompt.push(j);
          parts.figure.push(k);
        }
      });
    }
  });
  const at = place => {
    const model = m[parts.model[place]];
    const prompt = promptOf(model.name, p[parts.prompt[place]].hash);
    const head = parts.head[place];
    return {
      model: model.name, hash: prompt.hash, layer: Math.floor(head / model.n_heads), head: head % model.n_heads,
      tag: prompt.tag, prompt, figure: f[parts.figure[place]],
    };
  };
  return { count: parts.model.length, parts, at, models: m, prompts: p, figures: f };
}
