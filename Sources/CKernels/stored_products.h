// Products of rows with weights as they are stored: included once for each instruction set.
//
// A block of weights is widened into the first cache, multiplied with all rows and forgotten.

/// The weights from `first` on, `count` of them, of stored row `row`, in `room` or where they lie.
INLINE const float *widened(const kernel_weights *w, size_t row, size_t first, size_t count, float *room) {
  const uint8_t *bytes = w->bytes ? w->bytes + row * w->row_bytes : NULL;
  if (w->element == kernel_f32 && bytes) return (const float *)(bytes + 4 * first);
  size_t start = first / w->block * w->block, end = divided_up(first + count, w->block) * w->block;
  if (bytes)
    widen(w->element, bytes + start / w->block * w->block_bytes, end - start, room);
  else
    w->decode(w->context, row, start, end - start, room);
  return room + (first - start);
}

/// Has the processor fetch those weights.
INLINE void prefetch(const kernel_weights *w, size_t row, size_t first, size_t count) {
  if (!w->bytes) return;
  const uint8_t *bytes = w->bytes + row * w->row_bytes;
  const uint8_t *end = bytes + divided_up(first + count, w->block) * w->block_bytes;
  for (bytes += first / w->block * w->block_bytes; bytes < end; bytes += 64) __builtin_prefetch(bytes, 0, 2);
}

/// Puts the sums of `width` columns from `column` on, `stride` floats a row, where they belong.
static void put_sums(const float *sums, size_t stride, const kernel_product *p, size_t column, size_t width) {
  for (size_t row = 0; row < p->rows; row++, sums += stride) {
    float *target = p->result + row * p->result_stride + column - p->first_column;
    if (p->bias)
      for (size_t i = 0; i < width; i++) target[i] = sums[i] + p->bias[column - p->first_column + i];
    else
      memcpy(target, sums, sizeof(float) * width);
  }
}

/// Whether the last sums of a block are the result: columns that are whole steps, and nothing to add.
INLINE int goes_straight(const kernel_product *p, size_t width, size_t step) { return !p->bias && width % step == 0; }

/// The stored row that makes column `column` where columns are rows.
INLINE size_t row_of(const kernel_weights *w, size_t column) { return w->order ? w->order[column] : w->first_row + column; }

/// Widens `columns` columns of `count` weights into strips; columns that are missing become 0.
static void fill_from_rows(const kernel_weights *w, size_t column, size_t columns, size_t first, size_t count, float *strips) {
  static const float nothing[block_inner];
  float room[LANES][block_inner + 4];  // rows that don't meet in the cache
  for (size_t part = 0; part < columns; part += LANES) {
    const float *own[LANES];
    for (size_t i = 0; i < LANES; i++)
      own[i] = part + i < columns ? widened(w, row_of(w, column + part + i), first, count, room[i]) : nothing;
    interleave(own, count, strips + part / strip * strip * block_inner + part % strip);
  }
}

/// The same where stored rows lie along the inner axis.
static void fill_from_columns(const kernel_weights *w, size_t column, size_t columns, size_t first, size_t count, float *strips) {
  float room[2 * (block_columns + block_inner)];
  size_t plane = column / w->plane_columns, start = w->first_element + column % w->plane_columns * w->step;
  size_t row = w->first_row + plane * w->plane_rows + first;
  for (size_t k = 0; k < count; k++) {
    const float *source = widened(w, row + k, start, (columns - 1) * w->step + 1, room);
    for (size_t at = 0; at < columns; at += strip) {
      float *target = strips + at * block_inner + k * strip;
      size_t own = smaller(strip, columns - at);
      if (w->step == 1 && own == strip)
        memcpy(target, source + at, sizeof(float) * strip);
      else
        for (size_t i = 0; i < own; i++) target[i] = source[(at + i) * w->step];
    }
  }
}

/// Widens a block of weights into strips.
static void fill(const kernel_weights *w, size_t column, size_t columns, size_t first, size_t count, float *strips) {
  if (w->plane_columns)
    fill_from_columns(w, column, columns, first, count, strips);
  else
    fill_from_rows(w, column, columns, first, count, strips);
}

/// Has the processor fetch a block.
static void prefetch_block(const kernel_weights *w, size_t column, size_t columns, size_t first, size_t count) {
  if (!w->plane_columns) {
    for (size_t i = 0; i < columns; i++) prefetch(w, row_of(w, column + i), first, count);
    return;
  }
  size_t row = w->first_row + column / w->plane_columns * w->plane_rows + first;
  size_t start = w->first_element + column % w->plane_columns * w->step;
  for (size_t k = 0; k < count; k++) prefetch(w, row + k, start, columns * w->step);
}

