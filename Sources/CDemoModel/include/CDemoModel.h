// The demo model's files, as bytes of the binary: GPT-2 architecture, 4 layers of 6 heads (see scripts/demo-model).
#ifndef CDEMOMODEL_H
#define CDEMOMODEL_H
#include <stddef.h>

/// A file in read-only pages of the program, which are read when touched.
typedef struct {
  const void *bytes;
  size_t count;
} embedded_file;

embedded_file demo_config(void);
embedded_file demo_tokenizer(void);
embedded_file demo_weights(void);

#endif
