"""Folders with patterns of any shape, and servers that stand between a browser and a viewer."""

import http.server
import json
import os
import threading
import urllib.error
import urllib.request
import zipfile

from pattern_lens_folder import npy


def folder(root, model, prompts, config=None):
    """Writes captures: `prompts` has for each hash (text, tokens, [layer][head][query][key] as nested lists)."""
    layers = len(next(iter(prompts.values()))[2])
    heads = len(next(iter(prompts.values()))[2][0])
    whole = {"model_name": model, "n_layers": layers, "n_heads": heads, "d_model": 8, "d_head": 4, "n_ctx": 4096,
             "default_prepend_bos": True, **(config or {})}
    os.makedirs(os.path.join(root, model), exist_ok=True)
    for path in (os.path.join(root, "models.jsonl"), os.path.join(root, model, "model_cfg.json")):
        with open(path, "w") as file:
            file.write(json.dumps(whole) + "\n")
    lines = []
    for digest, (text, tokens, patterns) in prompts.items():
        place = os.path.join(root, model, "prompts", digest)
        os.makedirs(place)
        record = {"text": text, "meta": {}, "hash": digest, "n_tokens": len(tokens), "tokens": tokens}
        lines.append(json.dumps(record))
        with open(os.path.join(place, "prompt.json"), "w") as file:
            file.write(lines[-1])
        with zipfile.ZipFile(os.path.join(place, "activations.npz"), "w", zipfile.ZIP_DEFLATED) as file:
            for layer, own in enumerate(patterns):
                rows, columns = len(own[0]), len(own[0][0])
                values = [value for head in own for row in head for value in row]
                file.writestr(f"blocks.{layer}.attn.hook_pattern.npy", npy((1, len(own), rows, columns), values))
    with open(os.path.join(root, model, "prompts.jsonl"), "w") as file:
        file.write("".join(line + "\n" for line in lines))


def long_folder(root, model, digest, count, queries, keys):
    """Writes a prompt of `count` tokens of which there are queries and keys alone, `[token][head][width]`, of one layer."""
    folder(root, model, {digest: ("".join(f"w{i} " for i in range(count - 1)), [f"w{i} " for i in range(count - 1)], [[[[1.0]]]])}, {"n_heads": len(queries[0])})
    scale = len(queries[0][0]) ** -0.5
    facts = {"rotated": False, "scale": scale, "causal": True, "chunked": False, "window": None, "soft_cap": None,
             "slopes": None, "sinks": None, "distances": None}
    for path in (os.path.join(root, "models.jsonl"), os.path.join(root, model, "model_cfg.json")):
        with open(path) as file:
            config = json.load(file)
        with open(path, "w") as file:
            file.write(json.dumps({**config, "attn_score_facts": [facts], "n_ctx": count}) + "\n")
    with zipfile.ZipFile(os.path.join(root, model, "prompts", digest, "activations.npz"), "w", zipfile.ZIP_DEFLATED) as file:
        for name, values in (("q", queries), ("k", keys)):
            shape = (1, count, len(values[0]), len(values[0][0]))
            file.writestr(f"blocks.0.attn.hook_{name}.npy", npy(shape, [value for token in values for head in token for value in head]))


class Proxy:
    """A server that hands requests on to a viewer, as nginx does by default: with another Host, under `prefix`."""

    def __init__(self, url, prefix="/", host="127.0.0.1"):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self, body=None):
                if not self.path.startswith(prefix):
                    return self.send_error(404)
                headers = {key: value for key, value in self.headers.items() if key.lower() not in ("host", "connection")}
                request = urllib.request.Request(url.rstrip("/") + "/" + self.path[len(prefix):], data=body, headers=headers)
                try:
                    answer = urllib.request.urlopen(request)
                except urllib.error.HTTPError as error:
                    answer = error
                except urllib.error.URLError:
                    return self.send_error(502)  # the viewer has ended
                streams = "event-stream" in (answer.headers.get("Content-Type") or "")
                content = None if streams else answer.read()
                self.send_response(answer.status)
                for key, value in answer.headers.items():
                    if key.lower() not in ("transfer-encoding", "connection", "content-length", "date"):
                        self.send_header(key, value)
                if streams:
                    self.send_header("Connection", "close")
                    self.end_headers()
                    self.close_connection = True
                    return
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self):
                self.do_GET(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        self.server = http.server.ThreadingHTTPServer((host, 0), Handler)
        self.url = f"http://{host}:{self.server.server_port}{prefix}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()


class Host:
    """A plain host of files, or of one page."""

    def __init__(self, pages):
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                content = pages.get(self.path.split("?")[0])
                if content is None:
                    return self.send_error(404)
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(content.encode())

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
