// OpenBLAS starts a thread for each processor when it is loaded, and ends the process where the system has no thread to give (`ulimit -u`
// on a shared machine). No product here uses more than the thread that asks for it, so that OpenBLAS is told to start none. It reads its
// environment while libraries are loaded, before any code of the program runs but what stands in `.preinit_array`, and the C library knows
// of no change that is made by then: so one entry of the environment gives its place away until the libraries are there.
#define _GNU_SOURCE
#include "CKernels.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

static char one_thread[] = "OPENBLAS_NUM_THREADS=1";
static char **place;
static char *entry_there;

// What nothing asks for while libraries are loaded comes first; a preloaded library may look for any other.
static const char *const unasked[] = {"_=", "OLDPWD=", "SHLVL=", "PWD=", "LOGNAME=", "USER=", "TERM=", ""};

static char **entry_that_begins(char **environment, const char *text) {
  for (char **entry = environment; *entry; entry++)
    if (strncmp(*entry, text, strlen(text)) == 0 && (*text || strncmp(*entry, "OPENBLAS_", strlen("OPENBLAS_")) != 0)) return entry;
  return NULL;
}

static void before_libraries(int count, char **arguments, char **environment) {
  (void)count, (void)arguments;
  place = entry_that_begins(environment, "OPENBLAS_NUM_THREADS=");
  for (int i = 0; !place && i < (int)(sizeof unasked / sizeof *unasked); i++) place = entry_that_begins(environment, unasked[i]);
  if (!place) return;
  entry_there = *place;
  *place = one_thread;
}

__attribute__((section(".preinit_array"), used)) static void (*const first)(int, char **, char **) = before_libraries;

// A library may have changed the environment meanwhile, and the C library's list of it is then another than the one that was given.
__attribute__((constructor)) static void behind_libraries(void) {
  for (char **entry = environ; entry && *entry; entry++)
    if (*entry == one_thread) *entry = entry_there;
  if (place && *place == one_thread) *place = entry_there;
}

// OpenBLAS gives each product that runs beside others a buffer, which it keeps for later ones: here it makes them at once.
void take_product_buffers(int count) {
  void *(*take)(int) = (void *(*)(int))dlsym(RTLD_DEFAULT, "blas_memory_alloc");
  void (*give)(void *) = (void (*)(void *))dlsym(RTLD_DEFAULT, "blas_memory_free");
  void *buffers[256];
  if (!take || !give) return;
  if (count > 256) count = 256;
  for (int i = 0; i < count; i++) buffers[i] = take(0);
  for (int i = 0; i < count; i++) give(buffers[i]);
}
