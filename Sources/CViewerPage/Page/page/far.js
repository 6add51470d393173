// A pattern with more cells than a page should have: seen from afar it is squares of cells pooled, from near it comes in
// parts, rows and columns as they are asked for.
import { pause } from "./dom.js";

/// Squares a side of a part.
export const partSide = 256;

const mostParts = 160; // of 256 KiB each
const mostLines = 200;

/// A pattern of which `overview` is there: all of it in squares of `step` cells a side, `{ rows, columns, values, isCausal }`.
///
/// It has the `rows`, `columns`, `isCausal` and `range` of a whole pattern, and no `values`. What is asked for and not there
/// is null, and comes: `onCome` is called when something has.
export class FarPattern {
  constructor({ rows, columns, isCausal, step, range, overview, ask, other }) {
    Object.assign(this, { rows, columns, isCausal, step, range, overview, ask, other });
    [this.parts, this.lines, this.others] = [new Map(), new Map(), new Map()];
    this.wanted = {}; // the row and the column that were asked for last
    this.onCome = () => {}; // called with "overview", "part" or "line"
  }

  /// The same without the first token, "drop" or "renormalise", and pooled "strongest" or by "mean"; without an overview
  /// until it comes.
  seen(first, by) {
    const key = `${first} ${by}`;
    if (key === " strongest") return this;
    if (!this.others.has(key)) {
      const coming = this.other(first, by);
      // Rows that are asked for before the overview has come are of the same look.
      const other = new FarPattern({ ...this, overview: null, ask: async part => (await coming).ask(part) });
      this.others.set(key, other);
      coming.then(found => {
        Object.assign(other, { overview: found.overview, range: found.range });
        this.onCome("overview");
      }, () => this.others.delete(key));
    }
    const other = this.others.get(key);
    other.onCome = kind => this.onCome(kind);
    return other;
  }

  /// A part of squares of `step` cells, by its place among the parts: `{ rows, columns, values, hidden }`.
  part(step, down, right) {
    const key = `${step} ${down} ${right}`;
    return this.take(this.parts, key, mostParts, async () => {
      const [top, left] = [down * partSide * step, right * partSide * step];
      const ends = (from, all) => [from, Math.min(all, from + partSide * step) - 1];
      const found = await this.ask({ rows: ends(top, this.rows), keys: ends(left, this.columns), step });
      return { ...found, hidden: this.isCausal ? hiddenIn(found, down * partSide, right * partSide) : null };
    });
  }

  /// What a query gives to all keys.
  row(query) { return this.line(`row ${query}`, { rows: [query, query], step: 1 }); }

  /// What a key gets from all queries.
  column(key) { return this.line(`column ${key}`, { keys: [key, key], step: 1 }); }

  line(key, part) { return this.take(this.lines, key, mostLines, async () => (await this.ask(part)).values); }

  /// What is there under a key, or null while it comes. Who only passes by a place asks for nothing.
  take(map, key, most, ask) {
    const known = map.get(key);
    if (known) return known.value;
    const entry = { value: null };
    map.set(key, entry);
    const kind = key.split(" ", 1)[0];
    this.wanted[kind] = key;
    const isStill = () => map !== this.lines || this.wanted[kind] === key;
    (map === this.lines ? pause(40) : Promise.resolve()).then(async () => {
      if (!isStill()) { map.delete(key); return; }
      entry.value = await ask();
      if (map.size > most) map.delete(map.keys().next().value);
      this.onCome(map === this.lines ? "line" : "part");
    }).catch(() => map.delete(key));
    return null;
  }
}

/// Which squares of a part no query sees: those that lie wholly above the diagonal.
function hiddenIn({ rows, columns }, top, left) {
  const hidden = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const first = Math.max(0, top + row + 1 - left);
    if (first < columns) hidden.fill(1, row * columns + first, (row + 1) * columns);
  }
  return hidden;
}
