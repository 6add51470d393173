// Weights as they are stored turned into floats, one function a type: included once for each instruction set.
//
// Layouts are ggml's, https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h. Every product is rounded, in the order of ggml's
// reference, so that all instruction sets give the same floats to the bit.
#pragma clang fp contract(off)

/// The numbers that the codes 0 to 15 stand for: AVX-512 holds all of them in a register and looks them up.
#if LANES == 16
typedef vector meaning;

INLINE meaning scaled(float scale, float offset) { return __builtin_convertvector(lane, vector) * scale + offset; }

/// The numbers of the lowest four bits of each code.
INLINE vector meant(meaning numbers, integers q) { return (vector)_mm512_permutexvar_ps((__m512i)q, (__m512)numbers); }
#else
typedef struct {
  float scale, offset;
} meaning;

INLINE meaning scaled(float scale, float offset) { return (meaning){scale, offset}; }

INLINE vector meant(meaning numbers, integers q) {
  return __builtin_convertvector(q & 15, vector) * numbers.scale + numbers.offset;
}
#endif

/// The value of an IEEE half-precision number, exactly.
INLINE float half(const uint8_t *bytes) {
  uint16_t bits;
  memcpy(&bits, bytes, 2);
#if LANES >= 8
  return _cvtsh_ss(bits);
#else
  // The bits, moved into place, are a float that is 2^112 times too small; infinity and NaN need their exponent filled up.
  uint32_t magnitude = (uint32_t)(bits & 0x7FFF) << 13, whole;
  float value;
  memcpy(&value, &magnitude, 4);
  value *= 0x1p112f;
  memcpy(&whole, &value, 4);
  whole |= (magnitude >= 0x0F800000 ? 0x7F800000 : 0) | (uint32_t)(bits & 0x8000) << 16;
  memcpy(&value, &whole, 4);
  return value;
#endif
}

INLINE float bfloat(const uint8_t *bytes) {
  uint32_t bits = (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 24;
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

/// LANES bytes as numbers from 0 to 255.
INLINE integers bytes_at(const uint8_t *bytes) { return __builtin_convertvector(*(const codes *)bytes, integers); }

/// LANES bytes as numbers from -128 to 127.
INLINE integers signed_bytes_at(const uint8_t *bytes) { return __builtin_convertvector(*(const signed_codes *)bytes, integers); }

INLINE vector floats(integers numbers) { return __builtin_convertvector(numbers, vector); }

// MARK: Where widened numbers go

/// Takes the numbers of a block, LANES at a time: adds their products with `x` to four sums, or writes them down where there are none.
typedef struct {
  float *values;
  const float *x;
  vector *sums;
} taker;

/// Takes the numbers from place `at` of a block on.
INLINE void put(taker to, size_t at, vector numbers) {
#pragma clang fp contract(fast)
  if (to.sums)
    to.sums[at / LANES % 4] += numbers * load(to.x + at);
  else
    store(to.values + at, numbers);
}

/// What takes the numbers that come `count` places later.
INLINE taker behind(taker to, size_t count) {
  return to.sums ? (taker){NULL, to.x + count, to.sums} : (taker){to.values + count, NULL, NULL};
}

// MARK: One number after the other; four vectors of them are a block

INLINE void decode_f32(const uint8_t *block, taker to) {
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 4 * LANES; at += LANES) put(to, at, *(const vector *)(block + 4 * at));
}

INLINE void decode_f16(const uint8_t *block, taker to) {
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 4 * LANES; at += LANES) {
    const uint8_t *bytes = block + 2 * at;
#if LANES == 16
    put(to, at, (vector)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)bytes)));
#elif LANES == 8
    put(to, at, (vector)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)bytes)));
#else
    put(to, at, (vector){half(bytes), half(bytes + 2), half(bytes + 4), half(bytes + 6)});
#endif
  }
}

INLINE void decode_bf16(const uint8_t *block, taker to) {
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 4 * LANES; at += LANES)
    put(to, at, (vector)(__builtin_convertvector(*(const shorts *)(block + 2 * at), integers) << 16));
}

