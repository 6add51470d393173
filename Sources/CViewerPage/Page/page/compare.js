// Who looks here: one cell, or one key over all queries, in every head of the model.
import * as data from "./data.js";
import { at, make, calm } from "./dom.js";
import { color } from "./colors.js";
import { brief } from "./maths.js";
import { HeadMap } from "./headmap.js";

let [map, values, shown, most, turn] = [null, null, null, 1, 0];

/// Shows a cell's value in every head, or where `isWholeKey` the attention that the key receives on the mean;
/// `open(layer, head)` goes to one.
export function showLookers(place, cursor, isWholeKey, open) {
  isWanted = true;
  look(place, cursor, isWholeKey, open);
}

let isWanted = false;

const look = calm(90, async (place, cursor, isWholeKey, open) => {
  if (!isWanted) return; // let go of meanwhile
  const mine = ++turn;
  if (!shown) at("looks-hint").textContent = "Reading this cell in every head…";
  try {
    const found = await data.cell(place.model, place.hash, isWholeKey ? "x" : cursor.query, cursor.key);
    if (mine !== turn) return;
    values = found;
    most = Math.max(1e-9, ...found.values.filter(value => !Number.isNaN(value)));
    const key = `${place.model} ${found.layers} ${found.heads}`;
    if (shown?.key !== key) {
      map = new HeadMap({
        layers: found.layers, heads: found.heads, label: "The cell in every head", largest: 20,
        color: (layer, head) => {
          const value = values.values[layer * values.heads + head];
          return Number.isNaN(value) ? null : color("viridis", value / most);
        },
        describe: (layer, head) => {
          const value = values.values[layer * values.heads + head];
          return `L${layer}H${head}: ${Number.isNaN(value) ? "no pattern" : brief(value)}`;
        },
        isMarked: (layer, head) => layer === shown.place.layer && head === shown.place.head,
        pick: (layers, heads, event, isDrag) => {
          if (!isDrag && layers.length === 1 && heads.length === 1) shown.open(layers[0], heads[0]);
        },
      });
      at("looks").replaceChildren(map.element);
    }
    shown = { key, place, open };
    map.repaint();
    at("looks-hint").textContent = (isWholeKey ? `Key ${cursor.key}: mean over the queries that see it` : `Query ${cursor.query}, key ${cursor.key}`)
      + `, 0 to ${brief(most)}; the strongest:`;
    const order = [...found.values.keys()].filter(i => !Number.isNaN(found.values[i])).sort((a, b) => found.values[b] - found.values[a]);
    at("looks-top").replaceChildren(...order.slice(0, 6).map(i => {
      const [layer, head] = [Math.floor(i / found.heads), i % found.heads];
      return make("button", { onclick: () => open(layer, head) }, `L${layer}H${head} ${brief(found.values[i])}`);
    }));
  } catch (problem) {
    if (mine === turn) at("looks-hint").textContent = problem.message;
  }
});

/// Forgets the cell.
export function hideLookers() {
  isWanted = false;
  turn++;
  shown = null;
  at("looks").replaceChildren();
  at("looks-top").replaceChildren();
  at("looks-hint").textContent = "Click a cell to see its value in every head.";
}
