// The files of the viewer's page, as bytes of the binary.
#ifndef CVIEWERPAGE_H
#define CVIEWERPAGE_H
#include <stddef.h>

/// A file of the page: its path, and its content in read-only pages of the program.
typedef struct {
  const char *name;
  const void *bytes;
  size_t count;
} embedded_page_file;

/// Number of files.
int page_file_count(void);

/// A file by its place from 0.
embedded_page_file page_file(int place);

#endif
