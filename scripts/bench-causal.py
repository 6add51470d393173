"""Times sweeps and generation beside Hugging Face's on the same cores, alternating, in one run.

python3 scripts/bench-causal.py MODEL.gguf [BENCHMARK] [--runs 3] [--heads 30] [--without-hugging-face]

Needs PyPI's torch, transformers, accelerate and gguf, and a built `benchmark`. The hook loop runs `--heads` of all heads, spread over the
layers, and is scaled to all; effects and the text must agree. It is given one thread and as many as there are cores, in turn.

A sweep's bound is what its operations take at the rate that the kernel has in the same run (a variant costs its layer's output map and
MLP, and the later layers; of the last layer the last row alone); generation's is one row times every matrix of the model. Both make the
attention patterns of the generated text too.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

# Threads that wait without turning: they would take the time of what is measured beside them.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
CLEAN = "When Mary and John went to the store, John gave a drink to"
CORRUPT = "When Mary and John went to the store, Mary gave a drink to"
NEW = 50


class Ours:
    def __init__(self, benchmark, model):
        self.process = subprocess.Popen([benchmark, "causal", model], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.sizes = json.loads(self.process.stdout.readline())

    def __call__(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Theirs:
    """A hook loop, as one writes it in a notebook: one pass a head, the input of the output map changed before it."""

    def __init__(self, path):
        import torch
        from transformers import AutoModelForCausalLM

        self.torch = torch
        folder, name = os.path.split(os.path.abspath(path))
        self.model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32, attn_implementation="eager").eval()
        self.layers = self.model.model.layers

    def logits(self, tokens):
        with self.torch.no_grad():
            return self.model(self.torch.tensor([tokens])).logits[0, -1]

    def z(self, tokens):
        kept = []
        hooks = [layer.self_attn.o_proj.register_forward_pre_hook(lambda _, args: kept.append(args[0])) for layer in self.layers]
        self.logits(tokens)
        for hook in hooks:
            hook.remove()
        return kept

    def changed(self, tokens, layer, head, width, values, answer, against):
        part = slice(head * width, (head + 1) * width)

        def change(_, args):
            z = args[0].clone()
            z[:, :, part] = values[layer][:, :, part] if values else 0
            return (z,)

        hook = self.layers[layer].self_attn.o_proj.register_forward_pre_hook(change)
        logits = self.logits(tokens)
        hook.remove()
        return float(logits[answer] - logits[against])

    def generate(self, tokens, count):
        ids = self.torch.tensor([tokens])
        with self.torch.no_grad():
            made = self.model.generate(
                ids, attention_mask=self.torch.ones_like(ids), max_new_tokens=count, do_sample=False, eos_token_id=None, pad_token_id=0,
                output_attentions=True, return_dict_in_generate=True,
            )
        return made.sequences[0, len(tokens):].tolist()


def timed(body):
    start, cpu = time.perf_counter(), time.process_time()
    result = body()
    return time.perf_counter() - start, time.process_time() - cpu, result


def sweep_operations(sizes, tokens):
    """Two for each weight and row; attention's own products are left out, and so is the one run of the prompt itself."""
    width, hidden, inner = sizes["width"], sizes["hidden"], sizes["heads"] * sizes["head_width"]
    keys = 2 * width * sizes["key_heads"] * sizes["head_width"]
    output, mlp, query = inner * width, sizes["maps"] * width * hidden, width * inner
    total = 0
    for layer in range(sizes["layers"]):
        rows = 1 if layer == sizes["layers"] - 1 else tokens
        whole = (sizes["layers"] - 2 - layer) * (query + keys + output + mlp) * tokens if rows > 1 else 0
        last = keys * tokens + query + output + mlp if rows > 1 else 0
        total += sizes["heads"] * ((output + mlp) * rows + whole + last + width * sizes["vocabulary"])
    return 2 * total


def row(what, seconds, more=""):
    print(f"{what:58s} {seconds:8.3f} s  {more}", flush=True)


def middle(values):
    return statistics.median(values)