// MARK: Blocks of 32 codes with one scale d and perhaps one offset m
//
// A byte of four-bit codes holds element e in its low and element e + 16 in its high bits.

INLINE void decode_q4(const uint8_t *bytes, meaning numbers, taker to) {
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 16; at += LANES) {
    integers q = bytes_at(bytes + at);
    put(to, at, meant(numbers, q));
    put(to, 16 + at, meant(numbers, q >> 4));
  }
}

/// d (q - 8)
INLINE void decode_q4_0(const uint8_t *block, taker to) {
  float d = half(block);
#if LANES == 16
  decode_q4(block + 2, floats(lane - 8) * d, to);
#else
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 16; at += LANES) {
    integers q = bytes_at(block + 2 + at);
    put(to, at, floats((q & 15) - 8) * d);
    put(to, 16 + at, floats((q >> 4) - 8) * d);
  }
#endif
}

/// d q + m
INLINE void decode_q4_1(const uint8_t *block, taker to) { decode_q4(block + 4, scaled(half(block), half(block + 2)), to); }

/// The codes of a block of five bits: the fifth bits of all 32 lie together in one word, four bits lie as in Q4_0.
INLINE integers five_bits(const uint8_t *fifth, const uint8_t *bytes, size_t at) {
  uint32_t bits;
  memcpy(&bits, fifth, 4);
  integers low = at < 16 ? bytes_at(bytes + at) & 15 : bytes_at(bytes + at - 16) >> 4;
  return low | ((integers)(int32_t)(bits >> at) >> lane & 1) << 4;
}

/// d (q - 16)
INLINE void decode_q5_0(const uint8_t *block, taker to) {
  float d = half(block);
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 32; at += LANES) put(to, at, floats(five_bits(block + 2, block + 6, at) - 16) * d);
}

/// d q + m
INLINE void decode_q5_1(const uint8_t *block, taker to) {
  float d = half(block), m = half(block + 2);
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 32; at += LANES) put(to, at, floats(five_bits(block + 4, block + 8, at)) * d + m);
}

/// d q with q a signed byte
INLINE void decode_q8_0(const uint8_t *block, taker to) {
  float d = half(block);
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 32; at += LANES) put(to, at, floats(signed_bytes_at(block + 2 + at)) * d);
}

/// Four-bit floats times 2^(e - 128). The codes' values are taken twice as large, as ggml does, and so are whole.
INLINE void decode_mxfp4(const uint8_t *block, taker to) {
  uint32_t bits = block[0] < 2 ? 0x00200000u << block[0] : (uint32_t)(block[0] - 1) << 23;
  float d;
  memcpy(&d, &bits, 4);
#if LANES == 16
  const vector doubled = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
  decode_q4(block + 1, doubled * d, to);
#else
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 32; at += LANES) {
    integers q = at < 16 ? bytes_at(block + 1 + at) & 15 : bytes_at(block + 1 + at - 16) >> 4;
    // How far above 4 a code is, 0 to 3, which adds 0, 1, 2 or 5 to its value.
    integers low = q & 7, above = (low & 3) & -(low >> 2), sign = -(q >> 3);
    integers magnitude = low + above + ((above & above >> 1) << 1);
    put(to, at, floats((magnitude ^ sign) - sign) * d);
  }
#endif
}

// MARK: Blocks of 256 codes in groups of 16 or 32
//
// Each group's scale and offset is a small integer, and one or two half-precision numbers scale those of the whole block.

/// d s q - dmin t with two-bit q; s and t are the halves of a byte a group of 16.
INLINE void decode_q2_k(const uint8_t *block, taker to) {
  float d = half(block + 80), dmin = half(block + 82), scales[16], offsets[16];
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 16; at += LANES) {
    integers both = bytes_at(block + at);
    store(scales + at, floats(both & 15) * d);
    store(offsets + at, floats(both >> 4) * -dmin);
  }
