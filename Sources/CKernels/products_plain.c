// Products of stored weights in what every processor has.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "products.h"

#define LANES 4
#define TILE_ROWS 6
#define DOT_ROWS 2
#define NAME(name) name##_plain
#include "instructions.h"
#include "decoding.h"
#include "tiles.h"
#include "stored_products.h"
