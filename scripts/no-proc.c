// For a root without /proc: the launcher loads it before the libraries there.
//
// The library that hands work to threads asks /proc/N/stat whether a thread runs, and ends the process where there is none.
// It takes an empty answer for "not known".
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

int open(const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE)) {
    va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  int found = openat(AT_FDCWD, path, flags, mode);
  size_t length = strlen(path);
  if (found >= 0 || errno != ENOENT || strncmp(path, "/proc/", 6) || length < 5 || strcmp(path + length - 5, "/stat")) return found;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) return -1;
  close(ends[1]);
  return ends[0];
}
