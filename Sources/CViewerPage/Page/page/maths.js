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

/// A number of a few digits for a table.
export const brief = value => value === null || value === undefined || Number.isNaN(value) ? "–"
  : value === 0 ? "0" : Math.abs(value) >= 0.001 && Math.abs(value) < 1e5 ? value.toFixed(3) : value.toExponential(1);

/// A whole number with commas between thousands. A browser's own way takes 30 ms to get ready.
export const grouped = count => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/// float32 from bytes of either width, little-endian.
export function floats(buffer, dtype) {
  const view = new DataView(buffer);
  if (dtype !== "float16") {
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

/// The least and largest finite values; `[0, 1]` where there are none.
export function range(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low && value !== -Infinity) low = value;
    if (value > high && value !== Infinity) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
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
  return { rows, columns, values };
}

/// What is known of a cell's row: entropy in nats, its share of the largest possible, rank of the cell, sum.
export function rowFacts({ columns, values }, query, key) {
  const row = values.subarray(query * columns, (query + 1) * columns);
  let [entropy, sum, rank, seen] = [0, 0, 1, 0];
  // A query that looks at a later key is an encoder's, and sees all of them.
  const isCausal = row.subarray(query + 1).every(value => value === 0);
  for (const value of row) {
    if (Number.isNaN(value)) continue;
    if (value > 0) { entropy -= value * Math.log(value); seen++; }
    sum += value;
    if (value > row[key]) rank++;
  }
  const whole = Math.log(isCausal ? Math.min(query + 1, columns) : columns);
  return { entropy, relative: whole > 0 ? entropy / whole : 0, rank, sum, seen };
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
  return { rows: first.rows, columns: first.columns, values };
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
export function halved({ rows, columns, values }) {
  const [height, width] = [Math.ceil(rows / 2), Math.ceil(columns / 2)];
  const half = new Float32Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let best = NaN;
      for (let y = 2 * row; y < Math.min(2 * row + 2, rows); y++) {
        for (let x = 2 * column; x < Math.min(2 * column + 2, columns); x++) {
          const value = values[y * columns + x];
          if (Number.isNaN(best) || Math.abs(value) > Math.abs(best)) best = value;
        }
      }
      half[row * width + column] = best;
    }
  }
  return { rows: height, columns: width, values: half };
}
