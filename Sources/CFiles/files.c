// Files that have no name until they are whole: flags that Swift does not see need _GNU_SOURCE.
#define _GNU_SOURCE
#include <CFiles.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static bool write_all(int file, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(file, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    count -= (size_t)written;
  }
  return true;
}

// A file system that stores late tells what went wrong when a descriptor is closed.
static bool is_stored(int file) {
  int copy = dup(file);
  return copy >= 0 && close(copy) == 0;
}

static bool give_name(int file, int above, const char *path) {
  if (linkat(file, "", above, path, AT_EMPTY_PATH) == 0) return true;
  if (errno == EEXIST) return false;
  // Before Linux 6.10 that was for the administrator alone.
  char link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  return linkat(AT_FDCWD, link, above, path, AT_SYMLINK_FOLLOW) == 0;
}

int plens_write_new_file(
  int above, const char *folder, const char *path, const void *bytes, size_t count
) {
  int file = openat(above, folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  if (file < 0) return -1;
  bool done = write_all(file, bytes, count) && is_stored(file) && give_name(file, above, path);
  close(file);
  return done ? 0 : -1;
}
