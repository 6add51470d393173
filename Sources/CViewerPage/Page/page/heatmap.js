// A pattern as a picture that can be zoomed and moved: rows are queries, columns keys.
import { make, onFrame } from "./dom.js";
import { pixels } from "./colors.js";
import { partSide } from "./far.js";
import { halved, touched } from "./maths.js";
import { ink } from "./headmap.js";

/// Pixels of the largest letters beside a pattern.
const largestLabel = () => innerHeight > 1500 ? 15 : 12;
const font = size => `${size}px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace`;

/// Values as a canvas of a dot each.
function picture(values, scale) {
  const canvas = new OffscreenCanvas(values.columns, values.rows);
  canvas.getContext("2d").putImageData(pixels(values, scale), 0, 0);
  return canvas;
}

const widths = new WeakMap();

/// The width of the widest of some labels, which are measured once.
function widthOf(labels, context) {
  const known = widths.get(labels);
  if (known?.font === context.font) return known.width;
  const width = labels.reduce((most, label) => Math.max(most, context.measureText(label).width), 0);
  widths.set(labels, { font: context.font, width });
  return width;
}

/// Pixels for the words "Query" and "Key".
const titleRoom = 17;

/// One canvas with a pattern, its token labels and a cursor.
///
/// - `onPoint(query, key, kind)` is told of the cell under the pointer; kind is "hover", "lock" or "leave".
/// - `onView(view)` is told where the reader zoomed or moved to: `{ x, y, zoom }`, in cells.
export class HeatMapView {
  constructor({ onPoint, onView, label }) {
    Object.assign(this, { onPoint, onView, pattern: null, by: "strongest", cursor: null, view: { x: 0, y: 0, zoom: 1 }, strip: null, fingers: new Map() });
    this.canvas = make("canvas", { tabIndex: 0, role: "application", "aria-label": label });
    this.repaint = onFrame(() => this.draw());
    const { canvas } = this;
    canvas.addEventListener("pointermove", event => this.moved(event));
    canvas.addEventListener("pointerleave", () => this.onPoint(null, null, "leave"));
    canvas.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      this.fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      canvas.setPointerCapture(event.pointerId);
      this.grip = { x: event.offsetX, y: event.offsetY, view: { ...this.view }, isDrag: this.fingers.size > 1 };
    });
    const leave = event => {
      this.fingers.delete(event.pointerId);
      const grip = this.grip;
      if (this.fingers.size > 0) { this.grip = null; this.pinched = true; return; }
      this.grip = null;
      const isTap = event.type === "pointerup" && grip && !grip.isDrag && !this.pinched;
      this.pinched = false;
      const cell = isTap && this.cellAt(event);
      if (cell) this.onPoint(...cell, "lock");
    };
    canvas.addEventListener("pointerup", leave);
    canvas.addEventListener("pointercancel", leave);
    canvas.addEventListener("wheel", event => this.wheel(event), { passive: false });
    canvas.addEventListener("dblclick", event => { event.preventDefault(); this.setView({ x: 0, y: 0, zoom: 1 }); });
    addEventListener("themechange", this.repaint);
  }

  /// Shows a pattern with the labels of its queries and keys (null where they are not known) in a scale; the view stays
  /// where the shape does.
  show(pattern, { queries, keys }, scale) {
    const isNew = !this.pattern || this.pattern.rows !== pattern.rows || this.pattern.columns !== pattern.columns;
    if (isNew) this.view = { x: 0, y: 0, zoom: 1 };
    Object.assign(this, { pattern, queries, keys, scale, levels: [], dots: null, parts: new WeakMap() });
    this.repaint();
  }

  /// All cells that are here, as a canvas.
  level() {
    const pattern = this.pattern.values ? this.pattern : this.pattern.overview;
    this.levels[0] ??= { canvas: picture(pattern, this.scale), columns: pattern.columns, rows: pattern.rows };
    return this.levels[0];
  }

  keepHalf(pattern) {
    const half = halved(pattern);
    if (this.halves.size > 24) this.halves.clear();
    this.halves.set(pattern, half);
    return half;
  }

  /// Takes up to this much room on the page; gives how much it needs.
  resize(room) {
    this.room = room;
    this.repaint();
    if (!this.pattern) return 0;
    this.layOut();
    return this.left + this.width + (this.hasStripRoom ? 14 : 0) + 2;
  }

  layOut() {
    const { rows, columns } = this.pattern;
    const context = this.canvas.getContext("2d");
    context.font = font(largestLabel());
    const most = Math.min((Math.max(rows, columns) > 60 ? 7.5 : 10) * largestLabel(), 0.2 * this.room);
    // With room for every label that there may be: a zoom must not move what is under the pointer.
    const widest = (labels, count) => labels
      ? Math.max(30, Math.min(most, widthOf(labels, context) + context.measureText(`${count} `).width + 10))
      : context.measureText(String(count)).width + 12;
    const stripRoom = this.hasStripRoom ? 14 : 0;
    this.left = titleRoom + Math.ceil(widest(this.queries, rows));
    this.top = titleRoom + (this.keys ? Math.ceil(widest(this.keys, columns)) : 18);
    const room = Math.max(120, this.room - this.left - stripRoom - 2);
    // The whole in view, its scale too, below whatever stands above.
    const above = this.canvas.closest("main")?.getBoundingClientRect().top ?? 110;
    const high = Math.max(160, Math.min(innerHeight - above - 95 - this.top, room));
    const fit = Math.min(room / columns, high / rows, Math.max(34, innerHeight / 30));
    this.base = fit;
    this.width = Math.round(fit * columns);
    this.height = Math.round(fit * rows);
    this.cell = fit * this.view.zoom;
    this.clampView();
  }

  clampView() {
    const { rows, columns } = this.pattern;
    const { zoom } = this.view;
    this.view.x = Math.max(0, Math.min(columns - columns / zoom, this.view.x));
    this.view.y = Math.max(0, Math.min(rows - rows / zoom, this.view.y));
  }

  mostZoom() { return Math.max(1, 40 / this.base); }

  /// Brings a cell into the middle, as large as can be read.
  goTo(query, key) {
    const { rows, columns } = this.pattern;
    const zoom = Math.max(this.view.zoom, Math.min(this.mostZoom(), 14 / this.base));
    this.setView({ zoom, x: key + 0.5 - columns / zoom / 2, y: query + 0.5 - rows / zoom / 2 });
  }

  setView(view, isOwn = true) {
    const most = this.mostZoom();
    this.view = { ...view, zoom: Math.max(1, Math.min(most, view.zoom)) };
    // A finger moves the page over a whole picture, and in a part of one the picture.
    this.canvas.style.touchAction = this.view.zoom > 1 ? "none" : "pan-x pan-y";
    this.repaint();
    if (isOwn) this.onView(this.view);
  }

  /// Makes cells larger or smaller around a place of the canvas, the cursor where none is given.
  zoom(factor, x = null, y = null) {
    if (!this.pattern) return;
    const before = this.cell;
    const zoom = Math.max(1, Math.min(this.mostZoom(), this.view.zoom * factor));
    const after = this.base * zoom;
    const px = x ?? (this.cursor ? this.left + (this.cursor.key + 0.5 - this.view.x) * before : this.left + this.width / 2);
    const py = y ?? (this.cursor ? this.top + (this.cursor.query + 0.5 - this.view.y) * before : this.top + this.height / 2);
    this.setView({
      zoom, x: this.view.x + (px - this.left) / before - (px - this.left) / after,
      y: this.view.y + (py - this.top) / before - (py - this.top) / after,
    });
  }

  wheel(event) {
    if (!this.pattern) return;
    // With Ctrl (or a pinch) it zooms; in a zoomed picture it moves; else the page scrolls.
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0025)), event.offsetX, event.offsetY);
    } else if (this.view.zoom > 1) {
      event.preventDefault();
      const unit = event.deltaMode ? 16 : 1;
      const [dx, dy] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
      this.setView({ ...this.view, x: this.view.x + dx * unit / this.cell, y: this.view.y + dy * unit / this.cell });
    }
  }

  moved(event) {
    if (!this.pattern) return;
    if (this.fingers.has(event.pointerId) && this.fingers.size === 2) return this.pinch(event);
    const grip = this.grip;
    if (grip && event.buttons & 1) {
      const [dx, dy] = [event.offsetX - grip.x, event.offsetY - grip.y];
      if (Math.hypot(dx, dy) > 4 && this.view.zoom > 1) grip.isDrag = true;
      if (grip.isDrag) this.setView({ ...grip.view, x: grip.view.x - dx / this.cell, y: grip.view.y - dy / this.cell });
      return;
    }
    const cell = this.cellAt(event);
    if (cell) this.onPoint(...cell, "hover"); else this.onPoint(null, null, "leave");
  }

  /// Zooms by as much as two fingers move apart, at the place between them.
  pinch(event) {
    const [a, b] = [...this.fingers.values()];
    const before = Math.hypot(a.x - b.x, a.y - b.y);
    Object.assign(this.fingers.get(event.pointerId), { x: event.offsetX, y: event.offsetY });
    const after = Math.hypot(a.x - b.x, a.y - b.y);
    this.pinched = true;
    if (before > 0 && after > 0) this.zoom(after / before, (a.x + b.x) / 2, (a.y + b.y) / 2);
  }

  /// The cell at a pointer, `[query, key]`; null beside the picture.
  cellAt(event) {
    const [x, y] = [event.offsetX - this.left, event.offsetY - this.top];
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return null;
    const key = Math.min(this.pattern.columns - 1, Math.floor(this.view.x + x / this.cell));
    const query = Math.min(this.pattern.rows - 1, Math.floor(this.view.y + y / this.cell));
    return [query, key];
  }

  /// Marks a cell, and moves the picture so that it can be seen where `follows`.
  mark(cursor, follows = false) {
    this.cursor = cursor;
    if (cursor && follows && this.pattern && this.view.zoom > 1) {
      const { rows, columns } = this.pattern;
      const [wide, high] = [columns / this.view.zoom, rows / this.view.zoom];
      const { x, y } = this.view;
      const shift = (at, from, span) => at < from ? at : at + 1 > from + span ? at + 1 - span : from;
      this.view = { ...this.view, x: shift(cursor.key, x, wide), y: shift(cursor.query, y, high) };
    }
    this.repaint();
  }

  draw() {
    const { canvas, pattern } = this;
    if (!pattern || !this.room) return;
    this.layOut();
    const { left, top, width, height, cell, view } = this;
    const stripRoom = this.hasStripRoom ? 14 : 0;
    const ratio = devicePixelRatio;
    const [w, h] = [left + width + stripRoom + 2, top + height + 2];
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
      canvas.width = Math.round(w * ratio);
      canvas.height = Math.round(h * ratio);
      canvas.style.width = `${w}px`;
      canvas.style.height = `${h}px`;
    }
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, w, h);
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    context.imageSmoothingEnabled = false;
    // What is masked is transparent in all that is drawn over this.
    context.fillStyle = ink("--unseen");
    if (pattern.values || pattern.overview) context.fillRect(left, top, width, height);
    if (!pattern.values) this.drawFar(context, ratio);
    else if (cell * ratio >= 1) {
      const { canvas: image, columns, rows } = this.level();
      context.drawImage(image, left - view.x * cell, top - view.y * cell, columns * cell, rows * cell);
    } else this.drawDots(context, ratio, pattern, 1);
    if (this.cursor) this.drawCursor(context);
    context.restore();
    context.strokeStyle = ink("--line");
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
    this.drawLabels(context);
    if (this.strip) this.drawStrip(context);
  }

  /// Draws cells that are smaller than dots of the screen: each dot shows the strongest of those that it touches, or their
  /// mean. `whole` is the pattern in squares of `step` cells.
  drawDots(context, ratio, whole, step) {
    const { left, top, width, height, cell, view, by } = this;
    // Of a very long prompt, blocks of cells instead: as many as there are dots, or twice as many.
    const number = by === "mean" ? 0 : Math.max(0, Math.floor(Math.log2(1 / (cell * ratio * step))));
    const shrink = step * 2 ** number;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    const key = [number, view.x, view.y, view.zoom, wide, high, by].join(" ");
    if (this.dots?.key !== key) {
      let small = whole;
      for (let i = 0; i < number; i++) small = (this.halves ??= new Map()).get(small) ?? this.keepHalf(small);
      const dots = touched(small, view.x / shrink, view.y / shrink, 1 / (cell * ratio * shrink), wide, high, by);
      this.dots = { key, image: picture(dots, this.scale) };
    }
    context.drawImage(this.dots.image, left, top, width, height);
  }

  /// Draws a pattern that is not here whole: from afar its overview, from near the parts that have come.
  drawFar(context, ratio) {
    const { left, top, width, height, cell, view, pattern } = this;
    if (!pattern.overview) return; // it is on its way
    // Squares of a dot or more each, so that none is left out.
    const step = 2 ** Math.max(0, Math.ceil(Math.log2(1 / (cell * ratio))));
    if (step >= pattern.step) return this.drawDots(context, ratio, pattern.overview, pattern.step);
    const { canvas, columns, rows } = this.level();
    context.drawImage(canvas, left - view.x * cell, top - view.y * cell, columns * pattern.step * cell, rows * pattern.step * cell);
    const side = partSide * step;
    for (let down = Math.floor(view.y / side); down * side < Math.min(pattern.rows, view.y + height / cell); down++) {
      for (let right = Math.floor(view.x / side); right * side < Math.min(pattern.columns, view.x + width / cell); right++) {
        if (pattern.isCausal && right > down) continue; // nothing is seen there
        const part = pattern.part(step, down, right);
        if (!part) continue;
        if (!this.parts.has(part)) this.parts.set(part, picture(part, this.scale));
        const [x, y] = [left + (right * side - view.x) * cell, top + (down * side - view.y) * cell];
        context.fillRect(x, y, part.columns * step * cell, part.rows * step * cell);
        context.drawImage(this.parts.get(part), x, y, part.columns * step * cell, part.rows * step * cell);
      }
    }
  }

  drawCursor(context) {
    const { left, top, width, height, cell, view, cursor } = this;
    const [x, y] = [left + (cursor.key - view.x) * cell, top + (cursor.query - view.y) * cell];
    const size = Math.max(cell, 3);
    // Each line lies in a wider one of the ground's colour: one of the two stands out from any map.
    const line = (color, x, y, wide, high) => {
      const box = [Math.round(x) - 0.5, Math.round(y) - 0.5, Math.round(wide), Math.round(high)];
      context.lineWidth = 3;
      context.strokeStyle = ink("--ground");
      context.strokeRect(...box);
      context.lineWidth = 1;
      context.strokeStyle = ink(color);
      context.strokeRect(...box);
    };
    line("--mark", left - 4, y, width + 8, size + 1);
    line("--key", x, top - 4, size + 1, height + 8);
    context.lineWidth = 2;
    context.strokeStyle = "#fff";
    context.strokeRect(x - 1.5, y - 1.5, size + 3, size + 3);
    context.lineWidth = 1.5;
    context.strokeStyle = "#000";
    context.strokeRect(x - 3, y - 3, size + 6, size + 6);
  }

  /// Tokens beside the cells, with their positions where not all have room; the cursor's always.
  drawLabels(context) {
    const { left, top, width, height, cell, view, pattern, cursor } = this;
    const size = Math.min(largestLabel(), Math.max(9.5, cell * 0.8));
    const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
    const cut = (value, room) => {
      let cut = value;
      while (cut.length > 1 && context.measureText(cut).width > room) cut = `${cut.slice(0, -2)}…`;
      return cut;
    };
    context.textBaseline = "middle";
    for (const isQuery of [true, false]) {
      const [labels, count, from, length] = isQuery ? [this.queries, pattern.rows, view.y, height] : [this.keys, pattern.columns, view.x, width];
      const turned = !isQuery && labels;
      const step = steps.find(step => step * cell >= (isQuery || turned ? size + 1.5 : 34)) ?? 10000;
      const text = place => labels ? `${step > 1 ? `${place} ` : ""}${labels[place]}` : String(place);
      const chosen = cursor ? isQuery ? cursor.query : cursor.key : -1;
      const write = (place, isChosen) => {
        const at = (place + 0.5 - from) * cell;
        if (at < 0 || at > length) return;
        context.font = font(isChosen ? Math.max(11, size) : size);
        context.fillStyle = isChosen ? ink(isQuery ? "--mark" : "--key") : ink("--faint");
        const label = text(place);
        context.save();
        const ground = (x, y, wide, high) => {
          if (!isChosen) return;
          context.save();
          context.fillStyle = ink("--ground");
          context.fillRect(x, y, wide, high);
          context.restore();
        };
        if (isQuery) {
          context.textAlign = "right";
          ground(titleRoom, top + at - 7, left - titleRoom - 5, 14);
          context.fillText(cut(label, left - titleRoom - 8), left - 7, top + at);
        } else if (turned) {
          ground(left + at - 7, titleRoom, 14, top - titleRoom - 5);
          context.translate(left + at, top - 7);
          context.rotate(-Math.PI / 2);
          context.textAlign = "left";
          context.fillText(cut(label, top - titleRoom - 8), 0, 0);
        } else {
          context.textAlign = "center";
          const half = context.measureText(label).width / 2 + 2;
          const x = Math.max(half, Math.min(left + width - half, left + at));
          ground(x - half, titleRoom, 2 * half, 15);
          context.fillText(label, x, titleRoom + 7);
        }
        context.restore();
      };
      for (let place = Math.ceil(from / step) * step; place < Math.min(count, from + length / cell); place += step) {
        if (place !== chosen) write(place, false);
      }
      if (chosen >= 0) write(chosen, true);
    }
    context.font = `600 11.5px system-ui, "DejaVu Sans", sans-serif`;
    context.textAlign = "center";
    context.fillStyle = ink("--key");
    context.fillText("Key →", left + width / 2, titleRoom / 2);
    context.save();
    context.translate(titleRoom / 2, top + height / 2);
    context.rotate(-Math.PI / 2);
    context.fillStyle = ink("--mark");
    context.fillText("← Query", 0, 0);
    context.restore();
  }

  /// A value of each row beside the picture: `strip` is a list of places in 0...1.
  drawStrip(context) {
    const { left, top, width, height, cell, view, pattern } = this;
    context.fillStyle = ink("--tint-strong");
    for (let row = Math.floor(view.y); row < Math.min(pattern.rows, view.y + height / cell); row++) {
      const y = Math.max(0, (row - view.y) * cell);
      const length = Math.min(1, this.strip[row] || 0) * 12;
      context.fillRect(left + width + 2, top + y, length, Math.max(1, Math.min(height - y, cell - (cell > 3 ? 1 : 0))));
    }
  }
}
