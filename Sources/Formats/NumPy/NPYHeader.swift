internal import Files

// The format is described at https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.

/// What stands before the numbers of an npy file: their type, order and shape.
struct NPYHeader: Equatable {
  /// Type of the numbers.
  let element: ElementType

  /// Whether the numbers have their highest byte first.
  let isBigEndian: Bool

  /// Whether the first axis is the contiguous one.
  let isFortranOrder: Bool

  /// Length of each axis.
  let shape: [Int]

  /// Bytes from the file's beginning to the numbers.
  let length: Int

  /// The header of an array in C order, byte for byte NumPy's; of little-endian float32 where `type` is not another.
  static func bytes(shape: [Int], type: String = "<f4") -> [UInt8] {
    let list = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(list)), }"
    // NumPy leaves room for the first axis to grow to 20 digits before it pads to a multiple of 64.
    if let first = shape.first { text += String(repeating: " ", count: 21 - String(first).count) }
    let length = (10 + text.utf8.count + 1) / 64 * 64 + 64
    text += String(repeating: " ", count: length - 11 - text.utf8.count) + "\n"
    let count = length - 10
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)]
      + Array(text.utf8)
  }

  /// Number of elements and of their bytes; nil where they overflow.
  var size: (elements: Int, bytes: Int)? {
    guard let elements = elementCount(of: shape), let bytes = element.byteCount(of: elements) else {
      return nil
    }
    return (elements, bytes)
  }
}

extension NPYHeader {
  /// Bytes that tell how long the header is; no npy file is shorter.
  static let prefixLength = 12

  /// The whole header's length as its first `prefixLength` bytes tell it; nil where they are no npy
  /// file's.
  static func length(_ prefix: some Collection<UInt8>) -> Int? {
    let bytes = Array(prefix.prefix(prefixLength))
    guard bytes.count == prefixLength, bytes.starts(with: [0x93] + "NUMPY".utf8) else { return nil }
    let short = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    switch bytes[6] {
    case 1: return max(short, prefixLength)
    case 2, 3: return 2 + short + Int(bytes[10]) << 16 + Int(bytes[11]) << 24
    default: return nil
    }
  }

  /// Parses a header of the length that its prefix tells.
  ///
  /// - Throws: What `problem` makes of a sentence, where the header is damaged or tells of numbers that
  ///   can't become floats.
  init(parsing bytes: [UInt8], problem: (String) -> FormatError) throws {
    var parser = PythonLiteral(bytes[(bytes[6] == 1 ? 10 : 12)...])
    var descr: String?
    var order: Bool?
    var shape: [Int]?
    guard parser.take("{") else { throw problem("has a header that is no dictionary") }
    while !parser.take("}") {
      guard let key = parser.string(), parser.take(":") else {
        throw problem("has a header that is no dictionary")
      }
      switch key {
      case "descr": descr = parser.string()
      case "fortran_order": order = parser.bool()
      case "shape": shape = parser.integers()
      default: throw problem("has a header with the unknown key '\(key)'")
      }
      guard parser.take(",") || parser.isAt("}") else {
        throw problem("has a header whose '\(key)' is none that can be read")
      }
    }
    guard parser.isAtEnd, let descr, let order, let shape else {
      throw problem("has a header without 'descr', 'fortran_order' and 'shape'")
    }
    guard let (element, isBigEndian) = Self.element(descr) else {
      throw problem("has numbers of type '\(descr)'; floats, integers and booleans can be read")
    }
    self.init(
      element: element, isBigEndian: isBigEndian, isFortranOrder: order, shape: shape,
      length: bytes.count)
  }

  private static func element(_ descr: String) -> (ElementType, isBigEndian: Bool)? {
    let types: [String: ElementType] = [
      "f2": .f16, "f4": .f32, "f8": .f64, "i1": .i8, "i2": .i16, "i4": .i32, "i8": .i64, "u1": .u8,
      "u2": .u16, "u4": .u32, "u8": .u64, "b1": .bool,
    ]
    guard let order = descr.first, "<>|=".contains(order),
      let type = types[String(descr.dropFirst())]
    else { return nil }
    return (type, order == ">")
  }
}

/// Reads the few Python literals that headers are made of.
private struct PythonLiteral {
  private var rest: ArraySlice<UInt8>

  init(_ text: ArraySlice<UInt8>) { rest = text }

  /// Whether only white space is left.
  var isAtEnd: Bool { rest.allSatisfy(Self.isSpace) }

  /// Passes `word` and the white space before it, if it comes next.
  mutating func take(_ word: String) -> Bool {
    rest = rest.drop(while: Self.isSpace)
    guard rest.starts(with: word.utf8) else { return false }
    rest = rest.dropFirst(word.utf8.count)
    return true
  }

  /// Whether `word` comes next, after white space.
  func isAt(_ word: String) -> Bool {
    rest.drop(while: Self.isSpace).starts(with: word.utf8)
  }

  mutating func bool() -> Bool? { take("True") ? true : take("False") ? false : nil }

  mutating func string() -> String? {
    guard let quote = ["'", "\""].first(where: { take($0) }), let mark = quote.utf8.first,
      let end = rest.firstIndex(of: mark)
    else { return nil }
    let text = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
    rest = rest[(end + 1)...]
    return text.contains("\\") ? nil : text
  }

  /// A tuple of integers, which Python 2 ends with `L`.
  mutating func integers() -> [Int]? {
    guard take("(") else { return nil }
    var values: [Int] = []
    while !take(")") {
      rest = rest.drop(while: Self.isSpace)
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard let value = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
      values.append(value)
      rest = rest.dropFirst(digits.count)
      _ = take("L")
      guard take(",") || isAt(")") else { return nil }
    }
    return values
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
