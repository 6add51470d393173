internal import Files

/// Walks over the head of a GGUF file, checking every length against the bytes that are left.
@safe struct GGUFReader {
  private let bytes: UnsafeRawBufferPointer
  private let fileEnd: Int
  private let file: MappedFile
  private var at = 0

  /// Strings and arrays longer than this are taken for damage, as ggml does.
  private static let longest = 1 << 30

  /// Reads from `bytes`, which are the whole of `file` and need to stay valid while this value is
  /// used.
  init(_ bytes: UnsafeRawBufferPointer, file: MappedFile) {
    unsafe self.bytes = bytes
    fileEnd = bytes.count
    self.file = file
  }

  /// Everything before the tensors' data.
  mutating func header() throws -> (
    version: Int, values: [String: GGUFValue], tensors: [String: StoredTensor]
  ) {
    guard fileEnd >= 4, unsafe bytes[..<4].elementsEqual("GGUF".utf8) else {
      throw error("does not begin with 'GGUF'")
    }
    at = 4
    let version = try number(UInt32.self, "the version")
    if version & 0xFFFF == 0 {
      throw error("is a big-endian GGUF file; only little-endian is supported")
    }
    guard version == 2 || version == 3 else {
      throw error("is GGUF version \(version); versions 2 and 3 are supported")
    }
    // A tensor takes at least 24 bytes here and a value 13, which bounds both counts by the file's length.
    let tensorCount = try count("the number of tensors", eachAtLeast: 24)
    let valueCount = try count("the number of metadata values", eachAtLeast: 13)
    let values = try metadata(valueCount)
    let tensors = try tensors(tensorCount, alignment: alignment(values["general.alignment"]))
    return (Int(version), values, tensors)
  }

  /// Passes one number.
  private mutating func number<Number: FixedWidthInteger>(
    _: Number.Type, _ what: @autoclosure () -> String
  ) throws -> Number {
    let size = MemoryLayout<Number>.size
    guard size <= fileEnd - at else { throw endsInside(what()) }
    defer { at += size }
    return unsafe bytes.loadUnaligned(fromByteOffset: at, as: Number.self)
  }

  /// Passes a 64-bit count of things of which each takes at least `least` of the bytes that follow.
  private mutating func count(
    _ what: @autoclosure () -> String, eachAtLeast least: Int
  ) throws -> Int {
    let count = try number(UInt64.self, what())
    guard count <= UInt64((fileEnd - at) / least) else {
      throw error("\(what()) is \(count), more than the file's \(fileEnd) bytes can hold")
    }
    return Int(count)
  }

  /// Passes a string's length and bytes; returns where the bytes are.
  private mutating func string(_ what: @autoclosure () -> String) throws -> Range<Int> {
    let length = try count("the length of " + what(), eachAtLeast: 1)
    guard length <= Self.longest else { throw error("\(what()) is \(length) bytes long") }
    at += length
    return at - length..<at
  }

  /// The text at `range`.
  private func text(_ range: Range<Int>, _ what: @autoclosure () -> String) throws -> String {
    let part = unsafe bytes[range]
    guard let text = unsafe String(validating: part, as: UTF8.self) else {
      throw error("\(what()) is not UTF-8")
    }
    return text
  }

  private func endsInside(_ what: String) -> FormatError {
    error("ends at byte \(fileEnd), inside \(what)")
  }

  private func error(_ problem: String) -> FormatError {
    FormatError(path: file.path, problem: problem)
  }
}

extension GGUFReader {
  private mutating func metadata(_ count: Int) throws -> [String: GGUFValue] {
    var values: [String: GGUFValue] = [:]
    values.reserveCapacity(count)
    for place in 0..<count {
      let key = try text(string("key \(place)"), "key \(place)")
      let value = try value(of: key)
      guard values.updateValue(value, forKey: key) == nil else {
        throw error("the key '\(key)' comes twice")
      }
    }
    return values
  }

  private mutating func value(of key: String) throws -> GGUFValue {
    let type = try type(of: key)
    guard type == .array else {
      let start = at
      if type == .string {
        return GGUFValue(type: type, count: nil, bytes: try string("'\(key)'"))
      }
      try pass(1, of: type, key)
      return GGUFValue(type: type, count: nil, bytes: start..<at)
    }
    let element = try self.type(of: key)
    guard element != .array else { throw error("'\(key)' is an array of arrays") }
    let count = try count("the length of '\(key)'", eachAtLeast: element.size ?? 8)
    guard count <= Self.longest else { throw error("'\(key)' has \(count) elements") }
    let start = at
    try pass(count, of: element, key)
    return GGUFValue(type: element, count: count, bytes: start..<at)
  }

  private mutating func type(of key: String) throws -> GGUFType {
    let number = try number(UInt32.self, "the type of '\(key)'")
    guard let type = GGUFType(rawValue: number) else {
      throw error("'\(key)' has type \(number); types are 0-12")
    }
    return type
  }

