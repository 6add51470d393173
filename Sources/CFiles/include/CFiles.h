// Files that have no name until they are whole.
#ifndef CFILES_H
#define CFILES_H

#include <stddef.h>

#pragma clang assume_nonnull begin

// Writes a file of these bytes to `folder` and names it `path`; both are seen from the folder that
// `above` is open at.
//
// Returns 0, or -1 where that can't be done, such as on a file system that has no files without names
// or where something has the name; nothing is left behind then.
int plens_write_new_file(
  int above, const char *folder, const char *path, const void *_Nullable bytes, size_t count);

#pragma clang assume_nonnull end

#endif
