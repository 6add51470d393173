#include "CDemoModel.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed is C23

static const unsigned char config[] = {
#embed "Model/config.json"
};

static const unsigned char tokenizer[] = {
#embed "Model/tokenizer.json"
};

// Aligned so that tensors can be read in place.
_Alignas(64) static const unsigned char weights[] = {
#embed "Model/model.safetensors"
};

embedded_file demo_config(void) { return (embedded_file){config, sizeof config}; }
embedded_file demo_tokenizer(void) { return (embedded_file){tokenizer, sizeof tokenizer}; }
embedded_file demo_weights(void) { return (embedded_file){weights, sizeof weights}; }
