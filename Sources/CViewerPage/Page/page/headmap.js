// A map of a model's heads, layers down and heads across, on one canvas: to choose heads, or to show a number of each.
import { make, onFrame } from "./dom.js";

const inks = new Map();
let probe = null;
addEventListener("themechange", () => inks.clear());

/// A colour of the page's theme, as it is now.
export function ink(name) {
  if (!inks.has(name)) {
    if (!probe) document.body.append(probe = make("span", { hidden: true }));
    probe.style.color = `var(${name})`;
    inks.set(name, getComputedStyle(probe).color);
  }
  return inks.get(name);
}

/// A canvas on which each head is a cell. Arrow keys move in it; Enter and Space pick.
///
/// - `color(layer, head)` is the cell's colour in CSS; `null` leaves it empty.
/// - `describe(layer, head)` says what it shows.
/// - `pick(layers, heads, event)` is called with the lists of what was picked: one cell, a row or a column.
/// - `isMarked(layer, head)` puts a frame around a cell.
/// - `names` are words for the rows and columns, `{ down, across }`, of a map that is not of layers and heads.
/// - `gap(layer)` says why a layer has no heads to show: a line is drawn in its place; nothing for others.
export class HeadMap {
  constructor({ layers, heads, label, color, describe, pick, isMarked = () => false, gap = () => "", groups = 0, largest = 18, names = null }) {
    Object.assign(this, { layers, heads, color, describe, pick, isMarked, gap, groups, largest, names });
    this.active = null;
    this.canvas = make("canvas", { tabIndex: 0, role: "application", "aria-label": label });
    this.told = make("span", { class: "hidden", role: "status" });
    this.element = make("div", { class: "headmap" }, this.canvas, this.told);
    this.repaint = onFrame(() => this.draw());
    this.canvas.addEventListener("pointermove", event => {
      const place = this.placeOf(event);
      if (String(place) === String(this.active)) return;
      this.active = place;
      this.canvas.title = place ? this.title(place) : "";
      if (event.buttons & 1 && this.dragging && place) this.pick(...this.cells(place), event, true);
      this.repaint();
    });
    this.canvas.addEventListener("pointerleave", () => { this.active = null; this.repaint(); });
    this.canvas.addEventListener("pointerdown", event => {
      const place = this.placeOf(event);
      if (!place || event.button !== 0) return;
      this.dragging = true;
      this.pick(...this.cells(place), event, false);
    });
    addEventListener("pointerup", () => { this.dragging = false; });
    this.canvas.addEventListener("keydown", event => this.key(event));
    this.canvas.addEventListener("blur", () => { this.active = null; this.repaint(); });
    addEventListener("themechange", this.repaint);
    new ResizeObserver(this.repaint).observe(this.element);
  }

  /// The cell at a pointer, `[layer, head]`, null in either for the labels at the sides.
  placeOf(event) {
    const head = Math.floor((event.offsetX - this.left) / this.cell);
    const layer = Math.floor((event.offsetY - this.top) / this.cell);
    const [inHeads, inLayers] = [head >= 0 && head < this.heads, layer >= 0 && layer < this.layers];
    if (inHeads && inLayers) return [layer, head];
    if (inLayers && event.offsetX < this.left) return [layer, null];
    if (inHeads && event.offsetY < this.top) return [null, head];
    return null;
  }

  cells([layer, head]) {
    const all = count => Array.from({ length: count }, (_, i) => i);
    return [(layer === null ? all(this.layers) : [layer]).filter(one => !this.gap(one)), head === null ? all(this.heads) : [head]];
  }

  title([layer, head]) {
    if (this.names && (layer === null || head === null)) return layer === null ? this.names.across[head] : this.names.down[layer];
    if (layer === null) return `head ${head} of all layers`;
    if (this.gap(layer)) return this.gap(layer);
    if (head === null) return `all heads of layer ${layer}`;
    return this.describe(layer, head);
  }

