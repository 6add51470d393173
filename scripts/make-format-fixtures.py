#!/usr/bin/env python3
"""Makes Tests/Fixtures/formats: reference values from Python and NumPy for the readers and writers of Formats.

Usage: scripts/make-format-fixtures.py        (needs NumPy; the files are the same in every run)

quant_vectors.json in the same folder comes from the gguf Python package and is not made here. The formulas below
are its, in scalar form; this script checks them against those vectors before it uses them on more blocks.
"""
import io
import json
import pathlib
import struct
import zipfile
import zlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "formats"
f32 = np.float32


def half(block, at):
    return f32(np.frombuffer(block, "<f2", 1, at)[0])


def signed(byte):
    return byte - 256 if byte > 127 else byte


def q4_0(b, e):
    return half(b, 0) * f32((b[2 + e % 16] >> 4 * (e // 16) & 15) - 8)


def q4_1(b, e):
    return half(b, 0) * f32(b[4 + e % 16] >> 4 * (e // 16) & 15) + half(b, 2)


def q5_0(b, e):
    fifth = struct.unpack_from("<I", b, 2)[0] >> e & 1
    return half(b, 0) * f32((b[6 + e % 16] >> 4 * (e // 16) & 15 | fifth << 4) - 16)


def q5_1(b, e):
    fifth = struct.unpack_from("<I", b, 4)[0] >> e & 1
    return half(b, 0) * f32(b[8 + e % 16] >> 4 * (e // 16) & 15 | fifth << 4) + half(b, 2)


def q8_0(b, e):
    return half(b, 0) * f32(signed(b[2 + e]))


def q2_k(b, e):
    q = b[16 + 32 * (e // 128) + e % 32] >> 2 * (e % 128 // 32) & 3
    s = b[e // 16]
    return half(b, 80) * f32(s & 15) * f32(q) - half(b, 82) * f32(s >> 4)


def q3_k(b, e):
    q = b[32 + 32 * (e // 128) + e % 32] >> 2 * (e % 128 // 32) & 3
    q -= 0 if b[e % 32] >> e // 32 & 1 else 4
    j, s = e // 16, b[96:108]
    low = s[j] & 15 if j < 8 else s[j - 8] >> 4
    high = s[8 + j % 4] >> 2 * (j // 4) & 3
    return half(b, 108) * f32((low | high << 4) - 32) * f32(q)


def scale_min(s, j):
    if j < 4:
        return s[j] & 63, s[j + 4] & 63
    return s[j + 4] & 15 | s[j - 4] >> 6 << 4, s[j + 4] >> 4 | s[j] >> 6 << 4


def q4_k(b, e):
    q = b[16 + 32 * (e // 64) + e % 32] >> 4 * (e // 32 % 2) & 15
    scale, offset = scale_min(b[4:16], e // 32)
    return half(b, 0) * f32(scale) * f32(q) - half(b, 2) * f32(offset)


def q5_k(b, e):
    q = b[48 + 32 * (e // 64) + e % 32] >> 4 * (e // 32 % 2) & 15 | (b[16 + e % 32] >> e // 32 & 1) << 4
    scale, offset = scale_min(b[4:16], e // 32)
    return half(b, 0) * f32(scale) * f32(q) - half(b, 2) * f32(offset)


def q6_k(b, e):
    h, g, l = e // 128, e % 128 // 32, e % 32
    q = b[64 * h + 32 * (g % 2) + l] >> 4 * (g // 2) & 15 | (b[128 + 32 * h + l] >> 2 * g & 3) << 4
    return half(b, 208) * f32(signed(b[192 + e // 16])) * f32(q - 32)


def mxfp4(b, e):
    code = b[1 + e % 16] >> 4 * (e // 16) & 15
    value = [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12][code]
    return f32(np.ldexp(1.0, b[0] - 128)) * f32(value)


# name: (values, bytes, formula, places of half-precision scales)
KINDS = {
    "Q4_0": (32, 18, q4_0, [0]), "Q4_1": (32, 20, q4_1, [0, 2]), "Q5_0": (32, 22, q5_0, [0]),
    "Q5_1": (32, 24, q5_1, [0, 2]), "Q8_0": (32, 34, q8_0, [0]), "Q2_K": (256, 84, q2_k, [80, 82]),
    "Q3_K": (256, 110, q3_k, [108]), "Q4_K": (256, 144, q4_k, [0, 2]), "Q5_K": (256, 176, q5_k, [0, 2]),
    "Q6_K": (256, 210, q6_k, [208]), "MXFP4": (32, 17, mxfp4, []),
}  # fmt: skip


def widen(name, data):
    length, size, formula, _ = KINDS[name]
    blocks = [data[at : at + size] for at in range(0, len(data), size)]
    return np.array([formula(b, e) for b in blocks for e in range(length)], dtype="<f4")


def quantised():
    """Random blocks with scales that are negative, denormal, zero and large."""
    random = np.random.default_rng(1)
    known = json.loads((FOLDER / "quant_vectors.json").read_text())
    scales = [-0.0213, 6e-8, 0.0, -5e-6, 60000.0, 1.0]
    result = {}
    for name, (_, size, _, places) in KINDS.items():
        block = bytes.fromhex(known[name]["block_bytes_hex"])
        assert widen(name, block).tobytes().hex() == known[name]["f32_le_hex"], name
        data = bytearray()
        for scale in range(len(scales) if size < 50 else 3):
            block = bytearray(random.integers(0, 256, size, dtype=np.uint8).tobytes())
            for i, place in enumerate(places):
                struct.pack_into("<e", block, place, scales[(scale + i) % len(scales)])
            if name == "MXFP4":
                block[0] = [0, 1, 2, 127, 128, 250][scale]
            data += block
        values = widen(name, bytes(data))
        result[name] = {"block_bytes_hex": data.hex(), "f32_le_hex": values.tobytes().hex()}
    halves = random.integers(0, 0x7C00, 67, dtype=np.uint16) | random.integers(0, 2, 67, dtype=np.uint16) << 15
    result["F16"] = {
        "block_bytes_hex": halves.astype("<u2").tobytes().hex(),
        "f32_le_hex": halves.view(np.float16).astype("<f4").tobytes().hex(),
    }
    brains = random.integers(0, 0x7F80, 67, dtype=np.uint32)
    result["BF16"] = {
        "block_bytes_hex": brains.astype("<u2").tobytes().hex(),
        "f32_le_hex": (brains << 16).astype("<u4").tobytes().hex(),
    }
    (FOLDER / "quant_blocks.json").write_text(json.dumps(result, indent=1) + "\n")


def json_texts():
    """Values with the text that json.dumps writes for them, one list for numbers and one for all else."""
    random = np.random.default_rng(2)
    numbers = [0.0, -0.0, 1.0, 5.0, 0.1, -0.1, 1e-05, 0.0001, 0.00012345, 1e16, 1e15, 123456789012345680.0, 1e22, 1e23]
    numbers += [9007199254740993.0, 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 1 / 3, 2 / 3, 100.0]
    numbers += [9999999999999998.0, 99999999999999990.0, 4.35, 0.3, 2.0**54, 2.0**63, 1e100, 1.5e-7, 12345.678]
    numbers += random.integers(0, 2**63, 400).view(np.float64).tolist()
    numbers += random.normal(size=100).tolist() + random.normal(size=100).astype(np.float32).tolist()
    numbers += [round(x, 3) for x in (random.normal(size=100) * 1000).tolist()]
    numbers = [x for x in numbers if x == x and abs(x) != float("inf")]
    texts = ["", "plain", 'quote " backslash \\ slash /', "\n\r\t\b\f", "\x00\x01\x1f\x7f\x80\x9f", "é ü ß", "日本語", "😀 𝔘"]
    texts += ["\ufffd\uffff", "Ġthe", "▁x", "\u2028\u2029", "e\u0301 é", "a" * 100 + '"' + "b" * 100]
    values = [None, True, False, 0, 1, -1, 2**63 - 1, -(2**63), [], {}, [[]], [{}], {"a": []}, {"b": {"a": [1, 2.5, "x", None]}}]
    values += [{"é": 1, "e\u0301": 2}, {"": ""}, [1, [2, [3, [4]]]], [float("nan"), float("inf"), float("-inf")]] + texts
    values += [{str(i): i for i in range(20)}, {text: text for text in texts}, dict(zip("zyxabc", range(6)))]
    result = {
        "numbers": [json.dumps(x) for x in numbers],
        "bits": [struct.pack("<d", x).hex() for x in numbers],
        "values": [json.dumps(x) for x in values],
    }
    (FOLDER / "json_texts.json").write_text(json.dumps(result, indent=1) + "\n")
    # What json.loads makes of texts that it would write otherwise.
    pairs = [" [ 1 , 2 ] ", "1E5", "1e-7", "-0", "-0.0", "1.10", "1e400", "-1e400", "1e-400", "123456789012345678901"]
    pairs += ["0.1e1", "1e+2", "-12.5E-3", '"\\u00e9\\/\\ud83d\\ude00"', "\t{\r\n}", '{"a" :1\n,"b": 2}', "9223372036854775808"]
    pairs += ["0.30000000000000004", "2.2250738585072011e-308", "1.00000000000000011102230246251565404236316680908203125"]
    pairs += ["179769313486231580793728971405301e276", "0." + "0" * 330 + "1e331", "1" + "0" * 400 + "e-400"]
    result = [[text, as_written(json.loads(text))] for text in pairs]
    (FOLDER / "json_pairs.json").write_text(json.dumps(result, indent=1) + "\n")


def as_written(value):
    """The text of a value; integers beyond 64 bits become floats here as they do in PatternLens."""
    return json.dumps(float(value) if isinstance(value, int) and abs(value) >= 2**63 else value)


def arrays():
    """One array per type: i / 4 - 2 for floats, i - 5 for integers, i for unsigned, i % 3 > 0 for truth values."""
    result = {}
    for code in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 >f2 >f4 >f8 >i4 >u2".split():
        i = np.arange(24)
        kind = np.dtype(code).kind
        values = {"f": i / 4 - 2, "i": i - 5, "u": i, "b": i % 3 > 0}[kind]
        result["big_" + code[1:] if code[0] == ">" else code] = values.reshape(2, 3, 4).astype(code)
    result["fortran"] = np.asfortranarray(result["f4"])
    result["fortran_i2"] = np.asfortranarray(result["i2"].reshape(4, 6))
    result["scalar"] = np.float32(7)
    result["empty"] = np.zeros((0, 3), np.float32)
    result["one"] = np.array([3.5], np.float32)
    result["blocks.0.attn.hook_pattern"] = np.tril(np.ones((1, 2, 20, 20), np.float32)) / 8
    return result


def numpy_files():
    np.savez(FOLDER / "stored.npz", **arrays())
    np.savez_compressed(FOLDER / "deflated.npz", **arrays())
    np.save(FOLDER / "c.npy", arrays()["f4"])
    np.save(FOLDER / "fortran.npy", arrays()["fortran"])
    np.save(FOLDER / "complex.npy", np.array([1j]))
    np.save(FOLDER / "structured.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
    for version in [(2, 0), (3, 0)]:
        with open(FOLDER / f"version{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, arrays()["f8"], version)
    shapes = [(), (0,), (1,), (5, 3), (1, 9, 30, 30), (123456789,), (1, 30, 9, 226, 226), (7,) * 20, (1,) * 24]
    headers = []
    for shape in shapes + [(3,) * n for n in range(8, 38)]:
        file = io.BytesIO()
        np.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": shape})
        headers.append({"shape": shape, "hex": file.getvalue().hex()})
    (FOLDER / "npy_headers.json").write_text(json.dumps(headers) + "\n")


def zip_files():
    """Zip files as others than NumPy write them: with a comment, with zip64 fields where none is needed, encrypted."""
    file = io.BytesIO()
    np.save(file, arrays()["f4"])
    npy = file.getvalue()
    with zipfile.ZipFile(FOLDER / "comment.npz", "w") as archive:
        archive.comment = b"PK\x05\x06 a comment that looks like an end record " * 3
        archive.writestr(zipfile.ZipInfo("a.npy"), npy)
    with zipfile.ZipFile(FOLDER / "bzip2.npz", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(zipfile.ZipInfo("a.npy"), npy, zipfile.ZIP_BZIP2)
    name, crc, none = b"a.npy", zlib.crc32(npy), 0xFFFFFFFF
    for kind, flags in [("zip64", 0), ("encrypted", 1)]:
        sizes = struct.pack("<HHQQ", 1, 16, len(npy), len(npy))
        local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, flags, 0, 0, 33, crc, none, none, 5, 20) + name + sizes
        extra = struct.pack("<HHH", 0x7777, 2, 0) + struct.pack("<HHQQQ", 1, 24, len(npy), len(npy), 0)
        record = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, flags, 0, 0, 33, crc, none, none, 5, len(extra), 0, 0, 0, 0, none)
        data = local + npy
        end64 = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, len(record + name + extra), len(data))
        locator = struct.pack("<IIQI", 0x07064B50, 0, len(data + record + name + extra), 1)
        end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, none, none, 0)
        (FOLDER / f"{kind}.npz").write_bytes(data + record + name + extra + end64 + locator + end)
    with np.load(FOLDER / "zip64.npz") as archive:
        assert (archive["a"] == arrays()["f4"]).all()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    quantised()
    json_texts()
    numpy_files()
    zip_files()
