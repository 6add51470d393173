// The demo model's files, as bytes of the binary: GPT-2 architecture, 4 layers of 6 heads (see scripts/demo-model).
#ifndef CDEMOMODEL_H
#define CDEMOMODEL_H
#include <stddef.h>

extern const unsigned char demo_config[];
extern const size_t demo_config_size;
extern const unsigned char demo_tokenizer[];
extern const size_t demo_tokenizer_size;
extern const unsigned char demo_weights[];
extern const size_t demo_weights_size;

#endif
