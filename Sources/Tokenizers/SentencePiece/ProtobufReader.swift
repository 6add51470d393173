/// Walks over the fields of a protocol buffer, https://protobuf.dev/programming-guides/encoding.
struct ProtobufReader {
  /// A field's content, as its wire type gives it.
  enum Value {
    case number(UInt64)
    case float(Float)
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field's number and content; nil at the end.
  mutating func next() throws -> (field: Int, value: Value)? {
    guard !rest.isEmpty else { return nil }
    let key = try varint()
    let field = Int(truncatingIfNeeded: key >> 3)
    switch key & 7 {
    case 0: return (field, .number(try varint()))
    case 1: return (field, .bytes(try take(8)))
    case 2: return (field, .bytes(try take(varint())))
    case 5:
      let bits = try take(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return (field, .float(Float(bitPattern: bits)))
    case let type:
      throw TokenizerError.invalid(
        "field \(field) has the wire type \(type): this is no SentencePiece model")
    }
  }

  private mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = rest.popFirst() else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw TokenizerError.invalid("a number has no end: this is no SentencePiece model")
  }

  private mutating func take(_ count: UInt64) throws -> ArraySlice<UInt8> {
    guard count <= UInt64(rest.count) else {
      throw TokenizerError.invalid(
        "a field of \(count) bytes is longer than the \(rest.count) left")
    }
    defer { rest = rest.dropFirst(Int(count)) }
    return rest.prefix(Int(count))
  }
}
