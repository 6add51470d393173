internal import Files

// The format is described in https://github.com/python/cpython/blob/main/Lib/pickletools.py: a program for a
// stack machine that may call anything it can import, and therefore is not run but read.

/// Reads pickles that hold tensors and plain containers and refuses all others.
///
/// Nothing is called: what a pickle may import is listed in `TorchImport`, and has no effect but a
/// value here. Time and memory grow with the pickle's length and no faster.
struct PickleReader {
  /// What the values that were read refer to.
  private(set) var heap = PickleHeap()

  /// The first byte that is not read yet.
  private(set) var place = 0

  private let bytes: [UInt8]
  private let path: String
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var elements = 0

  /// Most bytes of a pickle: 200 a tensor are usual.
  static let longest = 32 << 20

  /// Reads from `bytes`, of the file at `path`.
  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// The value of the pickle that begins at `place`.
  ///
  /// - Throws: `FormatError` naming the import or the instruction that is refused.
  mutating func value() throws -> PickleValue {
    (stack, marks, memo) = ([], [], [:])
    while true {
      let code = try byte()
      guard let opcode = PickleOpcode(rawValue: code) else {
        throw error("has the byte \(code) at \(place - 1) of its pickle, which is no instruction")
      }
      if opcode == .stop { return try pop() }
      try run(opcode)
    }
  }

  private mutating func run(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .proto: try checkProtocol()
    case .frame: _ = try number(8)

    case .none: stack.append(.none)
    case .newtrue: stack.append(.bool(true))
    case .newfalse: stack.append(.bool(false))
    case .binint: stack.append(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
    case .binint1: stack.append(.integer(try number(1)))
    case .binint2: stack.append(.integer(try number(2)))
    case .long1: stack.append(.integer(try longInteger()))
    case .binfloat:
      let bits = UInt64(bitPattern: Int64(try number(8)))
      stack.append(.number(Double(bitPattern: bits.byteSwapped)))
    case .shortBinstring, .shortBinunicode: stack.append(.text(try text(count: number(1))))
    case .binstring, .binunicode: stack.append(.text(try text(count: number(4))))

    case .mark: marks.append(stack.count)
    case .emptyTuple: stack.append(.tuple(try container([])))
    case .tuple1: try tuple(count: 1)
    case .tuple2: try tuple(count: 2)
    case .tuple3: try tuple(count: 3)
    case .tuple: stack.append(.tuple(try container(try popMarked())))
    case .emptyList: stack.append(.list(try container([])))
    case .emptyDict: stack.append(.dictionary(try container([])))
    case .append: try append([pop()])
    case .appends: try append(popMarked())
    case .setitem: try setItems(popLast(2))
    case .setitems: try setItems(popMarked())

    case .binput: memo[try number(1)] = try top()
    case .longBinput: memo[try number(4)] = try top()
    case .memoize: memo[memo.count] = try top()
    case .binget: try recall(number(1))
    case .longBinget: try recall(number(4))

    case .global: stack.append(.imported(try find(module: line(), name: line())))
    case .stackGlobal:
      guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
        throw error("imports something whose name is no text")
      }
      stack.append(.imported(try find(module: module, name: name)))
    case .binpersid: stack.append(try storage(pop()))
    case .reduce: try reduce()
    case .build: try build()

    default:
      throw error(
        "refuses the pickle instruction \(opcode.name); only tensors and plain containers are read")
    }
  }
}

// MARK: What is imported and made

extension PickleReader {
  private func find(module: String, name: String) throws -> TorchImport {
    guard let found = TorchImport(module: module, name: name) else {
      throw error(
        "refuses to import '\(brief(module)).\(brief(name))'; "
          + "only tensors and plain containers are read")
    }
    return found
  }

  private mutating func reduce() throws {
    let arguments = try pop()
    guard case .tuple(let place) = arguments, case .imported(let callee) = try pop() else {
      throw error("calls what it did not import")
    }
    let values = heap.containers[place]
    switch callee {
    case .orderedDictionary: stack.append(try dictionary(values))
    case .tensor: stack.append(try tensor(values))
    case .typedTensor:
      guard values.count >= 7, case .imported(.type(let element)) = values[6] else {
        throw error("has a tensor without a type of numbers")
      }
      guard let element else { throw error("has a tensor of a type of numbers that is not read") }
      let tensor = try tensor(values)
      heap.tensors[heap.tensors.count - 1].element = element
      stack.append(tensor)
    case .bystander: stack.append(.none)
    case .type: throw error("calls a type of numbers")
    case .parameter:
      guard case .tensor? = values.first else { throw error("has a parameter without a tensor") }
      stack.append(values[0])
    case .size:
      guard case .tuple? = values.first else { throw error("has a torch.Size without sizes") }
      stack.append(values[0])
    case .storage(let element): throw error("has a storage of \(element.rawValue) made by a call")
    }
  }

  /// An ordered dictionary of nothing, of the pairs that Python 2 lists, or a Counter of a
  /// dictionary.
  private mutating func dictionary(_ arguments: [PickleValue]) throws -> PickleValue {
    guard let first = arguments.first else { return .dictionary(try container([])) }
    if case .dictionary = first, arguments.count == 1 { return first }
    guard case .list(let place) = first, arguments.count == 1 else {
      throw error("has an OrderedDict of something other than pairs")
    }
    var flat: [PickleValue] = []
    for pair in heap.containers[place] {
      let at: Int
      switch pair {
      case .tuple(let tuple): at = tuple
      case .list(let list): at = list
      default: throw error("has an OrderedDict of something other than pairs")
      }
      guard heap.containers[at].count == 2 else {
        throw error("has an OrderedDict of something other than pairs")
      }
      flat += heap.containers[at]
    }
    return .dictionary(try container(flat))
  }

