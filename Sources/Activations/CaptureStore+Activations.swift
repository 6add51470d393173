internal import Files
public import Formats
internal import Synchronization
public import Tensors

extension CaptureStore {
  /// Begins to write a prompt's activations, which are then given to the writer one by one.
  ///
  /// - Throws: `FormatError` where the prompt's folder can't be made or written,
  ///   `ActivationsMismatchError` where it is another text's.
  public func writer(
    for prompt: PromptRecord, of model: String, as layout: CaptureLayout = .archive(.fast)
  ) throws -> CaptureWriter {
    guard let folder = promptFolder(prompt.hash, of: model) else {
      throw FormatError(path: folder(of: model), problem: "'\(prompt.hash)' can't name a folder")
    }
    try check(prompt, of: model)
    return try CaptureWriter(prompt, folder: folder, layout: layout)
  }

  /// Writes all activations of a prompt, encoding on all cores.
  ///
  /// - Throws: `FormatError` where they can't be written or don't suit the layout.
  public func write(
    _ cache: ActivationCache, of prompt: PromptRecord, model: String,
    as layout: CaptureLayout = .archive(.fast)
  ) throws {
    let writer = try writer(for: prompt, of: model, as: layout)
    let values = cache.points.compactMap { point in cache[point].map { (point, $0) } }
    if case .archive(let compression) = layout {
      // As many at a time as there are cores, to hold few encoded arrays at once.
      for start in stride(from: 0, to: values.count, by: Parallel.width) {
        let batch = values[start..<min(start + Parallel.width, values.count)]
        let encoded = Mutex([EncodedArray?](repeating: nil, count: batch.count))
        Parallel.forEach(batch.count) { place in
          let (point, tensor) = batch[start + place]
          let array = CaptureWriter.encode(point, tensor, compression: compression)
          encoded.withLock { $0[place] = array }
        }
        for case let array? in encoded.withLock({ $0 }) { try writer.append(array) }
      }
    } else {
      for (point, tensor) in values { try writer.append(point, tensor) }
    }
    try writer.finish()
  }

  /// All captured activations of a prompt; arrays whose names are no hook points are passed over.
  ///
  /// - Parameter text: What the prompt's text must be, if not nil.
  /// - Throws: `FormatError` where the prompt or its activations are missing or damaged, or belong
  ///   to another hash, `ActivationsMismatchError` where they belong to another text.
  public func load(
    _ hash: String, of model: String, text: String? = nil
  ) throws -> ActivationCache {
    let record = try prompt(hash, of: model)
    let folder = try existingFolder(hash, of: model)
    if let text {
      try PromptRecord(fields: ["text": .string(text), "hash": .string(hash)])
        .check(against: record, in: self.folder(of: model))
    }
    var cache = ActivationCache()
    if fileExists(folder + "/" + Self.archiveName) || !fileExists(folder + "/" + Self.stackedName) {
      let file = try NPZFile(path: folder + "/" + Self.archiveName)
      for name in file.names {
        guard let point = HookPoint(name) else { continue }
        cache[point] = withoutBatchAxis(try file.tensor(name), at: point)
      }
    } else {
      // [layers, heads, query, key]
      let stack = try Self.stackedPatterns(folder + "/" + Self.stackedName)
      for layer in 0..<stack.shape[0] { cache[.pattern(layer)] = stack[layer] }
    }
    return cache
  }

  /// The pattern of one head, `[query, key]`, without reading other layers of an archive.
  ///
  /// - Throws: `FormatError` where the pattern is missing or damaged.
  public func pattern(_ hash: String, _ head: Head, of model: String) throws -> Tensor {
    try SavedPatterns(of: hash, model: model, in: self).pattern(head)
  }

  /// The stacked patterns in the file at `path`, `[layers, heads, query, key]`.
  static func stackedPatterns(_ path: String) throws -> Tensor {
    let stack = try readNPY(path: path)
    guard stack.shape.count == 5, stack.shape[0] == 1 else {
      throw FormatError(
        path: path,
        problem: "has shape \(stack.shape); stacked patterns are [1, layers, heads, n, n]")
    }
    return stack.reshaped(Array(stack.shape.dropFirst()))
  }

  /// The same values without the leading axis of length 1 that arrays in files have.
  ///
  /// TransformerLens flattens the batch into the rows of query and key norms, which have no such
  /// axis.
  private func withoutBatchAxis(_ tensor: Tensor, at point: HookPoint) -> Tensor {
    let isFlat: Bool
    switch point.kind {
    case .queryNorm, .queryNormScale, .keyNorm, .keyNormScale: isFlat = tensor.shape.count == 2
    default: isFlat = false
    }
    guard tensor.shape.first == 1, !isFlat else { return tensor }
    return tensor.reshaped(Array(tensor.shape.dropFirst()))
  }
}
