internal import Files

extension GGUFFile {
  /// The string under `key`; nil where there is none or it is no UTF-8.
  public func string(_ key: String) -> String? {
    guard let value = single(key), value.type == .string else { return nil }
    return unsafe file.withBytes(value.bytes) { unsafe String(validating: $0, as: UTF8.self) }
  }

  /// The integer under `key`, of any width; nil where there is none or it does not fit.
  public func integer(_ key: String) -> Int? {
    guard let value = single(key), value.type != .bool, value.type.size != nil else { return nil }
    return number(value.type, at: value.bytes.lowerBound)?.integer
  }

  /// The number under `key`, floating or integer; nil where there is none.
  public func double(_ key: String) -> Double? {
    guard let value = single(key), value.type != .bool, value.type.size != nil else { return nil }
    return number(value.type, at: value.bytes.lowerBound)?.double
  }

  /// The truth value under `key`; nil where there is none.
  public func bool(_ key: String) -> Bool? {
    guard let value = single(key), value.type == .bool else { return nil }
    return number(.bool, at: value.bytes.lowerBound).map { $0.integer != 0 }
  }

  /// How many elements the array under `key` has; nil where there is none.
  public func arrayCount(_ key: String) -> Int? { values[key]?.count }

  /// The strings of the array under `key`; nil where there is no such key.
  ///
  /// - Throws: `FormatError` where the value is no array of strings or one of them is no UTF-8.
  public func strings(_ key: String) throws -> [String]? {
    try unsafe decodeStrings(key) { bytes, place in
      guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
        throw FormatError(path: path, problem: "string \(place) of '\(key)' is not UTF-8")
      }
      return text
    }
  }

  /// The strings of the array under `key` as they are stored; nil where there is no such key.
  ///
  /// - Throws: `FormatError` where the value is no array of strings.
  public func byteStrings(_ key: String) throws -> [[UInt8]]? {
    try unsafe decodeStrings(key) { bytes, _ in unsafe Array(bytes) }
  }

  /// The integers of the array under `key`, truth values as 0 and 1; nil where there is no such
  /// key.
  ///
  /// - Throws: `FormatError` where the value is no array of integers or one is larger than `Int.max`.
  public func integers(_ key: String) throws -> [Int]? {
    try decodeNumbers(key) { $0.integer }
  }

  /// The numbers of the array under `key`, integers too; nil where there is no such key.
  ///
  /// - Throws: `FormatError` where the value is no array of numbers.
  public func floats(_ key: String) throws -> [Float]? {
    try decodeNumbers(key) { $0.double.map { Float($0) } }
  }

  /// A number as both kinds; nil for the kind that can't hold it.
  private struct Number {
    let integer: Int?
    let double: Double?

    init(_ value: some FixedWidthInteger) {
      integer = Int(exactly: value)
      double = Double(value)
    }

    init(_ value: Double) {
      integer = nil
      double = value
    }
  }

  private func single(_ key: String) -> GGUFValue? {
    values[key].flatMap { $0.count == nil ? $0 : nil }
  }

  /// The array under `key`; nil where there is no such key.
  private func array(
    _ key: String, of what: String, where isWanted: (GGUFType) -> Bool
  ) throws -> (type: GGUFType, count: Int, bytes: Range<Int>)? {
    guard let value = values[key] else { return nil }
    guard let count = value.count, isWanted(value.type) else {
      let found = value.count == nil ? "a single \(value.type)" : "an array of \(value.type)"
      throw FormatError(
        path: path, problem: "'\(key)' is \(found); an array of \(what) is expected")
    }
    return (value.type, count, value.bytes)
  }

  private func decodeStrings<Element>(
    _ key: String, _ decode: (UnsafeRawBufferPointer, Int) throws -> Element
  ) throws -> [Element]? {
    guard let array = try array(key, of: "strings", where: { $0 == .string }) else { return nil }
    return try unsafe file.withBytes(array.bytes) { bytes in
      var elements: [Element] = []
      elements.reserveCapacity(array.count)
      var at = 0
      for place in 0..<array.count {
        // Opening the file has checked that lengths stay inside.
        let length = Int(unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        at += 8 + length
        let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[at - length..<at])
        elements.append(try unsafe decode(part, place))
      }
      return elements
    }
  }

  private func decodeNumbers<Element>(
    _ key: String, _ decode: (Number) -> Element?
  ) throws -> [Element]? {
    guard let array = try array(key, of: "numbers", where: { $0.size != nil }),
      let size = array.type.size
    else { return nil }
    return try (0..<array.count).map { place in
      let number = number(array.type, at: array.bytes.lowerBound + place * size)
      guard let element = number.flatMap(decode) else {
        throw FormatError(
          path: path,
          problem: "number \(place) of '\(key)', \(array.type), is none that can be used here")
      }
      return element
    }
  }

  private func number(_ type: GGUFType, at place: Int) -> Number? {
    func load<Value: BitwiseCopyable>(_: Value.Type) -> Value {
      unsafe file.withBytes(place..<place + MemoryLayout<Value>.size) {
        unsafe $0.loadUnaligned(as: Value.self)
      }
    }
    switch type {
    case .uint8, .bool: return Number(load(UInt8.self))
    case .int8: return Number(load(Int8.self))
    case .uint16: return Number(load(UInt16.self))
    case .int16: return Number(load(Int16.self))
    case .uint32: return Number(load(UInt32.self))
    case .int32: return Number(load(Int32.self))
    case .uint64: return Number(load(UInt64.self))
    case .int64: return Number(load(Int64.self))
    case .float32: return Number(Double(load(Float.self)))
    case .float64: return Number(load(Double.self))
    case .string, .array: return nil
    }
  }
}
