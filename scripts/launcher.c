// Starts PatternLens with the loader and the libraries that came with it, whatever the system's own are.
//
// It stands in bin, beside lib/plens; it may be called by a link, from the PATH, and where there is no /proc, which no-proc.c is for.
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_program(const char *path) { return access(path, X_OK) == 0; }

// The path that this program was started by.
static int own_path(char *path, const char *name) {
  ssize_t count = readlink("/proc/self/exe", path, PATH_MAX - 1);
  if (count > 0) {
    path[count] = 0;
    return 1;
  }
  if (strchr(name, '/')) return realpath(name, path) != NULL;
  const char *folders = getenv("PATH");
  while (folders && *folders) {
    int length = (int)strcspn(folders, ":");
    char found[PATH_MAX];
    if (snprintf(found, sizeof found, "%.*s/%s", length, folders, name) < (int)sizeof found && is_program(found))
      return realpath(found, path) != NULL;
    folders += length + (folders[length] == ':');
  }
  return 0;
}

int main(int count, char **words) {
  char own[PATH_MAX], root[PATH_MAX], loader[PATH_MAX + 64], libraries[PATH_MAX + 64], program[PATH_MAX + 64];
  char instead[PATH_MAX + 64];
  const char *name = count > 0 ? words[0] : "plens";
  if (!own_path(own, name)) {
    fprintf(stderr, "plens: can't find where it is installed: call it by its whole path\n");
    return 1;
  }
  strcpy(root, own);
  for (int level = 0; level < 2; level++) {
    char *slash = strrchr(root, '/');
    if (slash) *slash = 0;
  }
  snprintf(libraries, sizeof libraries, "%s/lib/plens", root);
  snprintf(loader, sizeof loader, "%s/lib/plens/ld-linux-x86-64.so.2", root);
  snprintf(program, sizeof program, "%s/lib/plens/plens", root);
  snprintf(instead, sizeof instead, "%s/lib/plens/no-proc.so", root);
  char **all = calloc((size_t)count + 8, sizeof *all);
  if (!all) return 1;
  int place = 0;
  all[place++] = loader;
  all[place++] = "--library-path";
  all[place++] = libraries;
  if (access("/proc/self/stat", F_OK)) {
    all[place++] = "--preload";
    all[place++] = instead;
  }
  all[place++] = "--argv0";
  all[place++] = own;  // what jobs are told to start
  all[place++] = program;
  for (int word = 1; word < count; word++) all[place++] = words[word];
  execv(loader, all);
  fprintf(stderr, "plens: %s: %s\n", loader, strerror(errno));
  return 1;
}