  key(event) {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === "Enter" || event.key === " ") {
      if (this.active) this.pick(...this.cells(this.active), event, false);
    } else if (moves[event.key]) {
      const [layer, head] = [this.active?.[0] ?? 0, this.active?.[1] ?? 0];
      const [down, right] = this.active ? moves[event.key] : [0, 0];
      this.active = [Math.max(0, Math.min(this.layers - 1, layer + down)), Math.max(0, Math.min(this.heads - 1, head + right))];
      this.told.textContent = this.title(this.active);
    } else return;
    event.preventDefault();
    event.stopPropagation();
    this.repaint();
  }

  draw() {
    const width = this.element.clientWidth;
    if (width === 0) return;
    const context = this.canvas.getContext("2d");
    const font = "10px system-ui, sans-serif";
    context.font = font;
    const widest = list => Math.min(90, list.reduce((most, text) => Math.max(most, context.measureText(text).width), 0));
    // Long names, such as tokens, stand upright.
    const across = this.names ? widest(this.names.across) : 0;
    const isUpright = across > 22;
    this.left = this.names ? widest(this.names.down) + 8 : this.layers > 99 ? 30 : 24;
    this.top = isUpright ? across + 6 : 14;
    this.cell = Math.max(3, Math.min(this.largest, Math.floor((width - this.left - 1) / this.heads)));
    const { canvas, cell, left, top } = this;
    const [wide, high] = [left + cell * this.heads + 1, top + cell * this.layers + 1];
    const ratio = devicePixelRatio;
    canvas.width = wide * ratio;
    canvas.height = high * ratio;
    canvas.style.width = `${wide}px`;
    canvas.style.height = `${high}px`;
    context.scale(ratio, ratio);
    context.font = font;
    context.textBaseline = "middle";
    const step = cell >= 14 ? 1 : Math.ceil(14 / cell);
    const gap = cell > 6 ? 1 : 0;
    for (let layer = 0; layer < this.layers; layer++) {
      if (this.gap(layer)) {
        context.fillStyle = ink("--faint");
        context.fillRect(left, top + (layer + 0.5) * cell - 1, cell * this.heads - gap, 1);
        continue;
      }
      for (let head = 0; head < this.heads; head++) {
        const color = this.color(layer, head);
        if (color) {
          context.fillStyle = color;
          context.fillRect(left + head * cell, top + layer * cell, cell - gap, cell - gap);
        }
      }
    }
    context.fillStyle = ink("--faint");
    context.textAlign = "right";
    for (let layer = 0; layer < this.layers; layer += step) context.fillText(this.names?.down[layer] ?? `L${layer}`, left - 4, top + (layer + 0.5) * cell);
    context.textAlign = "center";
    for (let head = 0; head < this.heads; head += step) {
      if (!isUpright) { context.fillText(this.names?.across[head] ?? String(head), left + (head + 0.5) * cell, 6); continue; }
      context.save();
      context.translate(left + (head + 0.5) * cell, top - 4);
      context.rotate(-Math.PI / 2);
      context.textAlign = "left";
      context.fillText(this.names.across[head], 0, 0, top - 6);
      context.restore();
    }
    if (this.groups > 1) { // heads that share keys and values stand together
      context.strokeStyle = ink("--faint");
      for (let head = this.groups; head < this.heads; head += this.groups) {
        context.strokeRect(left + head * cell - 0.5, top, 0, this.layers * cell);
      }
    }
    const frame = (layer, head, color, thick) => {
      context.strokeStyle = color;
      context.lineWidth = thick;
      context.strokeRect(left + head * cell, top + layer * cell, cell - gap, cell - gap);
    };
    for (let layer = 0; layer < this.layers; layer++) {
      for (let head = 0; head < this.heads; head++) if (this.isMarked(layer, head)) frame(layer, head, ink("--mark"), 2);
    }
    if (this.active) {
      const [layers, heads] = this.cells(this.active);
      for (const layer of layers) for (const head of heads) frame(layer, head, ink("--ink"), 1.5);
    }
  }
}
