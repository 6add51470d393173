// Numbers of patterns. A pattern is `{ rows, columns, values }`, values row by row; NaN is what is left out.

/// The shortest decimal that is this float32 and no other.
export function exact(value) {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/// What a query gives to all keys; null while it comes, of a pattern that is not here whole.
export const rowOf = (pattern, query) => pattern.values
  ? pattern.values.subarray(query * pattern.columns, (query + 1) * pattern.columns) : pattern.row(query);

/// What a key gets from all queries; null likewise.
export const columnOf = (pattern, key) => pattern.values
  ? Float32Array.from({ length: pattern.rows }, (_, query) => pattern.values[query * pattern.columns + key]) : pattern.column(key);

/// A number of a few digits for a table.
export const brief = value => value === null || value === undefined || Number.isNaN(value) ? "–"
  : value === 0 ? "0" : Math.abs(value) >= 0.001 && Math.abs(value) < 1e5 ? value.toFixed(3) : value.toExponential(1);

/// A whole number with commas between thousands. A browser's own way takes 30 ms to get ready.
export const grouped = count => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/// float32 from bytes of either width, little-endian.
export function floats(buffer, dtype) {
  const view = new DataView(buffer);
  if (dtype !== "float16") {
    if (isLittleEndian) return new Float32Array(buffer);
    const values = new Float32Array(buffer.byteLength / 4);
    for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(4 * i, true);
    return values;
  }
  const values = new Float32Array(buffer.byteLength / 2);
  for (let i = 0; i < values.length; i++) values[i] = half(view.getUint16(2 * i, true));
  return values;
}

function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [bits >> 10 & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/// The least and largest finite values, `[0, 1]` where there are none, and whether a value is none.
export function extent(values) {
  let [low, high, hasMissing] = [Infinity, -Infinity, false];
  // By number: an iterator takes ten times as long for the millions of a long prompt.
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < low && value !== -Infinity) low = value;
    if (value > high && value !== Infinity) high = value;
    if (value !== value) hasMissing = true;
  }
  return { range: low <= high ? [low, high] : [0, 1], hasMissing };
}

/// The pattern without the first token as a key and as a query, rows renormalised or not.
export function withoutFirst(pattern, renormalise) {
  const { rows, columns } = pattern;
  const values = Float32Array.from(pattern.values);
  for (let query = 0; query < rows; query++) {
    const row = values.subarray(query * columns, (query + 1) * columns);
    if (query === 0) { row.fill(NaN); continue; }
    row[0] = NaN;
    if (!renormalise) continue;
    let sum = 0;
    for (let key = 1; key < columns; key++) sum += row[key];
    for (let key = 1; key < columns; key++) row[key] = sum > 0 ? row[key] / sum : NaN;
  }
  return { rows, columns, values, isCausal: pattern.isCausal };
}

/// Whether no query of a pattern sees a later key: all above the diagonal is 0.
export function isCausal({ rows, columns, values }) {
  if (rows !== columns || rows < 2) return false;
  for (let query = 0; query < rows; query++) {
    for (let key = query + 1; key < columns; key++) {
      const value = values[query * columns + key];
      if (value !== 0 && value !== -Infinity && !Number.isNaN(value)) return false;
    }
  }
  return true;
}

/// Whether a query can't see a key.
export const isMasked = (pattern, query, key) => Boolean(pattern.isCausal) && key > query;

/// What is known of a cell's row: the rank of the cell among the keys that the query can see and how many those are, the
/// sum, and where the row is a distribution its entropy in nats and that as a share of the largest possible.
export function rowFacts(pattern, row, query, key) {
  const { columns } = pattern;
  let [entropy, sum, rank, seen, isDistribution] = [0, 0, 1, 0, true];
  for (let place = 0; place < columns; place++) {
    const value = row[place];
    if (isMasked(pattern, query, place) || Number.isNaN(value)) continue;
    seen++;
    if (value > row[key]) rank++;
    sum += value;
    if (!(value >= 0) || value === Infinity) isDistribution = false;
    else if (value > 0) entropy -= value * Math.log(value);
  }
  const whole = Math.log(seen);
  return { entropy: isDistribution ? entropy : NaN, relative: whole > 0 ? entropy / whole : 0, rank, sum, seen };
}

