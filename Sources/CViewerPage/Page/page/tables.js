// A table whose rows can be ticked, sorted by a click on a heading, and filtered; only rows in view are in the document.
import { make, calm, say } from "./dom.js";
import { Windowed } from "./windowed.js";

export class Table {
  /// - `columns`: `[{ name, title, value(row), text(row)?, isNumber? }]`; the first is the widest.
  /// - `isChosen(row)` and `choose(rows, isChosen, only)` are the caller's; so are, for a list of which not all is here,
  ///   `search(words, column, isDown)`, which gives its rows, and `read(rows)`, which ends when they can be shown.
  constructor(place, { label, columns, isChosen, choose, find, words, search, read, rowHeight = 28, most = 8 }) {
    Object.assign(this, { columns, isChosen, choose, words, search, read, rowHeight, most, rows: [], listed: [], order: null, active: 0, turn: 0 });
    this.all = make("input", { type: "checkbox", "aria-label": "all that are listed" });
    this.all.onchange = () => this.choose(this.listed, this.all.checked);
    this.head = make("div", { class: "head", role: "row" }, make("span", { role: "columnheader" }, this.all),
      ...columns.map(column => make("button", {
        class: column.isNumber ? "number" : "", role: "columnheader", "aria-sort": "none", title: column.title ?? "",
        onclick: () => this.sort(column),
      }, column.name)));
    this.body = make("div", { class: "body" });
    place.setAttribute("role", "grid");
    place.setAttribute("aria-label", label);
    this.place = place;
    place.append(this.head, this.body);
    this.list = new Windowed(this.body, { rowHeight, prepare: places => this.prepare(places), render: place => this.row(place) });
    this.find = find;
    find.oninput = calm(120, () => this.filter());
    this.body.addEventListener("keydown", event => this.move(event));
  }

  /// Shows other rows, in their order or the chosen one.
  show(rows) {
    this.rows = rows;
    // A column of nothing takes no room.
    const widths = this.columns.map(column => rows.slice(0, 300).some(row => (column.value(row) ?? "") !== "") ? column.width ?? "52px" : "0");
    this.place.style.setProperty("--columns", `26px minmax(0, 1fr) ${widths.slice(1).join(" ")}`);
    this.head.querySelectorAll("button").forEach((heading, i) => { heading.style.visibility = i && widths[i] === "0" ? "hidden" : ""; });
    this.filter();
  }

  sort(column) {
    this.order = this.order?.column !== column ? { column, down: false } : this.order.down ? null : { column, down: true };
    for (const [i, heading] of [...this.head.querySelectorAll("button")].entries()) {
      const isThis = this.order && this.columns[i] === this.order.column;
      heading.setAttribute("aria-sort", isThis ? this.order.down ? "descending" : "ascending" : "none");
    }
    this.filter();
  }

  async filter() {
    if (this.search) {
      const mine = ++this.turn;
      let found;
      try { found = await this.search(this.find.value, this.order?.column, this.order?.down ?? false); } catch (problem) { say(problem.message, "problem"); return; }
      if (mine !== this.turn) return;
      this.listed = found;
      return this.lay();
    }
    const words = this.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.listed = words.length === 0 ? [...this.rows]
      : this.rows.filter(row => { const text = this.words(row).toLowerCase(); return words.every(word => text.includes(word)); });
    if (this.order) {
      const { column: { value }, down } = this.order;
      this.listed.sort((a, b) => {
        const [x, y] = [value(a) ?? "", value(b) ?? ""];
        return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1);
      });
    }
    this.lay();
  }

  /// Shows what is listed.
  lay() {
    this.body.style.height = `${Math.min(this.listed.length, this.most) * this.rowHeight + 2}px`;
    this.active = 0;
    this.list.reset(this.listed.length);
    this.update();
  }

  /// Shows which rows are chosen now.
  update() {
    const chosen = this.listed.filter(this.isChosen).length;
    this.all.checked = chosen > 0 && chosen === this.listed.length;
    this.all.indeterminate = chosen > 0 && chosen < this.listed.length;
    for (const [place, element] of this.list.shown) this.mark(element, this.listed[place]);
  }

  /// Reads what rows that come into view lack, and shows it.
  prepare(places) {
    if (!this.read) return;
    const missing = places.filter(place => this.listed[place] && !this.listed[place].isRead);
    if (missing.length === 0) return;
    const listed = this.listed;
    this.read(missing.map(place => listed[place])).then(() => {
      if (listed !== this.listed) return;
      for (const place of missing) {
        const element = this.list.shown.get(place);
        if (!element) continue;
        const fresh = this.row(place);
        fresh.style.transform = element.style.transform;
        element.replaceWith(fresh);
        this.list.shown.set(place, fresh);
      }
    }, problem => say(problem.message, "problem"));
  }

  mark(element, row) {
    const isChosen = this.isChosen(row);
    element.setAttribute("aria-selected", String(isChosen));
    element.querySelector("input").checked = isChosen;
  }

  row(place) {
    const row = this.listed[place];
    const box = make("input", { type: "checkbox", tabIndex: -1, "aria-hidden": "true" });
    const element = make("div", {
      class: "row", role: "row", tabIndex: place === this.active ? 0 : -1, data: { place },
      title: this.columns[0].title?.(row) ?? "",
    }, box, ...this.columns.map(column => make("span", { role: "gridcell", class: column.isNumber ? "number" : "" },
      String((column.text ?? column.value)(row) ?? ""))));
    element.onclick = event => {
      // A click on the box adds or takes away; one on the row chooses that row alone.
      if (event.target === box || event.ctrlKey || event.metaKey) this.choose([row], !this.isChosen(row));
      else if (event.shiftKey) {
        const [from, to] = [Math.min(this.active, place), Math.max(this.active, place)];
        this.choose(this.listed.slice(from, to + 1), true);
      } else this.choose([row], true, true);
      this.active = place;
    };
    this.mark(element, row);
    return element;
  }

  move(event) {
    const place = Number(event.target.closest("[data-place]")?.dataset.place);
    if (Number.isNaN(place)) return;
    const row = this.listed[place];
    const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -this.most, PageDown: this.most, Home: -1e9, End: 1e9 };
    if (event.key === " ") this.choose([row], !this.isChosen(row));
    else if (event.key === "Enter") this.choose([row], true, true);
    else if (steps[event.key]) {
      const next = Math.max(0, Math.min(this.listed.length - 1, place + steps[event.key]));
      event.target.tabIndex = -1;
      this.active = next;
      this.list.reveal(next);
      const element = this.list.shown.get(next);
      element.tabIndex = 0;
      element.focus();
    } else return;
    event.preventDefault();
  }
}
