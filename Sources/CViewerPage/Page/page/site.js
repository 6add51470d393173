// The data of an exported site: files in pattern_lens's layout, told by `site.json`.
import { isCausal } from "./maths.js";
import { npzArray } from "./npz.js";

async function text(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path} is missing (${answer.status})`);
  return answer.text();
}

const lines = async path => (await text(path)).split("\n").flatMap(line => {
  try { return line.trim() ? [JSON.parse(line)] : []; } catch { return []; } // a torn last line
});

const folder = (model, hash) => `${model.split("/").map(encodeURIComponent).join("/")}/prompts/${encodeURIComponent(hash)}`;

/// Data from files beside the page; null where it is no exported site.
export async function siteData() {
  let site;
  try { site = JSON.parse(await text("site.json")); } catch { return null; }
  const allModels = (await lines("models.jsonl")).map(config => ({ ...config, name: config.sanitized_name ?? config.model_name }));
  const sizes = Object.fromEntries(allModels.map(model => [model.name, model]));

  async function layerOf(model, hash, layer) {
    const { shape, values } = await npzArray(`${folder(model, hash)}/activations.npz`, `blocks.${layer}.attn.hook_pattern`);
    const [heads, rows, columns] = shape.slice(-3);
    return { heads, rows, columns, values };
  }

  return {
    session: { live: false, runs: null, scores: site.scores ?? [] },
    palettes: site.palettes,
    models: async () => allModels,
    async promptPage({ models }) {
      const byHash = new Map();
      for (const model of models) {
        for (const record of await lines(`${model}/prompts.jsonl`)) {
          const known = byHash.get(record.hash) ?? {
            hash: record.hash, text: record.text, n_tokens: record.n_tokens ?? null, source: record.source_fname ?? null,
            data_set: record.meta?.pile_set_name ?? null, models: {},
          };
          known.models[model] = { tag: "site", layers: null };
          byHash.set(record.hash, known);
        }
      }
      return { total: byHash.size, prompts: [...byHash.values()] };
    },
    tokens: async (model, hash) => {
      try { return JSON.parse(await text(`${folder(model, hash)}/tokens.json`)); } catch { return { queries: null, keys: null, note: "" }; }
    },
    figures: async () => (await lines("figures.jsonl")).filter(figure => !site.figures || site.figures.includes(figure.name))
      .map(figure => ({
        name: figure.name, summary: figure.doc ?? "", origin: "site", code: figure.code ?? "",
        format: figure.figure_save_fmt ?? "png", tag: "site", figures: [],
      })),
    prompt: async (model, hash) => JSON.parse(await text(`${folder(model, hash)}/prompt.json`)),
    async pattern(model, hash, layer, head) {
      const { heads, rows, columns, values } = await layerOf(model, hash, layer);
      if (head >= heads) throw new Error(`there is no head L${layer}H${head}`);
      return { rows, columns, values: values.slice(head * rows * columns, (head + 1) * rows * columns) };
    },
    async cell(model, hash, query, key) {
      const { n_layers: layers, n_heads: heads } = sizes[model];
      const cells = new Float32Array(layers * heads).fill(NaN);
      await Promise.all(Array.from({ length: layers }, async (_, layer) => {
        try {
          const { rows, columns, values } = await layerOf(model, hash, layer);
          for (let head = 0; head < heads; head++) {
            const row = place => values[(head * rows + place) * columns + key];
            if (query !== "x") { cells[layer * heads + head] = row(query); continue; }
            const own = { rows, columns, values: values.subarray(head * rows * columns, (head + 1) * rows * columns) };
            const first = isCausal(own) ? key : 0;
            let sum = 0;
            for (let place = first; place < rows; place++) sum += row(place);
            cells[layer * heads + head] = sum / (rows - first);
          }
        } catch { /* not captured */ }
      }));
      return { layers, heads, values: cells };
    },
    tile: (item, figure) => `${folder(item.model, item.hash)}/L${item.layer}/H${item.head}/${encodeURIComponent(figure.file)}.${figure.format}`,
    async scoreSummary(model, hashes, name) {
      const all = JSON.parse(await text(`${model.split("/").map(encodeURIComponent).join("/")}/scores.json`));
      return summaryOf(all, hashes ?? all.prompts, name);
    },
    async scores(model, hashes, names) {
      const all = JSON.parse(await text(`${model.split("/").map(encodeURIComponent).join("/")}/scores.json`));
      const places = hashes.map(hash => all.prompts.indexOf(hash)).filter(i => i >= 0);
      return {
        ...all, prompts: places.map(i => all.prompts[i]),
        scores: Object.fromEntries(names.map(name => [name, places.map(i => all.scores[name][i])])),
      };
    },
  };
}

/// What the viewer's `/api/scores?summary=1` would say of scores that lie in a file.
function summaryOf(all, hashes, name) {
  const places = hashes.map(hash => all.prompts.indexOf(hash)).filter(i => i >= 0);
  const summary = { layers: all.layers, heads: all.heads, total: places.length, count: places.length, mean: [], used: [], spread: [], best: [], problems: [] };
  for (let head = 0; head < all.layers * all.heads; head++) {
    const own = places.map(i => [all.scores[name]?.[i]?.[head], all.prompts[i]]).filter(([value]) => value !== null && value !== undefined)
      .sort((a, b) => a[0] - b[0]);
    const most = Math.min(13, own.length);
    summary.mean.push(own.length ? own.reduce((sum, [value]) => sum + value, 0) / own.length : null);
    summary.used.push(own.length);
    summary.spread.push(Array.from({ length: most }, (_, i) => own[most === 1 ? 0 : Math.floor(i * (own.length - 1) / (most - 1))][0]));
    summary.best.push(own.at(-1)?.[1] ?? null);
  }
  return summary;
}
