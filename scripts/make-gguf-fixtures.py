"""Converts the tiny models of Tests/Fixtures to GGUF with llama.cpp's own converter, without a vocabulary.

python3 scripts/make-gguf-fixtures.py LLAMA_CPP OUT MODEL...

LLAMA_CPP is a source tree of llama.cpp (PyPI's source package of llama-cpp-python holds one under vendor/llama.cpp), MODEL a
folder with config.json and model.safetensors. Writes OUT/NAME.gguf in float32. Needs PyPI's torch, transformers and safetensors.
"""
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

source, out, models = sys.argv[1], sys.argv[2], sys.argv[3:]
sys.path[1:1] = [source, os.path.join(source, "gguf-py")]
import gguf  # noqa: E402
import torch  # noqa: E402
from conversion import ModelBase, ModelType, get_model_architecture, get_model_class  # noqa: E402

# Classes that Hugging Face's transformers spells otherwise than the models' authors did.
SPELLINGS = {"MptForCausalLM": "MPTForCausalLM", "RobertaForMaskedLM": "RobertaModel"}


def complete(config):
    """Adds the fields that configurations written by older releases of transformers had, which the converters read."""
    config["architectures"] = [SPELLINGS.get(kind, kind) for kind in config["architectures"]]
    if config["model_type"] == "gpt2":
        config["n_ctx"] = config["n_positions"]
    if config["model_type"] == "gpt_neox":
        config["rotary_pct"] = (config.get("rope_parameters") or {}).get("partial_rotary_factor", config.get("rotary_pct"))
    if config["model_type"] == "t5":
        config.setdefault("decoder_start_token_id", 0)
    if config["model_type"] == "falcon" and config["multi_query"]:
        config["num_kv_heads"] = 1
    return config


def without_vocabulary(model):
    """Writes a vocabulary of as many placeholders as the embedding has rows, for converters that count them."""
    size = model.hparams.get("vocab_size", 1)
    model.gguf_writer.add_tokenizer_model("none")
    model.gguf_writer.add_token_list([f"<{token}>" for token in range(size)])


failed = 0
for folder in models:
    name = Path(folder).name
    with tempfile.TemporaryDirectory() as copy, torch.inference_mode():
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        config = complete(json.loads(Path(folder, "config.json").read_text()))
        Path(copy, "config.json").write_text(json.dumps(config))
        vocabulary = {"model": {"vocab": {str(token): token for token in range(config["vocab_size"])}}, "added_tokens": []}
        Path(copy, "tokenizer.json").write_text(json.dumps(vocabulary))
        try:
            hparams = ModelBase.load_hparams(Path(copy), False)
            kind = get_model_class(get_model_architecture(hparams, ModelType.TEXT))
            kind.set_vocab = without_vocabulary
            target = Path(out, name + ".gguf")
            model = kind(Path(copy), gguf.LlamaFileType.ALL_F32, target, model_name=name)
            for field in ("n_ctx", "rotary_pct", "decoder_start_token_id"):
                if field in config:
                    model.hparams.setdefault(field, config[field])
            if config["model_type"] == "roberta":  # the converter knows no head of RoBERTa's
                model.model_tensors = {key: value for key, value in model.model_tensors.items() if not key.startswith("lm_head.")}
            if config["model_type"] == "phi":  # the converter takes every Phi to be four times as wide inside
                write = model.gguf_writer.add_feed_forward_length
                model.gguf_writer.add_feed_forward_length = lambda _: write(config["intermediate_size"])
            model.write()
            print(f"{name}: {target.stat().st_size} bytes")
        except Exception as error:  # one model that can't be converted does not stop the others
            failed += 1
            print(f"{name}: {type(error).__name__}: {error}")
sys.exit(int(failed > 0))
