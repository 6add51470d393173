// The whole pattern in small beside a part of it that is shown large: a frame says which part, and a click or a drag goes
// elsewhere.
import { pixels } from "./colors.js";
import { onFrame } from "./dom.js";
import { ink } from "./headmap.js";
import { grouped, touched } from "./maths.js";

const side = 132;

export class Minimap {
  /// Draws on `canvas`, says in `hint` what is shown, and hides `section` where that is all; `onMove(view)` is asked to show
  /// another part.
  constructor({ section, canvas, hint }, onMove) {
    Object.assign(this, { section, canvas, hint, onMove, kept: null });
    this.repaint = onFrame(() => this.draw());
    const go = event => {
      if (!(event.buttons & 1) || !this.pattern) return;
      const { rows, columns } = this.pattern;
      const { zoom } = this.view;
      const [x, y] = [event.offsetX / this.canvas.clientWidth * columns, event.offsetY / this.canvas.clientHeight * rows];
      this.onMove({ zoom, x: x - columns / zoom / 2, y: y - rows / zoom / 2 });
    };
    canvas.addEventListener("pointerdown", event => { canvas.setPointerCapture(event.pointerId); go(event); });
    canvas.addEventListener("pointermove", go);
    addEventListener("themechange", this.repaint);
  }

  /// Shows where in `pattern` a view is.
  show(pattern, scale, view) {
    Object.assign(this, { pattern, scale, view });
    this.section.hidden = !pattern || view.zoom <= 1;
    if (!this.section.hidden) this.repaint();
  }

  draw() {
    const { canvas, pattern, scale, view } = this;
    const whole = pattern?.values ? pattern : pattern?.overview;
    if (!whole || this.section.hidden) return;
    const { rows, columns } = pattern;
    const [width, height] = [rows, columns].map((_, i) => Math.max(8, Math.round(side * (i ? rows : columns) / Math.max(rows, columns))));
    const ratio = devicePixelRatio;
    if (this.kept?.whole !== whole || this.kept.scale !== scale) {
      const [wide, high] = [Math.min(width * ratio, columns), Math.min(height * ratio, rows)].map(Math.round);
      const image = new OffscreenCanvas(wide, high);
      image.getContext("2d").putImageData(pixels(touched(whole, 0, 0, whole.columns / wide, wide, high), scale), 0, 0);
      this.kept = { whole, scale, image };
    }
    Object.assign(canvas, { width: width * ratio, height: height * ratio });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.kept.image, 0, 0, width, height);
    const span = (from, all) => [Math.max(0, Math.floor(from)), Math.min(all, Math.ceil(from + all / view.zoom)) - 1];
    const box = [view.x / columns * width, view.y / rows * height, Math.max(4, width / view.zoom), Math.max(4, height / view.zoom)];
    for (const [color, line] of [[ink("--ground"), 4], [ink("--mark"), 2]]) {
      context.strokeStyle = color;
      context.lineWidth = line;
      context.strokeRect(...box);
    }
    const [queries, keys] = [span(view.y, rows), span(view.x, columns)].map(([from, to]) => `${grouped(from)}–${grouped(to)}`);
    this.hint.textContent = `Shown are queries ${queries} of ${grouped(rows)} and keys ${keys} of ${grouped(columns)}. A click here goes elsewhere; 0 shows all.`;
  }
}
