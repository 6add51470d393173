// A long list of rows of one height, of which only those in view (and a few around) are in the document.
import { make, onFrame } from "./dom.js";

export class Windowed {
  /// Shows rows inside `scroller`; `prepare(rows)` is told of rows that are about to come into view, `render(row)` makes a
  /// row's element, `discard(row)` is told when it goes; `refill(row, element)`, where there is one, gives a row's element
  /// another content.
  constructor(scroller, { rowHeight, prepare = () => {}, render, refill = null, discard = () => {}, around = 3 }) {
    Object.assign(this, { scroller, rowHeight, prepare, render, refill, discard, around, count: 0, top: 0, shown: new Map() });
    this.space = make("div", { class: "windowed" });
    scroller.append(this.space);
    this.update = onFrame(() => this.draw());
    this.scroller.addEventListener("scroll", this.update, { passive: true });
    new ResizeObserver(this.update).observe(scroller);
  }

  /// Shows `count` rows of another content, or of another height.
  reset(count, rowHeight = this.rowHeight) {
    if (this.refill && count === this.count && rowHeight === this.rowHeight && this.shown.size > 0) {
      const rows = [...this.shown.keys()];
      rows.forEach(this.discard);
      this.prepare(rows);
      for (const [row, element] of this.shown) this.refill(row, element);
      return;
    }
    const view = this.view(); // before anything changes: a browser lays out anew to answer
    for (const [row, element] of this.shown) { this.discard(row); element.remove(); }
    this.shown.clear();
    Object.assign(this, { count, rowHeight });
    this.space.style.height = `${count * rowHeight}px`;
    this.draw({ ...view, top: Math.min(view.top, Math.max(0, count * rowHeight - view.height)) });
  }

  /// Brings a row into view.
  reveal(row) {
    const [top, bottom] = [row * this.rowHeight, (row + 1) * this.rowHeight];
    const view = this.scroller;
    const offset = this.space.offsetTop - view.offsetTop;
    if (top + offset < view.scrollTop) view.scrollTop = top + offset;
    else if (bottom + offset > view.scrollTop + view.clientHeight) view.scrollTop = bottom + offset - view.clientHeight;
    this.draw();
  }

  /// What is in view: pixels from the first row's top, and how many.
  view() {
    const top = this.scroller.getBoundingClientRect().top - this.space.getBoundingClientRect().top;
    return { top, height: Math.min(this.scroller.clientHeight, innerHeight * 2) };
  }

  draw({ top, height } = this.view()) {
    // Of the rows around, one is behind and the others are where the view goes.
    const shift = Math.sign(top - this.top) * Math.max(0, this.around - 1);
    this.top = top;
    const first = Math.max(0, Math.floor(top / this.rowHeight) - this.around + shift);
    const last = Math.min(this.count, Math.ceil((top + height) / this.rowHeight) + this.around + shift);
    for (const [row, element] of this.shown) {
      if (row >= first && row < last) continue;
      // What has the focus stays: a keyboard's place must not be lost by scrolling.
      if (element.contains(document.activeElement)) continue;
      this.discard(row);
      element.remove();
      this.shown.delete(row);
    }
    const rows = [];
    for (let row = first; row < last; row++) if (!this.shown.has(row)) rows.push(row);
    this.prepare(rows);
    for (const row of rows) {
      const element = this.render(row);
      element.style.transform = `translateY(${row * this.rowHeight}px)`;
      this.shown.set(row, element);
      this.space.append(element);
    }
  }
}
