// A pattern as a picture that can be zoomed and moved: rows are queries, columns keys.
import { make, onFrame } from "./dom.js";
import { pixels } from "./colors.js";
import { halved } from "./maths.js";
import { ink } from "./headmap.js";

/// Pixels of the largest letters beside a pattern.
const largestLabel = () => innerHeight > 1500 ? 15 : 12;
const font = size => `${size}px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace`;

/// One canvas with a pattern, its token labels and a cursor.
///
/// - `onPoint(query, key, kind)` is told of the cell under the pointer; kind is "hover", "lock" or "leave".
/// - `onView(view)` is told where the reader zoomed or moved to: `{ x, y, zoom }`, in cells.
export class HeatMapView {
  constructor({ onPoint, onView, label }) {
    Object.assign(this, { onPoint, onView, pattern: null, cursor: null, view: { x: 0, y: 0, zoom: 1 }, strip: null });
    this.canvas = make("canvas", { tabIndex: 0, role: "application", "aria-label": label });
    this.repaint = onFrame(() => this.draw());
    const { canvas } = this;
    canvas.addEventListener("pointermove", event => this.moved(event));
    canvas.addEventListener("pointerleave", () => this.onPoint(null, null, "leave"));
    canvas.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.grip = { x: event.offsetX, y: event.offsetY, view: { ...this.view }, isDrag: false };
    });
    canvas.addEventListener("pointerup", event => {
      const grip = this.grip;
      this.grip = null;
      if (!grip || grip.isDrag) return;
      const cell = this.cellAt(event);
      if (cell) this.onPoint(...cell, "lock");
    });
    canvas.addEventListener("wheel", event => this.wheel(event), { passive: false });
    canvas.addEventListener("dblclick", event => { event.preventDefault(); this.setView({ x: 0, y: 0, zoom: 1 }); });
    addEventListener("themechange", this.repaint);
  }

  /// Shows a pattern with its labels in a scale; the view stays where the shape does.
  show(pattern, labels, scale) {
    const isNew = !this.pattern || this.pattern.rows !== pattern.rows || this.pattern.columns !== pattern.columns;
    if (isNew) this.view = { x: 0, y: 0, zoom: 1 };
    Object.assign(this, { pattern, labels, scale, levels: [] });
    this.repaint();
  }

  /// The pattern at a half, a quarter ... of its size, as a canvas.
  level(number) {
    if (!this.levels[number]) {
      let small = this.pattern;
      for (let i = 0; i < number; i++) small = (this.halves ??= new Map()).get(small) ?? this.keepHalf(small);
      const image = pixels(small, this.scale);
      const canvas = new OffscreenCanvas(small.columns, small.rows);
      canvas.getContext("2d").putImageData(image, 0, 0);
      this.levels[number] = { canvas, columns: small.columns, rows: small.rows };
    }
    return this.levels[number];
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
    const most = 10 * largestLabel();
    const widest = this.labels ? Math.max(30, ...this.labels.map(label => Math.min(most, context.measureText(label).width + 10))) : 34;
    const stripRoom = this.hasStripRoom ? 14 : 0;
    const room = Math.max(120, this.room - widest - stripRoom - 2);
    const fit = Math.min(room / columns, Math.max(160, Math.min(innerHeight - 210, room)) / rows, Math.max(34, innerHeight / 30));
    this.base = fit;
    this.left = Math.ceil(widest);
    this.top = Math.ceil(fit * this.view.zoom >= 10.5 && this.labels ? widest : 18);
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

  setView(view, isOwn = true) {
    const most = Math.max(1, 40 / this.base);
    this.view = { ...view, zoom: Math.max(1, Math.min(most, view.zoom)) };
    this.repaint();
    if (isOwn) this.onView(this.view);
  }

  /// Makes cells larger or smaller around a place of the canvas, the cursor where none is given.
  zoom(factor, x = null, y = null) {
    if (!this.pattern) return;
    const before = this.cell;
    const zoom = Math.max(1, Math.min(Math.max(1, 40 / this.base), this.view.zoom * factor));
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
    const number = Math.max(0, Math.floor(Math.log2(1 / (cell * ratio)) + 0.01));
    const level = this.level(number);
    const shrink = 2 ** number;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    context.imageSmoothingEnabled = false;
    context.drawImage(level.canvas, left - view.x * cell, top - view.y * cell, level.columns * cell * shrink, level.rows * cell * shrink);
    if (this.cursor) this.drawCursor(context);
    context.restore();
    context.strokeStyle = ink("--line");
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
    this.drawLabels(context);
    if (this.strip) this.drawStrip(context);
  }

  drawCursor(context) {
    const { left, top, width, height, cell, view, cursor } = this;
    const [x, y] = [left + (cursor.key - view.x) * cell, top + (cursor.query - view.y) * cell];
    const size = Math.max(cell, 3);
    context.lineWidth = 1;
    context.globalAlpha = 0.75;
    context.strokeStyle = ink("--mark");
    context.strokeRect(left - 2, y - 0.5, width + 4, size + 1);
    context.strokeStyle = ink("--key");
    context.strokeRect(x - 0.5, top - 2, size + 1, height + 4);
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.strokeStyle = "#fff";
    context.strokeRect(x - 1.5, y - 1.5, size + 3, size + 3);
    context.lineWidth = 1;
    context.strokeStyle = "#000";
    context.strokeRect(x - 2.5, y - 2.5, size + 5, size + 5);
  }

  /// Tokens beside the cells where there is room for them, else every so many a number; the cursor's always.
  drawLabels(context) {
    const { left, top, width, height, cell, view, labels, pattern, cursor } = this;
    const hasText = labels && cell >= 10.5;
    const size = Math.min(largestLabel(), Math.max(9, cell * 0.78));
    const step = hasText ? 1 : [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].find(step => step * cell >= 34) ?? 5000;
    const text = place => labels ? labels[place] : String(place);
    const cut = (value, room) => {
      let cut = value;
      while (cut.length > 1 && context.measureText(cut).width > room) cut = `${cut.slice(0, -2)}…`;
      return cut;
    };
    context.textBaseline = "middle";
    for (const isQuery of [true, false]) {
      const [count, from, length] = isQuery ? [pattern.rows, view.y, height] : [pattern.columns, view.x, width];
      const chosen = cursor ? isQuery ? cursor.query : cursor.key : -1;
      const write = (place, isChosen) => {
        const at = (place + 0.5 - from) * cell;
        if (at < 0 || at > length) return;
        context.font = font(isChosen ? Math.max(11, size) : size);
        context.fillStyle = isChosen ? ink(isQuery ? "--mark" : "--key") : ink("--faint");
        const label = hasText || isChosen ? text(place) : String(place);
        context.save();
        if (isQuery) {
          context.textAlign = "right";
          if (isChosen) { context.save(); context.fillStyle = ink("--ground"); context.fillRect(0, top + at - 7, left - 2, 14); context.restore(); }
          context.fillText(cut(label, left - 6), left - 5, top + at);
        } else if (hasText) {
          context.translate(left + at, top - 5);
          context.rotate(-Math.PI / 2);
          context.textAlign = "left";
          context.fillText(cut(label, top - 7), 0, 0);
        } else {
          context.textAlign = "center";
          const half = context.measureText(label).width / 2 + 2;
          const x = Math.max(half, Math.min(left + width - half, left + at));
          if (isChosen) { context.save(); context.fillStyle = ink("--ground"); context.fillRect(x - half, 1, 2 * half, 15); context.restore(); }
          context.fillText(label, x, 8);
        }
        context.restore();
      };
      for (let place = Math.ceil(from / step) * step; place < Math.min(count, from + length / cell); place += step) {
        if (place !== chosen) write(place, false);
      }
      if (chosen >= 0) write(chosen, true);
    }
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
