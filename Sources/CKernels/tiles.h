// What is done with weights that have been widened into the first cache: included once for each instruction set.
#pragma clang fp contract(fast)

enum {
  block_columns = kernel_block_columns,
  block_inner = kernel_block_inner,
  strip = 2 * LANES,        // columns that a tile multiplies: two vectors
  few_columns = 4,          // columns whose dot products are taken at once
  few_inner = 4 * block_inner,
  most_sums = kernel_block_rows * 8 * block_columns,  // floats that leave room for x in the second cache
};

/// Where sums are taken from, and where they go to.
typedef struct {
  const float *from;  // rows of `block_columns`, or of `few_columns`; NULL for zeros
  float *to;
  size_t stride;  // floats from one row of `to` to the next
} sums_places;

/// `rows` rows of x times one strip, whose sums stay in registers: `rows` is a constant where this is inlined.
///
/// x has rows of `block_inner` floats, the strip one of `strip` floats for each of `count`.
INLINE void multiply_tile(size_t rows, const float *x, const float *w, size_t count, sums_places sums) {
  vector own[TILE_ROWS][2];
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < 2; i++) own[row][i] = sums.from ? load(sums.from + row * block_columns + i * LANES) : (vector)(0.0f);
  for (size_t k = 0; k < count; k++) {
    vector w0 = load(w + k * strip), w1 = load(w + k * strip + LANES);
#pragma clang loop unroll(full)
    for (size_t row = 0; row < rows; row++) {
      vector one = (vector)(x[row * block_inner + k]);
      own[row][0] += one * w0;
      own[row][1] += one * w1;
    }
  }
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < 2; i++) store(sums.to + row * sums.stride + i * LANES, own[row][i]);
}

/// All rows times a block of strips, as many rows at a time as share them evenly.
INLINE void multiply_block(const float *x, size_t rows, const float *w, size_t strips, size_t count, sums_places sums) {
  size_t tiles = divided_up(rows, TILE_ROWS);
  for (size_t tile = 0; tile < tiles; tile++) {
    size_t first = rows * tile / tiles, end = rows * (tile + 1) / tiles;
    for (size_t i = 0; i < strips; i++) {
      const float *own = x + first * block_inner, *right = w + i * strip * block_inner;
      sums_places places = {
        sums.from ? sums.from + first * block_columns + i * strip : NULL, sums.to + first * sums.stride + i * strip, sums.stride};
      switch (end - first) {
#define TILE(rows) \
  case rows: multiply_tile(rows, own, right, count, places); break;
        TILE(1)
        TILE(2)
        TILE(3)
        TILE(4)
        TILE(5)
        TILE(6)
#if TILE_ROWS > 6
        TILE(7)
        TILE(8)
        TILE(9)
        TILE(10)
        TILE(11)
        TILE(12)
#endif
      }
    }
  }
}

/// Four weights, from weight k on, of each fourth column.
INLINE vector four_of(const float *const *columns, size_t k) {
#if LANES == 16
  // Loads under a mask, which the compiler does not think of, are twice as fast as insertions.
  __m512 four = _mm512_castps128_ps512(_mm_loadu_ps(columns[0] + k));
  four = _mm512_mask_broadcast_f32x4(four, 0x00F0, _mm_loadu_ps(columns[4] + k));
  four = _mm512_mask_broadcast_f32x4(four, 0x0F00, _mm_loadu_ps(columns[8] + k));
  return (vector)_mm512_mask_broadcast_f32x4(four, 0xF000, _mm_loadu_ps(columns[12] + k));
#else
  quarter parts[LANES / 4];
  for (size_t part = 0; part < LANES / 4; part++) parts[part] = *(const quarter *)(columns[4 * part] + k);
  vector four;
  memcpy(&four, parts, sizeof four);
  return four;
#endif
}

