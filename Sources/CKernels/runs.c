// Runs of equal bytes, found 64 bytes at a time.
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "CKernels.h"
#include "variants.h"

typedef uint8_t bytes64 __attribute__((ext_vector_type(64)));
typedef bool bits64 __attribute__((ext_vector_type(64)));

enum { first_run = 256, shortest = 3, longest = 258 };

/// A bit for each of the 64 bytes from `at` on that equals the byte before it, the first lowest.
static inline uint64_t equal_to_previous(const uint8_t *at) {
  bytes64 here, before;
  memcpy(&here, at, 64);
  memcpy(&before, at - 1, 64);
  bits64 equal = __builtin_convertvector(here == before, bits64);
  uint64_t bits;
  memcpy(&bits, &equal, 8);
  return bits;
}

typedef struct {
  uint16_t *next;
  uint32_t *counts;
} tokens;

static inline void put(tokens *out, uint16_t token) {
  *out->next++ = token;
  out->counts[token]++;
}

static inline void put_bytes(tokens *out, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) put(out, bytes[i]);
}

static inline void put_run(tokens *out, size_t length) {
  while (length > longest) {
    // What remains is never too short for a run of its own.
    size_t part = length - shortest < longest ? length - shortest : longest;
    put(out, (uint16_t)(first_run + part - shortest));
    length -= part;
  }
  put(out, (uint16_t)(first_run + length - shortest));
}

VARIANTS size_t kernel_run_tokens(
  const uint8_t *bytes, size_t count, uint16_t *restrict list, uint32_t *restrict counts
) {
  tokens out = {list, counts};
  if (count == 0) return 0;
  put(&out, bytes[0]);
  size_t at = 1;
  while (at < count) {
    size_t size = count - at;
    uint64_t equal;
    if (size >= 64) {
      equal = equal_to_previous(bytes + at);
      size = 64;
    } else {
      uint8_t last[65] = {0};
      memcpy(last, bytes + at - 1, size + 1);
      equal = equal_to_previous(last + 1) & ((uint64_t)1 << size) - 1;
    }
    // Where three equal bytes begin; of the last two of 64 that is not known.
    uint64_t starts = equal & equal >> 1 & equal >> 2;
    size_t known = size < 64 ? size : 62, place = 0;
    while (place < known) {
      uint64_t rest = starts >> place;
      if (rest == 0) {
        put_bytes(&out, bytes + at + place, known - place);
        place = known;
        break;
      }
      size_t skipped = (size_t)__builtin_ctzll(rest);
      put_bytes(&out, bytes + at + place, skipped);
      place += skipped;
      uint64_t unequal = ~equal >> place;
      size_t length = unequal ? (size_t)__builtin_ctzll(unequal) : 64 - place;
      if (place + length == 64) {
        const uint8_t *end = bytes + at + 64;
        size_t left = count - at - 64;
        while (left >= 64) {
          uint64_t more = ~equal_to_previous(end);
          size_t step = more ? (size_t)__builtin_ctzll(more) : 64;
          length += step;
          end += step;
          left -= step;
          if (step < 64) left = 0;
        }
        while (left > 0 && end[0] == end[-1]) length++, end++, left--;
      }
      put_run(&out, length);
      place += length;
    }
    at += place;
  }
  return (size_t)(out.next - list);
}