  /// A tensor of a storage, an offset, sizes and strides; hooks and what else follows has no effect
  /// here.
  private mutating func tensor(_ arguments: [PickleValue]) throws -> PickleValue {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0],
      case .integer(let offset) = arguments[1], let shape = heap.integers(arguments[2]),
      let strides = heap.integers(arguments[3]), shape.count == strides.count
    else {
      throw error("has a tensor that is not made of a storage, an offset, sizes and strides")
    }
    heap.tensors.append(
      TorchTensor(storage: storage, offset: offset, shape: shape, strides: strides))
    return .tensor(heap.tensors.count - 1)
  }

  /// The storage that a persistent id names: ("storage", class, key, device, count[, view]).
  private mutating func storage(_ id: PickleValue) throws -> PickleValue {
    guard case .tuple(let place) = id else { throw error("has a persistent id that is no tuple") }
    let parts = heap.containers[place]
    guard (5...6).contains(parts.count), case .text("storage") = parts[0],
      case .imported(.storage(let element)) = parts[1], case .text(let key) = parts[2],
      case .integer(let count) = parts[4], count >= 0
    else { throw error("has a persistent id that is no storage's") }
    if parts.count == 6 {
      guard case .none = parts[5] else {
        throw error("has a storage that is part of another, as PyTorch before 0.4 wrote them")
      }
    }
    heap.storages.append(TorchStorage(key: key, element: element, count: count))
    return .storage(heap.storages.count - 1)
  }

  /// Attributes are set on an OrderedDict, as PyTorch sets `_metadata`, and have no use here.
  private mutating func build() throws {
    _ = try pop()
    guard case .dictionary = try top() else {
      throw error("refuses to set the state of something other than an OrderedDict")
    }
  }
}

// MARK: Stack and containers

extension PickleReader {
  /// Keeps `values` and returns where; a pickle in which containers are copied without end is
  /// refused.
  private mutating func container(_ values: [PickleValue]) throws -> Int {
    try count(values.count)
    heap.containers.append(values)
    return heap.containers.count - 1
  }

  /// Counts elements that were put into containers: each takes a byte of the pickle where nothing
  /// multiplies.
  private mutating func count(_ more: Int) throws {
    elements += more
    guard elements <= bytes.count else {
      throw error("has a pickle of \(bytes.count) bytes that makes more than that many elements")
    }
  }

  private mutating func tuple(count: Int) throws {
    let values = try popLast(count)
    stack.append(.tuple(try container(values)))
  }

  private mutating func append(_ values: [PickleValue]) throws {
    guard case .list(let place) = try top() else { throw error("appends to what is no list") }
    try count(values.count)
    heap.containers[place] += values
  }

  private mutating func setItems(_ values: [PickleValue]) throws {
    guard case .dictionary(let place) = try top() else {
      throw error("sets items of what is no dictionary")
    }
    guard values.count.isMultiple(of: 2) else { throw error("has a key without a value") }
    try count(values.count)
    heap.containers[place] += values
  }

  private mutating func recall(_ key: Int) throws {
    guard let value = memo[key] else { throw error("recalls value \(key), which it never stored") }
    stack.append(value)
  }

  private func top() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else { throw emptyStack() }
    return value
  }

  private mutating func pop() throws -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func popLast(_ count: Int) throws -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw emptyStack() }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popMarked() throws -> [PickleValue] {
    guard let mark = marks.popLast() else { throw error("has a pickle that misses a mark") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private func emptyStack() -> FormatError {
    error("has a pickle that uses more values than it has, at byte \(place)")
  }
}

// MARK: Bytes

extension PickleReader {
  private mutating func byte() throws -> UInt8 {
    guard place < bytes.count else { throw error("ends inside its pickle, after \(place) bytes") }
    defer { place += 1 }
    return bytes[place]
  }

  /// A number of `count` bytes, lowest first; below zero only where there are eight.
  private mutating func number(_ count: Int) throws -> Int {
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(try byte()) << UInt64(8 * index) }
    return Int(truncatingIfNeeded: value)
  }

  /// A number in two's complement behind its length.
  private mutating func longInteger() throws -> Int {
    let count = try number(1)
    guard count <= 8 else {
      for _ in 0..<count { _ = try byte() }
      return 0  // larger than any size or place: it stands beside tensors
    }
    let value = try number(count)
    let unused = 64 - 8 * count
    return count == 0 ? 0 : (value << unused) >> unused
  }

  private mutating func text(count: Int) throws -> String {
    guard count <= bytes.count - place else {
      throw error("has a text of \(count) bytes at byte \(place) of its pickle, past the end")
    }
    defer { place += count }
    guard let text = String(validating: bytes[place..<place + count], as: UTF8.self) else {
      throw error("has a text at byte \(place) of its pickle that is not UTF-8")
    }
    return text
  }

  /// The text up to a line feed.
  private mutating func line() throws -> String {
    let rest = bytes[place...]
    guard let end = rest.firstIndex(of: 0x0A) else { throw error("ends inside its pickle") }
    defer { place = end + 1 }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private mutating func checkProtocol() throws {
    let version = try number(1)
    guard (2...5).contains(version) else {
      throw error("has a pickle of protocol \(version); 2 to 5 are read")
    }
  }

  private func brief(_ name: String) -> String { name.count > 80 ? name.prefix(80) + "..." : name }

  private func error(_ problem: String) -> FormatError { FormatError(path: path, problem: problem) }
}
