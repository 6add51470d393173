internal import Files

/// The pickled value of a PyTorch file and where its storages lie.
struct TorchArchive {
  let value: PickleValue
  let heap: PickleHeap

  /// Bytes of storages in the file by their keys.
  let storages: [String: Range<Int>]

  /// Reads a zip file: `data.pkl` in its one folder, and beside it a member `data/KEY` for each
  /// storage.
  init(zip file: MappedFile) throws {
    func error(_ problem: String) -> FormatError { FormatError(path: file.path, problem: problem) }
    let members: [String: Range<Int>] = try unsafe file.withBytes(0..<file.count) { bytes in
      let directory = unsafe ZipDirectory(bytes, path: file.path)
      var members: [String: Range<Int>] = [:]
      for entry in try directory.entries() {
        guard entry.method == 0, entry.compressedCount == entry.uncompressedCount else {
          throw error("'\(entry.name)' is compressed, which PyTorch's files never are")
        }
        guard members.updateValue(try directory.content(of: entry), forKey: entry.name) == nil
        else {
          throw error("has two members named '\(entry.name)'")
        }
      }
      return members
    }
    let pickles = members.keys.filter { $0.hasSuffix("/data.pkl") }
    guard let pickle = pickles.first, pickles.count == 1, let range = members[pickle] else {
      throw error("is a zip file without one 'data.pkl' in a folder, so not PyTorch's")
    }
    let folder = pickle.dropLast("data.pkl".count)
    if let order = members[folder + "byteorder"] {
      let isLittle = unsafe file.withBytes(order) { unsafe $0.elementsEqual("little".utf8) }
      guard isLittle else { throw error("holds big-endian numbers; only little-endian is read") }
    }
    guard range.count <= PickleReader.longest else {
      throw error("has a pickle of \(range.count) bytes; at most \(PickleReader.longest) are read")
    }
    var reader = PickleReader(
      unsafe file.withBytes(range) { unsafe Array($0) }, path: file.path)
    value = try reader.value()
    heap = reader.heap
    var storages: [String: Range<Int>] = [:]
    let prefix = folder + "data/"
    for (name, range) in members where name.hasPrefix(prefix) {
      storages[String(name.dropFirst(prefix.count))] = range
    }
    self.storages = storages
  }

  /// Reads a file of PyTorch before 1.6: five pickles, and behind them a count and the numbers of
  /// each storage.
  init(legacy file: MappedFile) throws {
    func error(_ problem: String) -> FormatError { FormatError(path: file.path, problem: problem) }
    let start = Self.magic
    let head = unsafe file.withBytes(0..<min(file.count, PickleReader.longest)) { unsafe Array($0) }
    guard head.starts(with: start) else {
      throw error("is no PyTorch file: it begins neither as a zip file nor with PyTorch's number")
    }
    var reader = PickleReader(Array(head[start.count...]), path: file.path)
    guard case .integer(1001) = try reader.value() else {
      throw error("has another version of PyTorch's old format than 1001")
    }
    let systemValue = try reader.value()
    let system = reader.heap.entries(systemValue) ?? []
    if case .bool(false)? = system.last(where: { $0.key == "little_endian" })?.value {
      throw error("holds big-endian numbers; only little-endian is read")
    }
    value = try reader.value()
    let keyList = try reader.value()
    guard let keys = reader.heap.texts(keyList) else { throw error("has no list of storages") }
    heap = reader.heap

    var elements: [String: ElementType] = [:]
    for storage in heap.storages { elements[storage.key] = storage.element }
    var storages: [String: Range<Int>] = [:]
    var at = start.count + reader.place
    for key in keys {
      guard let element = elements[key] else {
        throw error("lists the storage '\(key)', which no tensor has")
      }
      guard file.count - at >= 8 else { throw error("ends before the storage '\(key)'") }
      let count = unsafe file.withBytes(at..<at + 8) { unsafe $0.loadUnaligned(as: Int64.self) }
      at += 8
      guard count >= 0, count <= (file.count - at) / element.blockBytes else {
        throw error("'\(key)' is a storage of \(count) numbers, past the file's end")
      }
      storages[key] = at..<at + Int(count) * element.blockBytes
      at += Int(count) * element.blockBytes
    }
    self.storages = storages
  }

  /// The first pickle of a legacy file: 119547037146038801333356.
  private static let magic: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]
}
