#ifndef CPRINT_H
#define CPRINT_H

#include <stddef.h>

/// What `print_svg` makes of a drawing.
enum print_kind { print_pdf = 0, print_png = 1 };

/// Bytes of a finished file, or why there are none.
typedef struct {
  unsigned char *bytes;  // to be freed by `print_free`
  size_t count;
  char problem[256];     // empty where all went well
} print_result;

/// Draws an SVG document of `width` x `height` pixels as a PDF or PNG, `scale` times as large, by librsvg and cairo.
///
/// Both are looked for when the first drawing is made: a program that prints nothing needs neither.
print_result print_svg(
    const char *svg, size_t count, enum print_kind kind, double width, double height, double scale, const char *title);

/// Frees a result's bytes.
void print_free(print_result result);

#endif