#pragma clang loop unroll(full)
  for (size_t group = 0; group < 16; group++) {
    const uint8_t *bytes = block + 16 + 32 * (group / 8) + 16 * (group % 2);
    int shift = 2 * (group % 8 / 2);
#pragma clang loop unroll(full)
    for (size_t at = 0; at < 16; at += LANES)
      put(to, 16 * group + at, floats(bytes_at(bytes + at) >> shift & 3) * scales[group] + offsets[group]);
  }
}

/// d (s - 32) (q - 4) with q's third bit in a mask and six-bit s in 12 bytes for 16 groups.
INLINE void decode_q3_k(const uint8_t *block, taker to) {
  float d = half(block + 108);
#pragma clang loop unroll(full)
  for (size_t group = 0; group < 16; group++) {
    const uint8_t *packed = block + 96, *bytes = block + 32 + 32 * (group / 8) + 16 * (group % 2), *mask = block + 16 * (group % 2);
    int low = group < 8 ? packed[group] & 15 : packed[group - 8] >> 4, high = packed[8 + group % 4] >> 2 * (group / 4) & 3;
    float scale = d * (float)((low | high << 4) - 32);
    int shift = 2 * (group % 8 / 2);
#pragma clang loop unroll(full)
    for (size_t at = 0; at < 16; at += LANES) {
      integers q = (bytes_at(bytes + at) >> shift & 3) | (bytes_at(mask + at) >> (int)(group / 2) & 1) << 2;
      put(to, 16 * group + at, floats(q - 4) * scale);
    }
  }
}

/// The scales d s and offsets -dmin t of eight groups, whose six-bit s and t are packed into twelve bytes.
INLINE void eight_scales(const uint8_t *block, float *scales, float *offsets) {
  uint32_t words[3], unpacked[4];
  memcpy(words, block + 4, 12);
  unpacked[0] = words[0] & 0x3F3F3F3F;
  unpacked[1] = (words[2] & 0x0F0F0F0F) | (words[0] >> 6 & 0x03030303) << 4;
  unpacked[2] = words[1] & 0x3F3F3F3F;
  unpacked[3] = (words[2] >> 4 & 0x0F0F0F0F) | (words[1] >> 6 & 0x03030303) << 4;
  const uint8_t *bytes = (const uint8_t *)unpacked;
  float d = half(block), dmin = half(block + 2);
  for (int group = 0; group < 8; group++) {
    scales[group] = (float)bytes[group] * d;
    offsets[group] = (float)bytes[8 + group] * -dmin;
  }
}

/// d s q - dmin t with four-bit q and six-bit s and t a group of 32.
INLINE void decode_q4_k(const uint8_t *block, taker to) {
  float scales[8], offsets[8];
  eight_scales(block, scales, offsets);
#pragma clang loop unroll(full)
  for (size_t pair = 0; pair < 4; pair++) {
    meaning low = scaled(scales[2 * pair], offsets[2 * pair]), high = scaled(scales[2 * pair + 1], offsets[2 * pair + 1]);
#pragma clang loop unroll(full)
    for (size_t at = 0; at < 32; at += LANES) {
      integers q = bytes_at(block + 16 + 32 * pair + at);
      put(to, 64 * pair + at, meant(low, q));
      put(to, 64 * pair + 32 + at, meant(high, q >> 4));
    }
  }
}

/// As Q4_K with five-bit q; bit g of the fifth bits belongs to group g.
INLINE void decode_q5_k(const uint8_t *block, taker to) {
  float scales[8], offsets[8];
  eight_scales(block, scales, offsets);
#pragma clang loop unroll(full)
  for (size_t group = 0; group < 8; group++)
#pragma clang loop unroll(full)
    for (size_t at = 0; at < 32; at += LANES) {
      integers q = bytes_at(block + 48 + 32 * (group / 2) + at), fifth = bytes_at(block + 16 + at) >> (int)group & 1;
      q = (group % 2 ? q >> 4 : q & 15) | fifth << 4;
      put(to, 32 * group + at, floats(q) * scales[group] + offsets[group]);
    }
}