def tell_theirs(what, threads, runs, scale, own, used):
    seconds, processor = (scale * middle([run[part] for run in runs]) for part in (0, 1))
    row(
        f"  Hugging Face's {what}, {threads} thread{'s' if threads > 1 else ''}", seconds,
        f"{seconds / own:.1f} times ours; processor {processor:.2f} s, {processor / used:.1f} times ours",
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("benchmark", nargs="?", default=os.path.join(ROOT, ".build", "release", "benchmark"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--heads", type=int, default=30)
    parser.add_argument("--without-hugging-face", action="store_true")
    arguments = parser.parse_args()
    ours = Ours(arguments.benchmark, arguments.model)
    sizes = ours.sizes
    from transformers import AutoTokenizer

    folder, name = os.path.split(os.path.abspath(arguments.model))
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    clean, corrupt = ([tokenizer.bos_token_id or 0] + tokenizer(text, add_special_tokens=False).input_ids for text in (CLEAN, CORRUPT))
    clean, corrupt = clean[:15], corrupt[:15]
    count = sizes["layers"] * sizes["heads"]
    operations = sweep_operations(sizes, len(clean))
    print(f"{sizes['cores']} cores; {count} heads, {len(clean)} tokens, {operations / 1e9:.0f} GFLOP a sweep")
    theirs = None if arguments.without_hugging_face else Theirs(arguments.model)
    thread_counts = sorted({1, sizes["cores"]}) if theirs else []
    if theirs:
        best = theirs.torch.topk(theirs.logits(clean), 2).indices.tolist()

    heads = [count * place // arguments.heads for place in range(arguments.heads)]
    for what, words in (("ablate", clean), ("patch", clean + ["/"] + corrupt)):
        kernels, mine = [], []
        hooks = {threads: [] for threads in thread_counts}
        for _ in range(arguments.runs):
            kernels.append(ours("kernel"))
            mine.append(ours(what, *words))
            kernels.append(ours("kernel"))
            if not theirs:
                continue
            values = theirs.z(clean) if what == "patch" else None
            base = corrupt if what == "patch" else clean

            def loop():
                return [theirs.changed(base, *divmod(head, sizes["heads"]), sizes["head_width"], values, *best) for head in heads]

            for threads in hooks:
                theirs.torch.set_num_threads(threads)
                hooks[threads].append(timed(loop))
                worst = max(abs(a - mine[-1]["values"][head]) for a, head in zip(hooks[threads][-1][2], heads))
                assert worst < 1e-3, f"effects differ by {worst}"
        product = 2 * 2048 * sizes["width"] * sizes["hidden"]
        rate = product / middle([run["values"][0] for run in kernels])
        processor_rate = 10 * product / middle([run["cpu"] for run in kernels])
        own, used = middle([run["seconds"] for run in mine]), middle([run["cpu"] for run in mine])
        row(
            f"{what} {count} heads", own,
            f"bound {operations / rate:.2f} s at {rate / 1e9:.0f} GFLOP/s: {own * rate / operations:.2f} times it; processor {used:.2f} s, "
            f"{used * processor_rate / operations:.2f} times {processor_rate / 1e9:.0f} GFLOP/s of a core",
        )
        for threads, runs in hooks.items():
            scale = count / len(heads)
            tell_theirs(f"hook loop, {len(heads)} heads scaled", threads, runs, scale, own, used)
    rows, mine = [], []
    made = {threads: [] for threads in thread_counts}
    for _ in range(arguments.runs):
        rows.append(ours("row")["values"][0])
        mine.append(ours("generate", NEW, *clean))
        rows.append(ours("row")["values"][0])
        for threads in made:
            theirs.torch.set_num_threads(threads)
            made[threads].append(timed(lambda: theirs.generate(clean, NEW)))
            assert made[threads][-1][2] == [int(token) for token in mine[-1]["values"]], "the texts differ"
    own, used = middle([run["seconds"] for run in mine]), middle([run["cpu"] for run in mine])
    bound = middle(rows) * NEW
    row(
        f"generate {NEW} tokens", own,
        f"bound {bound:.2f} s, one row times every matrix: {100 * bound / own:.0f} %; processor {used:.2f} s",
    )
    for threads, runs in made.items():
        tell_theirs("generate", threads, runs, 1, own, used)


sys.exit(main())
