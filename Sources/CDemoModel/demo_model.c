#include "CDemoModel.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed is C23; the files then lie in read-only pages, read when touched

const unsigned char demo_config[] = {
#embed "Model/config.json"
};
const size_t demo_config_size = sizeof demo_config;

const unsigned char demo_tokenizer[] = {
#embed "Model/tokenizer.json"
};
const size_t demo_tokenizer_size = sizeof demo_tokenizer;

_Alignas(64) const unsigned char demo_weights[] = {
#embed "Model/model.safetensors"
};
const size_t demo_weights_size = sizeof demo_weights;
