// What the products are written in, compiled once for each instruction set: vectors of LANES floats and their neighbours.
//
// A file that includes this has set LANES and TILE_ROWS, and a pragma that names the instructions.
#define INLINE static inline __attribute__((always_inline))

typedef float vector __attribute__((ext_vector_type(LANES), aligned(4)));
typedef float quarter __attribute__((ext_vector_type(4), aligned(4)));
typedef int32_t integers __attribute__((ext_vector_type(LANES)));
typedef uint8_t codes __attribute__((ext_vector_type(LANES), aligned(1)));
typedef int8_t signed_codes __attribute__((ext_vector_type(LANES), aligned(1)));
typedef uint16_t shorts __attribute__((ext_vector_type(LANES), aligned(1)));

/// In each group of four floats of a and b, those at these places of the group of a followed by the group of b.
#if LANES == 16
#define IN_FOURS(a, b, p, q, r, s)                                                                                                   \
  __builtin_shufflevector(a, b, OF(p, 0), OF(q, 0), OF(r, 0), OF(s, 0), OF(p, 4), OF(q, 4), OF(r, 4), OF(s, 4), OF(p, 8), OF(q, 8), \
                          OF(r, 8), OF(s, 8), OF(p, 12), OF(q, 12), OF(r, 12), OF(s, 12))
#elif LANES == 8
#define IN_FOURS(a, b, p, q, r, s) \
  __builtin_shufflevector(a, b, OF(p, 0), OF(q, 0), OF(r, 0), OF(s, 0), OF(p, 4), OF(q, 4), OF(r, 4), OF(s, 4))
#else
#define IN_FOURS(a, b, p, q, r, s) __builtin_shufflevector(a, b, OF(p, 0), OF(q, 0), OF(r, 0), OF(s, 0))
#endif
#define OF(place, group) ((place) < 4 ? (place) + (group) : (place) - 4 + (group) + LANES)

/// The place of each lane, 0 to LANES - 1.
#if LANES == 16
static const integers lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
#elif LANES == 8
static const integers lane = {0, 1, 2, 3, 4, 5, 6, 7};
#else
static const integers lane = {0, 1, 2, 3};
#endif

INLINE vector load(const float *values) { return *(const vector *)values; }

INLINE void store(float *target, vector values) { *(vector *)target = values; }

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

INLINE size_t divided_up(size_t x, size_t part) { return (x + part - 1) / part; }
