/// `text` without anything that could control a terminal: escape sequences, control characters,
/// marks of writing direction.
///
/// Such characters become the escapes that the language reads, `\u{1B}`. Newlines and tabs stay, and, with
/// `keepsColors`, the sequences of colours and weights that `Style` writes. Everything that is written for a
/// person goes through here; pictures alone do not.
public func printable(_ text: String, keepsColors: Bool = false) -> String {
  guard mayOrder(text) else { return text }
  var shown = String.UnicodeScalarView()
  var rest = text.unicodeScalars[...]
  while let scalar = rest.popFirst() {
    if !isOrder(scalar) {
      shown.append(scalar)
    } else if keepsColors, scalar == "\u{1B}", let end = endOfColor(rest) {
      shown.append(scalar)
      shown.append(contentsOf: rest[..<end])
      rest = rest[end...]
    } else {
      shown.append(
        contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
    }
  }
  return String(shown)
}

/// Whether `scalar` is a control character to a terminal.
///
/// Control characters (C0, DEL, C1), and the characters that embed, override or isolate a direction of writing
/// (UAX #9, 2): with those a line can be made to read as another.
public func isOrder(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A: false
  case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
  default: false
  }
}

/// Whether any byte could belong to such a character: one pass, which plain text ends here.
private func mayOrder(_ text: String) -> Bool {
  text.utf8.contains {
    $0 < 0x20 && $0 != 0x09 && $0 != 0x0A || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2
  }
}

/// The end of `[`, numbers and `m`, SGR of ECMA-48 (8.3.117), at the start of `rest`.
private func endOfColor(_ rest: Substring.UnicodeScalarView) -> String.Index? {
  guard rest.first == "[" else { return nil }
  let parameters = rest.dropFirst().prefix { ("0"..."9").contains($0) || $0 == ";" }
  guard parameters.endIndex < rest.endIndex, rest[parameters.endIndex] == "m" else { return nil }
  return rest.index(after: parameters.endIndex)
}
