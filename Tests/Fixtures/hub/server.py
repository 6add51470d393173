#!/usr/bin/env python3
"""A small Hugging Face hub for the tests of downloads: one repository of each kind of trouble, over HTTP or HTTPS.

Usage: server.py [CERTIFICATE]    It prints its port and serves until its standard input ends; with a file of a certificate
and its key by HTTPS.

It is 127.0.0.1 that plays the hub; large files are redirected to `localhost`, which plays the store of another owner.
GET /log gives what was asked so far, a JSON list of [method, host, path, range, has token, accepted encodings].
"""
import hashlib
import http.server
import json
import ssl
import sys
import threading
import time

SCHEME = "https" if len(sys.argv) > 1 else "http"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
CONFIG = b'{"model_type": "gpt2", "n_layer": 2, "n_head": 4}'
LARGE = bytes((i * i + i // 251) % 256 for i in range(50_000))


def safetensors(*names):
    """One float under each name."""
    header = {name: {"dtype": "F32", "shape": [1], "data_offsets": [4 * i, 4 * i + 4]} for i, name in enumerate(names)}
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + bytes(4 * len(names))


SMALL = {"config.json": CONFIG, "tokenizer.json": b"{}", "README.md": b"#", "tokenizer.model": b"unused"}
INDEX = json.dumps({"weight_map": {"a": "model-1.safetensors", "b": "parts/model-2.safetensors"}}).encode()
SHARDED = {
    **SMALL, "model.safetensors.index.json": INDEX, "model-1.safetensors": safetensors("a"),
    "parts/model-2.safetensors": safetensors("b"), "pytorch_model.bin": b"unwanted",
}
PLAIN = {**SMALL, "model.safetensors": LARGE, "pytorch_model.bin": b"unwanted"}
REPOSITORIES = {
    "sharded": SHARDED,
    "whole": {**SMALL, "model.safetensors": safetensors("a")},
    "torch": {**SMALL, "pytorch_model.bin": LARGE},
    "toy": {**SMALL, "model_1.pth": b"early", "model_final.pth": LARGE},
    "gguf": {"a.gguf": LARGE, "b.gguf": b"b"},
    "empty": {"README.md": b"#"},
    "escape": {**PLAIN, "../../../../evil": b"evil"},
    "bad-index": {**SMALL, "model.safetensors.index.json": b'{"weight_map": {"a": "../../evil"}}'},
}
log = []
counts = {}
lock = threading.Lock()


def etag(name, data):
    if name.endswith((".safetensors", ".bin", ".gguf", ".pth")):
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), str(value))
        if "Content_Length" not in fields:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        host = self.headers["Host"].split(":")[0]
        with lock:
            if self.path == "/log":
                return self.answer(200, json.dumps(log).encode())
            log.append([self.command, host, self.path, self.headers["Range"], "Authorization" in self.headers,
                        self.headers["Accept-Encoding"]])
        token = self.headers["Authorization"]
        path = self.path.split("?")[0].strip("/").split("/")
        if path[0] == "store":
            return self.store(path[1], "/".join(path[2:]))
        is_api = path[:2] == ["api", "models"]
        repository = "/".join(path[2:4] if is_api else path[:2])
        kind = repository.split("/")[-1]
        with lock:
            counts[kind] = counts.get(kind, 0) + 1
            count = counts[kind]
        if kind == "renamed":
            return self.answer(307, Location=self.path.replace("org/renamed", "org/plain"))
        if kind == "missing":
            return self.answer(404 if token else 401, X_Error_Code="RepoNotFound")
        if kind == "private" and not token:
            return self.answer(401, b"Invalid username or password.")
        if kind == "bad-token":
            return self.answer(401, b"Invalid credentials")
        if kind == "gated":
            return self.answer(403 if token else 401, X_Error_Code="GatedRepo")
        if kind == "forbidden":
            return self.answer(403, b"no")
        if kind == "broken" or kind == "flaky" and count in (1, 3):
            return self.answer(503)
        if kind == "busy" and count in (1, 2, 4):
            return self.answer(429, Retry_After=0)
        if kind == "very-busy":
            return self.answer(429, Retry_After=3600)
        if kind == "html":
            return self.answer(200, b"<html>log in to the network</html>")
        if kind == "loop":
            return self.answer(302, Location=self.path)
        files = REPOSITORIES.get(kind, PLAIN)
        if is_api:
            if path[5] not in ("main", COMMIT, "refs%2Fpr%2F1"):
                return self.answer(404, X_Error_Code="RevisionNotFound")
            siblings = [{"rfilename": name, "size": len(data)} for name, data in files.items()]
            return self.answer(200, json.dumps({"sha": COMMIT, "siblings": siblings}).encode())
        name = "/".join(path[4:])
        if name not in files:
            return self.answer(404, X_Error_Code="EntryNotFound")
        data = files[name]
        tag = etag(name, data)
        if kind == "bad-etag":
            return self.answer(200, data, ETag='"../../../evil"')
        if len(tag) == 40:
            return self.answer(200, data, ETag=f'W/"{tag}"', X_Repo_Commit=COMMIT)
        port = self.server.server_address[1]
        self.answer(
            302, b"Found", Location=f"{SCHEME}://localhost:{port}/store/{kind}/{name}", ETag='"other"',
            X_Linked_Etag=f'"{tag}"', X_Linked_Size=len(data), X_Repo_Commit=COMMIT)

    def store(self, kind, name):
        """Bytes of a large file, with the trouble that `kind` is about."""
        data = REPOSITORIES.get(kind, PLAIN)[name]
        key = "store " + kind
        with lock:
            counts[key] = counts.get(key, 0) + 1
            count = counts[key]
        if kind == "wrong" or kind == "wrong-once" and count == 1:
            data = data[:-1] + b"!"
        if kind == "short":
            data = data[:-10]
        if kind == "long":
            data += b"more"
        start = 0
        fields = {}
        asked = self.headers["Range"]
        if asked and not kind.startswith("no-ranges"):
            start = int(asked.removeprefix("bytes=").split("-")[0])
            if start >= len(data) or kind == "refuses-ranges":
                return self.answer(416, Content_Range=f"bytes */{len(data)}")
            shown = start + 1 if kind == "other-range" else start
            fields["Content_Range"] = f"bytes {shown}-{len(data) - 1}/{len(data)}"
        part = data[start:]
        end = len(part)
        if kind == "every-kilobyte":
            end = min(end, 1024)
        if kind.startswith(("cut-", "no-ranges-")) and count == 1:
            end = int(kind.split("-")[-1])
        if kind == "dead":
            end = 0
        self.send_response(206 if fields else 200)
        for field, value in fields.items():
            self.send_header(field.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        if kind == "slow":
            for at in range(0, end, 1000):
                self.wfile.write(part[at : at + 1000])
                self.wfile.flush()
                time.sleep(0.05)
        else:
            self.wfile.write(part[:end])
        if end < len(part):
            self.close_connection = True


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.daemon_threads = True
    if len(sys.argv) > 1:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1])
        # The handshake is each connection's own: one that is broken off ends nobody else's.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
