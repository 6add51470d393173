internal import Files

/// Places the tensors of a pickled state dictionary in the file's bytes.
struct TorchTensorBuilder {
  let archive: TorchArchive
  let file: MappedFile

  /// Bytes of tensors that were copied in order.
  private var copied = 0

  init(archive: TorchArchive, file: MappedFile) {
    self.archive = archive
    self.file = file
  }

  /// The tensors of the state dictionary by name.
  mutating func tensors() throws -> [String: StoredTensor] {
    guard let entries = archive.heap.entries(archive.value) else {
      throw error("holds no dictionary; a state dictionary or one around it is expected")
    }
    let around = ["state_dict", "model_state_dict", "model", "module"]
    let candidates =
      [entries]
      + around.compactMap { key in
        entries.last { $0.key == key }.flatMap { archive.heap.entries($0.value) }
      }
    for candidate in candidates {
      var tensors: [String: StoredTensor] = [:]
      for case (let name, .tensor(let place)) in candidate {
        tensors[name] = try stored(archive.heap.tensors[place], name: name)
      }
      if !tensors.isEmpty { return tensors }
    }
    throw error(
      "holds no tensors by name, neither itself nor under "
        + around.map { "'\($0)'" }.joined(separator: ", "))
  }

  private mutating func stored(_ tensor: TorchTensor, name: String) throws -> StoredTensor {
    let storage = archive.heap.storages[tensor.storage]
    let element = tensor.element ?? storage.element
    guard let bytes = archive.storages[storage.key] else {
      throw error("'\(name)' is in the storage '\(storage.key)', which is missing")
    }
    guard storage.element.byteCount(of: storage.count) == bytes.count else {
      throw error(
        "'\(name)' is in a storage of \(storage.count) \(storage.element.rawValue), "
          + "which has \(bytes.count) bytes")
    }
    let room = bytes.count / element.blockBytes
    guard let count = elementCount(of: tensor.shape), tensor.offset >= 0,
      let last = tensor.lastElement, last < room || count == 0
    else {
      throw error(
        "'\(name)' has the shape \(tensor.shape) with strides \(tensor.strides) from "
          + "\(tensor.offset) on, outside its storage of \(room)")
    }
    if count == 0 || tensor.isContiguous {
      let start = bytes.lowerBound + (count == 0 ? 0 : tensor.offset * element.blockBytes)
      return StoredTensor(
        name: name, shape: tensor.shape, element: element,
        bytes: start..<start + count * element.blockBytes, file: file)
    }
    // A view that repeats numbers, or the thousandth transposed one, could ask for any amount of memory.
    copied += count * element.blockBytes
    guard count <= room, copied <= file.count else {
      throw error("'\(name)' is a view of shape \(tensor.shape) that repeats its numbers")
    }
    return StoredTensor(
      name: name, shape: tensor.shape, element: element, bytes: 0..<count * element.blockBytes,
      file: try inOrder(tensor, size: element.blockBytes, from: bytes))
  }

  /// A copy of the numbers of a view, one row after the other.
  private func inOrder(_ tensor: TorchTensor, size: Int, from storage: Range<Int>) throws
    -> MappedFile
  {
    try unsafe file.withBytes(storage) { source in
      try unsafe MappedFile(count: tensor.shape.reduce(size, *), name: file.path) { copy in
        var place = 0
        tensor.forEachRow { start, stride, count in
          for index in 0..<count {
            let from = (start + index * stride) * size
            unsafe UnsafeMutableRawBufferPointer(rebasing: copy[place..<place + size])
              .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[from..<from + size]))
            place += size
          }
        }
      }
    }
  }

  private func error(_ problem: String) -> FormatError {
    FormatError(path: file.path, problem: problem)
  }
}

extension TorchTensor {
  /// The place of the last element that a view reaches; nil where a stride is negative or sums
  /// overflow.
  fileprivate var lastElement: Int? {
    var last = offset
    for (size, stride) in zip(shape, strides) where size > 0 {
      let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, carry) = last.addingReportingOverflow(reach)
      if overflow || carry || stride < 0 { return nil }
      last = sum
    }
    return last
  }

  /// Whether the elements lie one after the other; the stride of an axis of one element is of no
  /// matter.
  fileprivate var isContiguous: Bool {
    var expected = 1
    for (size, stride) in zip(shape, strides).reversed() where size != 1 {
      if stride != expected { return false }
      expected *= size
    }
    return true
  }

  /// Calls `body` for each run along the last axis with the place of its first element, in the
  /// order of rows.
  fileprivate func forEachRow(_ body: (_ start: Int, _ stride: Int, _ count: Int) -> Void) {
    let outer = shape.count - 1
    var indices = [Int](repeating: 0, count: outer)
    while true {
      let start = zip(indices, strides).reduce(offset) { $0 + $1.0 * $1.1 }
      body(start, strides[outer], shape[outer])
      // the next row, as an odometer counts
      guard let axis = indices.indices.last(where: { indices[$0] + 1 < shape[$0] }) else { return }
      indices[axis] += 1
      for later in indices.indices where later > axis { indices[later] = 0 }
    }
  }
}
