// OpenBLAS starts a thread for each processor when it is loaded, and ends the process where the system has no thread to give (`ulimit -u`
// on a shared machine). No product here uses more than the thread that asks for it, so that OpenBLAS is told to start none. It reads its
// environment while libraries are loaded, before any code of the program runs but what stands in `.preinit_array`, and the C library knows
// of no change that is made by then: so one entry of the environment gives its place away until the libraries are there.
#define _GNU_SOURCE
#include <string.h>
#include <unistd.h>

static char one_thread[] = "OPENBLAS_NUM_THREADS=1";
static char **place;
static char *entry_there;

static void before_libraries(int count, char **arguments, char **environment) {
  (void)count, (void)arguments;
  for (char **entry = environment; *entry; entry++) {
    if (strncmp(*entry, one_thread, strlen("OPENBLAS_NUM_THREADS=")) == 0) {
      place = entry;
      break;
    }
    // Its other settings, such as OPENBLAS_CORETYPE, are to be read.
    if (strncmp(*entry, "OPENBLAS_", strlen("OPENBLAS_")) != 0) place = entry;
  }
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
