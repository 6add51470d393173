// Files that have no name until they are whole.
#ifndef CFILES_H
#define CFILES_H

#include <stdbool.h>
#include <stddef.h>

#pragma clang assume_nonnull begin

// Writes a file of these bytes to `folder` and names it `path`; both are seen from the folder that
// `above` is open at.
//
// Returns 0, or -1 where that can't be done, such as on a file system that has no files without names
// or where something has the name; nothing is left behind then.
int plens_write_new_file(
  int above, const char *folder, const char *path, const void *_Nullable bytes, size_t count);

// Guards a mapping of a file from `start` on: where a part of it is touched that the file has lost since, that part and all
// behind it become zeros instead of ending the process.
//
// Returns a number for the two functions below, or -1 where no more mappings can be guarded.
int plens_guard_mapping(const void *start, size_t count);

// Ends what plens_guard_mapping began; call it before the mapping goes.
void plens_release_mapping(int guard);

// Whether a part of the mapping was touched that the file had lost.
bool plens_mapping_was_cut(int guard);

// How many arguments the program was started with, its name among them.
int plens_argument_count(void);

// An argument; the first is the program's name.
const char *plens_argument(int place);

#pragma clang assume_nonnull end

#endif