/// Puts LANES columns of `count` weights, `stride` floats apart, side by side: a part of a strip.
INLINE void interleave(const float *const *columns, size_t count, float *target) {
  size_t k = 0;
  for (; k + 4 <= count; k += 4) {
    vector four[4];  // of each group of four columns the first, the second...: four weights of each
    for (size_t i = 0; i < 4; i++) four[i] = four_of(columns + i, k);
    vector a = IN_FOURS(four[0], four[1], 0, 4, 1, 5), b = IN_FOURS(four[0], four[1], 2, 6, 3, 7);
    vector c = IN_FOURS(four[2], four[3], 0, 4, 1, 5), d = IN_FOURS(four[2], four[3], 2, 6, 3, 7);
    store(target + k * strip, IN_FOURS(a, c, 0, 1, 4, 5));
    store(target + (k + 1) * strip, IN_FOURS(a, c, 2, 3, 6, 7));
    store(target + (k + 2) * strip, IN_FOURS(b, d, 0, 1, 4, 5));
    store(target + (k + 3) * strip, IN_FOURS(b, d, 2, 3, 6, 7));
  }
  for (; k < count; k++)
    for (size_t i = 0; i < LANES; i++) target[k * strip + i] = columns[i][k];
}

/// The sums of four vectors.
INLINE quarter four_sums(const vector *x) {
  vector ab = IN_FOURS(x[0], x[1], 0, 4, 1, 5) + IN_FOURS(x[0], x[1], 2, 6, 3, 7);
  vector cd = IN_FOURS(x[2], x[3], 0, 4, 1, 5) + IN_FOURS(x[2], x[3], 2, 6, 3, 7);
  vector all = IN_FOURS(ab, cd, 0, 1, 4, 5) + IN_FOURS(ab, cd, 2, 3, 6, 7);
  quarter parts[LANES / 4];
  memcpy(parts, &all, sizeof parts);
  quarter sum = parts[0];
  for (size_t part = 1; part < LANES / 4; part++) sum += parts[part];
  return sum;
}

/// The dot products of `rows` rows of x with four columns of weights; `rows` is a constant where this is inlined.
INLINE void add_dots(size_t rows, const float *x, size_t stride, const float *const *w, size_t count, sums_places sums) {
  vector own[DOT_ROWS][few_columns];
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++)
    for (size_t column = 0; column < few_columns; column++) own[row][column] = (vector)(0.0f);
  size_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    vector left[DOT_ROWS];
#pragma clang loop unroll(full)
    for (size_t row = 0; row < rows; row++) left[row] = load(x + row * stride + k);
#pragma clang loop unroll(full)
    for (size_t column = 0; column < few_columns; column++) {
      vector right = load(w[column] + k);
      for (size_t row = 0; row < rows; row++) own[row][column] += left[row] * right;
    }
  }
  for (size_t row = 0; row < rows; row++) {
    quarter sum = four_sums(own[row]);
    for (size_t rest = k; rest < count; rest++)
      for (size_t column = 0; column < few_columns; column++) sum[column] += x[row * stride + rest] * w[column][rest];
    if (sums.from) sum += *(const quarter *)(sums.from + row * few_columns);
    *(quarter *)(sums.to + row * sums.stride) = sum;
  }
}

/// The same for any number of rows.
INLINE void add_all_dots(const float *x, size_t rows, size_t stride, const float *const *w, size_t count, sums_places sums) {
  size_t tiles = divided_up(rows, DOT_ROWS);
  for (size_t tile = 0; tile < tiles; tile++) {
    size_t first = rows * tile / tiles, end = rows * (tile + 1) / tiles;
    const float *own = x + first * stride;
    sums_places places = {sums.from ? sums.from + first * few_columns : NULL, sums.to + first * sums.stride, sums.stride};
    switch (end - first) {
#define DOTS(rows) \
  case rows: add_dots(rows, own, stride, w, count, places); break;
      DOTS(1)
      DOTS(2)
      DOTS(3)
#if DOT_ROWS > 3
      DOTS(4)
      DOTS(5)
#endif
    }
  }
}
