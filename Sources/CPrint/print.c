#include "CPrint.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The parts of librsvg (https://gnome.pages.gitlab.gnome.org/librsvg/Rsvg-2.0/) and cairo
// (https://www.cairographics.org/manual/) that are used, as their headers declare them.
typedef struct { double x, y, width, height; } rectangle;
typedef struct { unsigned domain; int code; char *message; } g_error;
typedef int (*write_function)(void *closure, const unsigned char *data, unsigned length);

static struct {
  void *(*handle_new_from_data)(const unsigned char *, unsigned long, g_error **);
  int (*render_document)(void *, void *, const rectangle *, g_error **);
  void (*object_unref)(void *);
  void (*error_free)(g_error *);
  void *(*pdf_create)(write_function, void *, double, double);
  void (*pdf_set_metadata)(void *, int, const char *);
  void *(*image_create)(int, int, int);
  int (*write_png)(void *, write_function, void *);
  void *(*create)(void *);
  void (*scale)(void *, double, double);
  int (*status)(void *);
  int (*surface_status)(void *);
  void (*surface_finish)(void *);
  void (*surface_destroy)(void *);
  void (*destroy)(void *);
} lib;

static const char *missing;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  void *rsvg = dlopen("librsvg-2.so.2", RTLD_NOW | RTLD_LOCAL);
  void *cairo = dlopen("libcairo.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!rsvg) { missing = "librsvg-2.so.2"; return; }
  if (!cairo) { missing = "libcairo.so.2"; return; }
#define TAKE(from, field, name) \
  if (!(*(void **)&lib.field = dlsym(from, name))) { missing = name; return; }
  TAKE(rsvg, handle_new_from_data, "rsvg_handle_new_from_data")
  TAKE(rsvg, render_document, "rsvg_handle_render_document")
  TAKE(rsvg, object_unref, "g_object_unref")  // of a library that librsvg stands on
  TAKE(rsvg, error_free, "g_error_free")
  TAKE(cairo, pdf_create, "cairo_pdf_surface_create_for_stream")
  TAKE(cairo, pdf_set_metadata, "cairo_pdf_surface_set_metadata")
  TAKE(cairo, image_create, "cairo_image_surface_create")
  TAKE(cairo, write_png, "cairo_surface_write_to_png_stream")
  TAKE(cairo, create, "cairo_create")
  TAKE(cairo, scale, "cairo_scale")
  TAKE(cairo, status, "cairo_status")
  TAKE(cairo, surface_status, "cairo_surface_status")
  TAKE(cairo, surface_finish, "cairo_surface_finish")
  TAKE(cairo, surface_destroy, "cairo_surface_destroy")
  TAKE(cairo, destroy, "cairo_destroy")
#undef TAKE
}

static int append(void *closure, const unsigned char *data, unsigned length) {
  print_result *result = closure;
  unsigned char *grown = realloc(result->bytes, result->count + length);
  if (!grown) return 1;  // CAIRO_STATUS_NO_MEMORY
  memcpy(grown + result->count, data, length);
  result->bytes = grown;
  result->count += length;
  return 0;
}

print_result print_svg(
    const char *svg, size_t count, enum print_kind kind, double width, double height, double scale, const char *title) {
  print_result result = {0};
  pthread_once(&once, load);
  if (missing) {
    snprintf(result.problem, sizeof result.problem,
             "PDF, and PNG of a plot, need librsvg, of which %s is not here: apt-get install librsvg2-2", missing);
    return result;
  }
  g_error *error = NULL;
  void *document = lib.handle_new_from_data((const unsigned char *)svg, count, &error);
  if (!document) {
    snprintf(result.problem, sizeof result.problem, "the drawing can't be read: %s", error ? error->message : "no reason");
    if (error) lib.error_free(error);
    return result;
  }
  // A pixel of CSS is 3/4 of a point.
  double factor = kind == print_pdf ? 0.75 * scale : scale;
  double wide = width * factor, high = height * factor;
  void *surface = kind == print_pdf ? lib.pdf_create(append, &result, wide, high)
                                    : lib.image_create(0, (int)(wide + 0.5), (int)(high + 0.5));
  if (kind == print_pdf) {
    lib.pdf_set_metadata(surface, 0, title);          // CAIRO_PDF_METADATA_TITLE
    lib.pdf_set_metadata(surface, 4, "PatternLens");  // ..._CREATOR
    // The same figure has the same bytes, whenever it is drawn.
    lib.pdf_set_metadata(surface, 5, "2000-01-01T00:00:00Z");  // ..._CREATE_DATE
  }
  void *context = lib.create(surface);
  rectangle whole = {0, 0, wide, high};
  if (!lib.render_document(document, context, &whole, &error)) {
    snprintf(result.problem, sizeof result.problem, "the drawing can't be drawn: %s", error ? error->message : "no reason");
    if (error) lib.error_free(error);
  } else if (kind == print_png && lib.write_png(surface, append, &result)) {
    snprintf(result.problem, sizeof result.problem, "the picture of %.0f x %.0f pixels can't be written", wide, high);
  }
  lib.destroy(context);
  lib.surface_finish(surface);
  if (!result.problem[0] && lib.surface_status(surface)) {
    snprintf(result.problem, sizeof result.problem, "the picture of %.0f x %.0f pixels can't be drawn", wide, high);
  }
  lib.surface_destroy(surface);
  lib.object_unref(document);
  return result;
}

void print_free(print_result result) { free(result.bytes); }