  /// Passes `count` values of `type`.
  private mutating func pass(_ count: Int, of type: GGUFType, _ key: String) throws {
    if let size = type.size {
      guard count <= (fileEnd - at) / size else { throw endsInside("'\(key)'") }
      at += count * size
    } else {
      for _ in 0..<count { _ = try string("a string of '\(key)'") }
    }
  }

  private func alignment(_ value: GGUFValue?) throws -> Int {
    guard let value else { return 32 }
    func load<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type) -> Int? {
      Int(
        exactly: unsafe bytes.loadUnaligned(fromByteOffset: value.bytes.lowerBound, as: Value.self))
    }
    let number: Int? =
      switch (value.type, value.count) {
      case (.uint32, nil): load(UInt32.self)
      case (.int32, nil): load(Int32.self)
      case (.uint64, nil): load(UInt64.self)
      case (.int64, nil): load(Int64.self)
      default: nil
      }
    guard let alignment = number else {
      throw error("'general.alignment' is no whole number of 32 or 64 bits")
    }
    guard alignment > 0, alignment <= 1 << 30, alignment.nonzeroBitCount == 1 else {
      throw error("'general.alignment' is \(alignment), which is no power of two")
    }
    return alignment
  }
}

extension GGUFReader {
  /// What is known of a tensor before the start of the data is.
  private struct Entry {
    let name: String
    let shape: [Int]
    let element: ElementType
    let offset: Int
    let size: Int
  }

  private mutating func tensors(_ count: Int, alignment: Int) throws -> [String: StoredTensor] {
    var entries: [Entry] = []
    entries.reserveCapacity(count)
    for place in 0..<count { entries.append(try entry(place)) }
    let start = padded(at, to: alignment)
    var tensors: [String: StoredTensor] = [:]
    tensors.reserveCapacity(count)
    var expected = 0
    for entry in entries {
      // ggml wants tensors one after the other, so another offset is a damaged one.
      guard entry.offset == expected else {
        throw error("'\(entry.name)' is at offset \(entry.offset) of the data, not \(expected)")
      }
      let (end, overflow) = entry.size.addingReportingOverflow(start + entry.offset)
      guard !overflow, end <= fileEnd else {
        throw error(
          "'\(entry.name)' ends at byte \(overflow ? "2^63" : String(end)), "
            + "past the file's end at \(fileEnd)")
      }
      expected = padded(entry.offset + entry.size, to: alignment)
      let tensor = StoredTensor(
        name: entry.name, shape: entry.shape, element: entry.element,
        bytes: start + entry.offset..<end, file: file)
      guard tensors.updateValue(tensor, forKey: entry.name) == nil else {
        throw error("the tensor '\(entry.name)' comes twice")
      }
    }
    return tensors
  }

  private mutating func entry(_ place: Int) throws -> Entry {
    let name = try text(string("the name of tensor \(place)"), "the name of tensor \(place)")
    let axes = try number(UInt32.self, "'\(name)'")
    guard (1...4).contains(axes) else {
      throw error("'\(name)' has \(axes) axes; 1 to 4 are allowed")
    }
    var shape: [Int] = []
    for _ in 0..<axes {
      let length = try number(UInt64.self, "'\(name)'")
      shape.insert(Int(clamping: length), at: 0)
    }
    let type = try number(UInt32.self, "'\(name)'")
    guard let element = ElementType(ggml: type) else {
      throw error("'\(name)' has the type of number \(type), which is not read")
    }
    let offset = try number(UInt64.self, "'\(name)'")
    guard (shape.last ?? 0) % element.blockLength == 0 else {
      throw error(
        "'\(name)' is \(element.rawValue) \(shape), whose last axis is no multiple of "
          + "\(element.blockLength)")
    }
    guard let count = elementCount(of: shape), let size = element.byteCount(of: count) else {
      throw error("'\(name)' is \(element.rawValue) \(shape), whose size overflows")
    }
    return Entry(
      name: name, shape: shape, element: element, offset: Int(clamping: offset), size: size)
  }

  /// The first multiple of `alignment`, a power of two, from `offset` on; both lie in or near the
  /// file.
  private func padded(_ offset: Int, to alignment: Int) -> Int {
    (offset + alignment - 1) & ~(alignment - 1)
  }
}

extension ElementType {
  /// The type with ggml's number for it; numbers that ggml has given up are none.
  fileprivate init?(ggml number: UInt32) {
    let types: [UInt32: ElementType] = [
      0: .f32, 1: .f16, 2: .q4_0, 3: .q4_1, 6: .q5_0, 7: .q5_1, 8: .q8_0, 9: .q8_1, 10: .q2_K,
      11: .q3_K, 12: .q4_K, 13: .q5_K, 14: .q6_K, 15: .q8_K, 16: .iq2_XXS, 17: .iq2_XS,
      18: .iq3_XXS,
      19: .iq1_S, 20: .iq4_NL, 21: .iq3_S, 22: .iq2_S, 23: .iq4_XS, 24: .i8, 25: .i16, 26: .i32,
      27: .i64, 28: .f64, 29: .iq1_M, 30: .bf16, 34: .tq1_0, 35: .tq2_0, 39: .mxfp4,
    ]
    guard let type = types[number] else { return nil }
    self = type
  }
}