/// Columns of the block that begins at `column`: no block crosses the end of a plane.
INLINE size_t width_of_block(const kernel_weights *w, size_t column, size_t end) {
  size_t width = smaller(block_columns, end - column);
  return w->plane_columns ? smaller(width, w->plane_columns - column % w->plane_columns) : width;
}

static void NAME(multiply)(const kernel_weights *w, const kernel_product *p) {
  float strips[block_columns * block_inner] __attribute__((aligned(64)));
  float sums[most_sums] __attribute__((aligned(64)));
  size_t end_column = p->first_column + p->columns, end_inner = p->first_inner + p->inner, end;
  size_t blocks = most_sums / (p->rows * block_columns);  // that meet the same part of x while it is in the second cache
  if (p->inner == 0) memset(sums, 0, sizeof sums);
  for (size_t start = p->first_column; start < end_column; start = end) {
    const float *x = p->x;
    for (size_t first = p->first_inner, next; first < end_inner; first = next, x += p->x_stride * block_inner) {
      next = smaller(first / block_inner * block_inner + block_inner, end_inner);
      end = start;
      for (size_t block = 0; block < blocks && end < end_column; block++) {
        size_t width = width_of_block(w, end, end_column);
        fill(w, end, width, first, next - first, strips);
        end += width;
        if (end < end_column) prefetch_block(w, end, width_of_block(w, end, end_column), first, next - first);
        float *own = sums + block * p->rows * block_columns;
        sums_places places = {first > p->first_inner ? own : NULL, own, block_columns};
        if (next == end_inner && goes_straight(p, width, strip)) {
          places.to = p->result + (end - width) - p->first_column;
          places.stride = p->result_stride;
        }
        multiply_block(x, p->rows, strips, divided_up(width, strip), next - first, places);
      }
    }
    end = start;
    for (size_t block = 0; block < blocks && end < end_column; block++) {
      size_t width = width_of_block(w, end, end_column);
      if (p->inner == 0 || !goes_straight(p, width, strip))
        put_sums(sums + block * p->rows * block_columns, block_columns, p, end, width);
      end += width;
    }
  }
}

/// One row times columns that are whole blocks: nothing is written down but the sums.
///
/// The parts of four columns' sums are added together, which takes a fourth of the steps of adding up each for itself.
static void multiply_one(const kernel_weights *w, const kernel_product *p) {
  size_t offset = p->first_inner / w->block * w->block_bytes;
  for (size_t column = 0; column < p->columns; column += few_columns) {
    vector parts[few_columns];
    size_t width = smaller(few_columns, p->columns - column);
    for (size_t i = 0; i < few_columns; i++) {
      size_t row = row_of(w, p->first_column + column + (i < width ? i : 0));
      parts[i] = dot(w->element, (const uint8_t *)w->bytes + row * w->row_bytes + offset, p->inner, p->x);
    }
    quarter sum = four_sums(parts);
    for (size_t i = 0; i < width; i++) p->result[column + i] = sum[i] + (p->bias ? p->bias[column + i] : 0.0f);
  }
}

static void NAME(multiply_few)(const kernel_weights *w, const kernel_product *p) {
  if (p->rows == 1 && w->bytes && p->first_inner % w->block == 0 && p->inner % w->block == 0) return multiply_one(w, p);
  float room[few_columns][few_inner + 16];
  size_t end_column = p->first_column + p->columns, end_inner = p->first_inner + p->inner;
  for (size_t column = p->first_column; column < end_column; column += few_columns) {
    float sums[kernel_few_rows * few_columns];
    size_t width = smaller(few_columns, end_column - column);
    int straight = goes_straight(p, width, few_columns);
    if (p->inner == 0) memset(sums, 0, sizeof sums);
    for (size_t first = p->first_inner, end; first < end_inner; first = end) {
      end = smaller(first / few_inner * few_inner + few_inner, end_inner);
      const float *own[few_columns];
      for (size_t i = 0; i < few_columns; i++)
        own[i] = i < width ? widened(w, row_of(w, column + i), first, end - first, room[i]) : own[0];
      sums_places places = {first > p->first_inner ? sums : NULL, sums, few_columns};
      if (end == end_inner && straight) {
        places.to = p->result + column - p->first_column;
        places.stride = p->result_stride;
      }
      add_all_dots(p->x + first - p->first_inner, p->rows, p->x_stride, own, end - first, places);
    }
    if (p->inner == 0 || !straight) put_sums(sums, few_columns, p, column, width);
  }
}

static void NAME(widen)(kernel_element element, const void *source, size_t count, float *values) {
  widen(element, source, count, values);
}

const kernel_set_functions NAME(kernels) = {NAME(widen), NAME(multiply), NAME(multiply_few)};
