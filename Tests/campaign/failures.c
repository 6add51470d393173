/* Lets the n-th call of a kind fail with an error of the system's, or all from there on; preloaded.
 *   PLENS_FAIL=write:17        the 17th write fails with EIO
 *   PLENS_FAIL=open:3:ENOSPC+  the third and all later opens for writing fail with ENOSPC
 * Where PLENS_FAIL_COUNT names a file, a line with its kind is added to it at each call. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

/* At each call, and by the system alone: the program may end without the destructors of libraries. */
static void tell(const char *path, const char *kind) {
  char line[32];
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT, 0666);
  if (file < 0) return;
  syscall(SYS_write, file, line, (size_t)snprintf(line, sizeof line, "%s\n", kind));
  syscall(SYS_close, file);
}

static int fails(const char *kind) {
  const char *order = getenv("PLENS_FAIL"), *count = getenv("PLENS_FAIL_COUNT");
  if (count) tell(count, kind);
  size_t length = strlen(kind);
  if (!order || strncmp(order, kind, length) || order[length] != ':') return 0;
  char *rest;
  long wanted = strtol(order + length + 1, &rest, 10);
  long call = atomic_fetch_add(&calls, 1) + 1;
  int goes_on = strchr(rest, '+') != NULL;
  if (call != wanted && !(goes_on && call > wanted)) return 0;
  errno = strstr(rest, "ENOSPC") ? ENOSPC : strstr(rest, "ENOMEM") ? ENOMEM : EIO;
  return 1;
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count) {
  if (file > 2 && fails("write")) return -1;
  return REAL(write, ssize_t (*)(int, const void *, size_t))(file, bytes, count);
}

int rename(const char *from, const char *to) {
  if (fails("rename")) return -1;
  return REAL(rename, int (*)(const char *, const char *))(from, to);
}

int mkdir(const char *path, mode_t mode) {
  if (fails("mkdir")) return -1;
  return REAL(mkdir, int (*)(const char *, mode_t))(path, mode);
}

static int opened(const char *path, int flags, mode_t mode, const char *kind) {
  if (fails(kind)) return -1;
  return REAL(open64, int (*)(const char *, int, ...))(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
  va_end(list);
  return opened(path, flags, mode, flags & O_ACCMODE ? "open" : "read");
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
  va_end(list);
  return opened(path, flags, mode, flags & O_ACCMODE ? "open" : "read");
}

void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
  if (file >= 0 && fails("mmap")) return MAP_FAILED;
  return REAL(mmap, void *(*)(void *, size_t, int, int, int, off_t))(
      address, length, protection, flags, file, offset);
}

DIR *opendir(const char *path) {
  if (fails("list")) return NULL;
  return REAL(opendir, DIR * (*)(const char *))(path);
}

struct dirent *readdir(DIR *folder) {
  if (fails("list")) return NULL;
  return REAL(readdir, struct dirent * (*)(DIR *))(folder);
}
