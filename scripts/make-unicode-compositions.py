#!/usr/bin/env python3
"""Writes Sources/Tokenizers/Normalizers/Compositions.swift: the pairs of characters that Unicode composes.

Hangul syllables, which are computed, and characters that are excluded from composition are left out.
"""
import pathlib
import textwrap
import unicodedata

entries = []
for code in range(0x110000):
    parts = unicodedata.decomposition(chr(code)).split()
    if len(parts) == 2 and not parts[0].startswith("<"):
        if unicodedata.normalize("NFC", chr(code)) == chr(code):
            entries.append(f"{int(parts[0], 16):X}+{int(parts[1], 16):X}={code:X}")

lines = textwrap.wrap(" ".join(entries), 94, break_on_hyphens=False)
source = f'''/// The pairs of characters that canonical composition joins (UAX #15), Unicode {unicodedata.unidata_version}.
///
/// Written by `scripts/make-unicode-compositions.py`.
enum Compositions {{
  /// Both characters, in one number, to the one that they make.
  static let table: [UInt64: Unicode.Scalar] = {{
    var table: [UInt64: Unicode.Scalar] = [:]
    for entry in entries.split(whereSeparator: \\.isWhitespace) {{
      let codes = entry.split {{ $0 == "+" || $0 == "=" }}.compactMap {{ UInt32($0, radix: 16) }}
      if codes.count == 3 {{ table[key(codes[0], codes[1])] = Unicode.Scalar(codes[2]) }}
    }}
    return table
  }}()

  /// The key of a pair in `table`.
  static func key(_ first: UInt32, _ second: UInt32) -> UInt64 {{
    UInt64(first) << 32 | UInt64(second)
  }}

  private static let entries = """
    {"""
    """.join(lines)}
    """
}}
'''
target = pathlib.Path(__file__).parent.parent / "Sources/Tokenizers/Normalizers/Compositions.swift"
target.write_text(source)