/// The places of the largest values among some: `[place, value]`, the largest first.
export function largest(values, count, isTaken = () => true) {
  const found = [];
  for (let place = 0; place < values.length; place++) {
    if (Number.isNaN(values[place]) || !isTaken(place)) continue;
    if (found.length === count && !(values[place] > found[count - 1][1])) continue;
    let at = found.length;
    while (at > 0 && found[at - 1][1] < values[place]) at--;
    found.splice(at, 0, [place, values[place]]);
    if (found.length > count) found.pop();
  }
  return found;
}

/// A part of a pattern as a picture of `width` x `height`: each dot shows the largest magnitude of all cells that it
/// touches, so that nothing strong is lost, or where `by` is "mean" their mean. `x` and `y` are the cell at the corner,
/// `step` the cells a dot.
export function touched(pattern, x, y, step, width, height, by = "strongest") {
  const { rows, columns, values, isCausal } = pattern;
  const dots = new Float32Array(width * height).fill(NaN);
  const ends = (from, dot, most) => [Math.max(0, Math.floor(from + dot * step)), Math.min(most, Math.max(Math.floor(from + dot * step) + 1, Math.ceil(from + (dot + 1) * step)))];
  const across = Array.from({ length: width }, (_, dot) => ends(x, dot, columns));
  const hidden = new Uint8Array(width * height);
  const isMean = by === "mean";
  for (let down = 0; down < height; down++) {
    const [top, bottom] = ends(y, down, rows);
    for (let dot = 0; dot < width; dot++) {
      const [left, right] = across[dot];
      if (isCausal && left > bottom - 1) { hidden[down * width + dot] = 1; continue; }
      let [best, sum, count] = [NaN, 0, 0];
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          const value = values[row * columns + column];
          if (isCausal && column > row || Number.isNaN(value)) continue;
          sum += value;
          count++;
          if (Number.isNaN(best) || Math.abs(value) > Math.abs(best)) best = value;
        }
      }
      dots[down * width + dot] = isMean ? sum / count : best; // NaN where there is none
    }
  }
  return { rows: height, columns: width, values: dots, hidden };
}

/// Jensen-Shannon divergence of each row of two patterns of one shape, in bits: 0 where rows are alike, 1 where they
/// share no key. Rows are taken as distributions of what is not NaN in either.
export function divergences(first, second) {
  const { rows, columns } = first;
  return Float32Array.from({ length: rows }, (_, query) => {
    const start = query * columns;
    let [p, q] = [0, 0];
    for (let i = start; i < start + columns; i++) {
      if (Number.isNaN(first.values[i]) || Number.isNaN(second.values[i])) continue;
      p += first.values[i];
      q += second.values[i];
    }
    if (!(p > 0) || !(q > 0)) return NaN;
    let divergence = 0;
    for (let i = start; i < start + columns; i++) {
      const [a, b] = [first.values[i] / p, second.values[i] / q];
      const middle = (a + b) / 2;
      if (a > 0) divergence += a * Math.log2(a / middle) / 2;
      if (b > 0) divergence += b * Math.log2(b / middle) / 2;
    }
    return Math.max(0, divergence);
  });
}

/// The difference of two patterns of one shape.
export function difference(first, second) {
  const values = first.values.map((value, i) => value - second.values[i]);
  return { rows: first.rows, columns: first.columns, values, isCausal: first.isCausal && second.isCausal };
}

/// The place of the largest magnitude.
export function strongest({ values }) {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if (!(Math.abs(values[i]) <= Math.abs(values[best]) || Number.isNaN(values[i]))) best = i;
  }
  return best;
}

/// Half the size, each value the largest magnitude of a block of four: nothing strong is lost.
export function halved(pattern) {
  const { rows, columns, values, isCausal } = pattern;
  const [height, width] = [Math.ceil(rows / 2), Math.ceil(columns / 2)];
  const half = new Float32Array(height * width);
  for (let row = 0; row < height; row++) {
    const bottom = Math.min(2 * row + 2, rows);
    const end = isCausal ? Math.min(row + 1, width) : width; // nothing is seen beyond
    for (let column = 0; column < end; column++) {
      let best = NaN;
      for (let y = 2 * row; y < bottom; y++) {
        const right = Math.min(2 * column + 2, isCausal ? y + 1 : columns);
        for (let place = y * columns + 2 * column; place < y * columns + right; place++) {
          const value = values[place];
          if (best !== best || Math.abs(value) > Math.abs(best)) best = value;
        }
      }
      half[row * width + column] = best;
    }
  }
  return { rows: height, columns: width, values: half, isCausal: pattern.isCausal };
}
