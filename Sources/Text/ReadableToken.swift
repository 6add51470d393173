/// A token as a reader sees it, beside how the vocabulary spells it.
public struct ReadableToken: Equatable, Sendable {
  /// The vocabulary's string, such as `Ġcat`.
  public let piece: String

  /// The text it stands for, with its space: ` cat`.
  ///
  /// A character that several tokens spell stands in the first of them, and
  /// bytes that are no character as `<E6>`.
  public let text: String

  /// The label beside a row: the text; for a token that is part of a character, the character and
  /// which part: `👍 2/3`.
  public let label: String
}

/// The tokens of one text, as readers see them.
///
/// Vocabularies spell a space in three ways: byte-level ones as `Ġ`, a letter for each byte (GPT-2's table);
/// SentencePiece's as `▁`, with bytes as `<0xE6>`; WordPiece has none, and `##` where a word goes on. Which it is,
/// is told by most of the tokens.
public func readableTokens(_ pieces: [String]) -> [ReadableToken] {
  readableTokens(pieces, Spelling(of: pieces))
}

/// Tokens of one vocabulary as readers see them, each by itself; how it spells is told by all of them together.
public func readableVocabulary(_ pieces: [String]) -> [ReadableToken] {
  let spelling = Spelling(of: pieces)
  return pieces.map { readableTokens([$0], spelling)[0] }
}

private func readableTokens(_ pieces: [String], _ spelling: Spelling) -> [ReadableToken] {
  if spelling == .pieces {
    return pieces.enumerated().map { place, piece in
      let goesOn = piece.hasPrefix("##") && piece.utf8.count > 2
      let isMark = piece.hasPrefix("[") && piece.hasSuffix("]") && piece.utf8.count > 2
      let text = goesOn ? String(piece.dropFirst(2)) : place == 0 || isMark ? piece : " " + piece
      return ReadableToken(piece: piece, text: text, label: piece)
    }
  }
  var bytes: [UInt8] = []
  var owners: [Int] = []
  for (place, piece) in pieces.enumerated() {
    let own = spelling.bytes(of: piece)
    bytes += own
    owners += repeatElement(place, count: own.count)
  }
  var texts = [String](repeating: "", count: pieces.count)
  var labels = texts
  var start = 0
  while start < bytes.count {
    let length = characterLength(bytes, from: start)
    let (first, last) = (owners[start], owners[start + max(length, 1) - 1])
    if length == 0 {
      let text = "<" + hexadecimal(bytes[start]) + ">"
      texts[first] += text
      labels[first] += text
      start += 1
      continue
    }
    let character = String(decoding: bytes[start..<start + length], as: UTF8.self)
    texts[first] += character
    labels[first] += character
    if last > first {
      let parts = last - first + 1
      for place in first...last {
        labels[place] += (place > first ? character : "") + " \(place - first + 1)/\(parts)"
      }
    }
    start += length
  }
  return pieces.indices.map { ReadableToken(piece: pieces[$0], text: texts[$0], label: labels[$0]) }
}

/// How a vocabulary writes spaces.
private enum Spelling {
  case bytes, sentence, pieces, plain

  init(of pieces: [String]) {
    var (bytes, sentence, goesOn) = (0, 0, 0)
    for piece in pieces {
      if piece.unicodeScalars.contains(where: { ["\u{120}", "\u{10A}", "\u{109}"].contains($0) }) {
        bytes += 1
      }
      if piece.unicodeScalars.contains("\u{2581}") || Self.byte(piece) != nil { sentence += 1 }
      if piece.hasPrefix("##") { goesOn += 1 }
    }
    let most = max(bytes, sentence, goesOn)
    if most == 0 {
      // Without a space it is byte-level if the letters beyond ASCII are bytes that make characters together.
      let whole = pieces.joined()
      let isSpelled =
        whole.unicodeScalars.contains { $0.value > 0x7E }
        && byteLevelBytes(whole).flatMap { String(validating: $0, as: UTF8.self) } != nil
      self = isSpelled ? .bytes : .plain
    } else {
      self = most == bytes ? .bytes : most == sentence ? .sentence : .pieces
    }
  }

  /// The bytes that a piece stands for.
  func bytes(of piece: String) -> [UInt8] {
    switch self {
    case .bytes:
      return byteLevelBytes(piece) ?? Array(piece.utf8)
    case .sentence:
      return Self.byte(piece).map { [$0] } ?? Array(piece.replacing("\u{2581}", with: " ").utf8)
    case .pieces, .plain: return Array(piece.utf8)
    }
  }

  /// The byte that SentencePiece spells `<0xE6>`.
  private static func byte(_ piece: String) -> UInt8? {
    guard piece.utf8.count == 6, piece.hasPrefix("<0x"), piece.hasSuffix(">") else { return nil }
    return UInt8(piece.dropFirst(3).dropLast(), radix: 16)
  }
}

/// The bytes that a string of a byte-level vocabulary stands for; nil if a letter of it stands for
/// none.
public func byteLevelBytes(_ piece: String) -> [UInt8]? {
  let bytes = piece.unicodeScalars.compactMap { byteOfLetter[$0] }
  return bytes.count == piece.unicodeScalars.count ? bytes : nil
}

/// GPT-2's table backwards: printable characters of Latin-1 are their own byte, the other bytes are from U+0100 on.
private let byteOfLetter: [Unicode.Scalar: UInt8] = {
  var (bytes, next) = ([Unicode.Scalar: UInt8](), UInt32(0x100))
  for byte in UInt8.min...UInt8.max {
    let isPrintable = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
    if isPrintable {
      bytes[Unicode.Scalar(byte)] = byte
    } else if let letter = Unicode.Scalar(next) {
      bytes[letter] = byte
      next += 1
    }
  }
  return bytes
}()

/// Bytes of the UTF-8 character that begins at `start`; 0 where none does.
private func characterLength(_ bytes: [UInt8], from start: Int) -> Int {
  let lead = bytes[start]
  let length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0
  guard length > 0, start + length <= bytes.count else { return 0 }
  return String(validating: bytes[start..<start + length], as: UTF8.self) == nil ? 0 : length
}

private func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}
