internal import Files
internal import Formats
internal import Synchronization
public import Tensors

/// The saved patterns of one prompt; the file is opened when the first is read.
///
/// Layers may be read from several threads at once; of an archive each is decoded alone.
public final class SavedPatterns: Sendable {
  private enum File {
    case archive(NPZFile)
    case stack(Tensor, path: String)  // [layers, heads, query, key]
  }

  private let store: CaptureStore
  private let model: String
  private let hash: String
  private let file = Mutex<File?>(nil)
  private let facts = Mutex<ScoreFacts?>(nil)

  /// Names the patterns of a prompt by its hash; nothing is read yet.
  public init(of hash: String, model: String, in store: CaptureStore) {
    (self.store, self.model, self.hash) = (store, model, hash)
  }

  /// The patterns of a layer.
  ///
  /// - Throws: `FormatError` where they are missing or damaged.
  public func layer(_ layer: Int) throws -> LayerPatterns {
    if let patterns = try layerIfThere(layer) { return patterns }
    switch try opened() {
    case .archive(let file):
      let kinds: Set<HookPoint.Kind> = [.pattern, .rotatedQuery, .query]
      let layers = Set(file.names.compactMap { HookPoint($0) }.filter { kinds.contains($0.kind) })
      throw missing(layer, of: Set(layers.compactMap(\.layer)).sorted(), in: file.path)
    case .stack(let stack, let path):
      throw missing(layer, of: Array(0..<stack.shape[0]), in: path)
    }
  }

  /// The patterns of a layer, computed from queries and keys if these were saved; nil if other
  /// layers were saved but not this one.
  ///
  /// - Throws: `FormatError` where the file is missing or damaged.
  public func layerIfThere(_ layer: Int) throws -> LayerPatterns? {
    guard layer >= 0 else { return nil }
    switch try opened() {
    case .archive(let file):
      let name = HookPoint.pattern(layer).description
      guard file.names.contains(name) else {
        return try rows(layer).map { LayerPatterns($0) }
      }
      let tensor = try file.tensor(name)
      let shape = tensor.shape.count == 4 ? Array(tensor.shape.dropFirst()) : tensor.shape
      guard shape.count == 3, tensor.shape.count == 3 || tensor.shape[0] == 1 else {
        throw FormatError(
          path: file.path,
          problem: "'\(name)' has shape \(tensor.shape); patterns are [1, heads, n, n]")
      }
      return LayerPatterns(tensor.reshaped(shape))
    case .stack(let stack, _):
      return (0..<stack.shape[0]).contains(layer) ? LayerPatterns(stack[layer]) : nil
    }
  }

  /// The pattern of one head, `[query, key]`.
  ///
  /// - Throws: `FormatError` where it is missing or damaged.
  public func pattern(_ head: Head) throws -> Tensor {
    let layer = try layer(head.layer)
    guard let rows = layer.head(head.index) else {
      throw FormatError(
        path: try store.existingFolder(hash, of: model),
        problem: "has no head \(head): the pattern of layer \(head.layer) has shape \(layer.shape)")
    }
    return rows.tensor
  }

  /// The saved queries and keys of a layer; nil if they were not saved.
  ///
  /// - Throws: `FormatError` where these are damaged, or the model's configuration does not say how it scores.
  public func rows(_ layer: Int) throws -> PatternRows? {
    guard case .archive(let file) = try opened(),
      !file.names.contains(HookPoint.pattern(layer).description),
      file.names.contains(where: {
        HookPoint($0)?.layer == layer && HookPoint($0)?.isScored == true
      })
    else { return nil }
    let facts = try scoreFacts()
    guard let points = facts.points(layer), let own = facts.layers[layer],
      file.names.contains(points.queries.description), file.names.contains(points.keys.description)
    else { return nil }
    let queries = try rows(points.queries, in: file)
    let keys = try rows(points.keys, in: file)
    guard queries.shape[2] == keys.shape[2], keys.shape[1] > 0,
      queries.shape[1].isMultiple(of: keys.shape[1]), own.scoring.fits(heads: queries.shape[1]),
      !own.scoring.sight.isCausal || queries.shape[0] <= keys.shape[0]
    else {
      throw FormatError(
        path: file.path,
        problem:
          "queries \(queries.shape) and keys \(keys.shape) of layer \(layer) don't go together")
    }
    return PatternRows(queries: queries, keys: keys, scoring: own.scoring)
  }

  /// Queries or keys, `[n, heads, h]`.
  private func rows(_ point: HookPoint, in file: NPZFile) throws -> Tensor {
    let tensor = try file.tensor(point.description)
    guard tensor.shape.count == 4, tensor.shape[0] == 1 else {
      throw FormatError(
        path: file.path,
        problem: "'\(point)' has shape \(tensor.shape); queries and keys are [1, n, heads, h]")
    }
    return tensor.reshaped(Array(tensor.shape.dropFirst()))
  }

  private func scoreFacts() throws -> ScoreFacts {
    try facts.withLock { facts in
      if let facts { return facts }
      let path = store.folder(of: model) + "/model_cfg.json"
      guard let json = try store.config(of: model)[ScoreFacts.key] else {
        throw FormatError(
          path: path,
          problem: "has no '\(ScoreFacts.key)', which say how queries and keys become patterns")
      }
      let read = try ScoreFacts(json, path: path)
      facts = read
      return read
    }
  }

  private func opened() throws -> File {
    try file.withLock { file in
      if let file { return file }
      let folder = try store.existingFolder(hash, of: model)
      let archive = folder + "/" + CaptureStore.archiveName
      let stacked = folder + "/" + CaptureStore.stackedName
      let opened: File
      if fileExists(archive) {
        opened = .archive(try NPZFile(path: archive))
      } else if fileExists(stacked) {
        opened = .stack(try CaptureStore.stackedPatterns(stacked), path: stacked)
      } else {
        throw FormatError(path: folder, problem: "has no saved patterns: capture the prompt first")
      }
      file = opened
      return opened
    }
  }

  private func missing(_ layer: Int, of layers: [Int], in path: String) -> FormatError {
    FormatError(
      path: path,
      problem: "has no pattern of layer \(layer); it has \(Self.list(layers))")
  }

  /// "layers 0-5", "layers 0, 2, 5", "no pattern".
  private static func list(_ layers: [Int]) -> String {
    guard let first = layers.first, let last = layers.last else { return "no pattern" }
    if layers.count > 1 && last - first == layers.count - 1 { return "layers \(first)-\(last)" }
    let shown = layers.prefix(12).map(String.init).joined(separator: ", ")
    return "layer\(layers.count > 1 ? "s" : "") \(shown)\(layers.count > 12 ? ", ..." : "")"
  }
}

extension HookPoint {
  /// Whether patterns can be made of what stands here, together with another point.
  fileprivate var isScored: Bool {
    switch kind {
    case .query, .key, .rotatedQuery, .rotatedKey: true
    default: false
    }
  }
}