/// d s (q - 32) with six-bit q and s a signed byte a group of 16.
INLINE void decode_q6_k(const uint8_t *block, taker to) {
  float d = half(block + 208), scales[16];
#pragma clang loop unroll(full)
  for (size_t at = 0; at < 16; at += LANES) store(scales + at, floats(signed_bytes_at(block + 192 + at)) * d);
#pragma clang loop unroll(full)
  for (size_t group = 0; group < 16; group++) {
    size_t part = group / 8, plane = group % 8 / 2, own = 16 * (group % 2);
    const uint8_t *low = block + 64 * part + 32 * (plane % 2) + own, *high = block + 128 + 32 * part + own;
#pragma clang loop unroll(full)
    for (size_t at = 0; at < 16; at += LANES) {
      integers q = bytes_at(low + at);
      q = (plane < 2 ? q & 15 : q >> 4) | (bytes_at(high + at) >> (int)(2 * plane) & 3) << 4;
      put(to, 16 * group + at, floats(q - 32) * scales[group]);
    }
  }
}

// MARK: Any type

/// Has `to` take `count` numbers, whole blocks of `element`; of plain numbers as many as fill four vectors.
INLINE void decode(kernel_element element, const uint8_t *source, size_t count, taker to) {
#define DECODE_BLOCKS(type, length, bytes)                                                             \
  case kernel_##type:                                                                                  \
    for (size_t at = 0; at + length <= count; at += length, source += bytes) decode_##type(source, behind(to, at)); \
    break;
  switch (element) {
    DECODE_BLOCKS(f32, 4 * LANES, 16 * LANES)
    DECODE_BLOCKS(f16, 4 * LANES, 8 * LANES)
    DECODE_BLOCKS(bf16, 4 * LANES, 8 * LANES)
    DECODE_BLOCKS(q4_0, 32, 18)
    DECODE_BLOCKS(q4_1, 32, 20)
    DECODE_BLOCKS(q5_0, 32, 22)
    DECODE_BLOCKS(q5_1, 32, 24)
    DECODE_BLOCKS(q8_0, 32, 34)
    DECODE_BLOCKS(mxfp4, 32, 17)
    DECODE_BLOCKS(q2_k, 256, 84)
    DECODE_BLOCKS(q3_k, 256, 110)
    DECODE_BLOCKS(q4_k, 256, 144)
    DECODE_BLOCKS(q5_k, 256, 176)
    DECODE_BLOCKS(q6_k, 256, 210)
  }
}

/// The number at `source` of a type whose numbers lie one after the other.
INLINE float plain_number(kernel_element element, const uint8_t *source) {
  float value;
  switch (element) {
  case kernel_f16: return half(source);
  case kernel_bf16: return bfloat(source);
  default: memcpy(&value, source, 4); return value;
  }
}

INLINE size_t plain_bytes(kernel_element element) { return element == kernel_f32 ? 4 : element <= kernel_bf16 ? 2 : 0; }

/// Widens `count` numbers, whole blocks of `element`.
static void widen(kernel_element element, const uint8_t *source, size_t count, float *values) {
  decode(element, source, count, (taker){values, NULL, NULL});
  size_t bytes = plain_bytes(element);
  for (size_t at = count / (4 * LANES) * (4 * LANES); bytes && at < count; at++) values[at] = plain_number(element, source + bytes * at);
}

/// The dot product of `count` numbers, whole blocks of `element`, with x, in as many parts as lanes.
static vector dot(kernel_element element, const uint8_t *source, size_t count, const float *x) {
  vector sums[4] = {(vector)(0.0f), (vector)(0.0f), (vector)(0.0f), (vector)(0.0f)};
  decode(element, source, count, (taker){NULL, x, sums});
  vector all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  size_t bytes = plain_bytes(element);
  for (size_t at = count / (4 * LANES) * (4 * LANES); bytes && at < count; at++)
    all[at % LANES] += plain_number(element, source + bytes * at) * x[at];
  return all;
}
