internal import Files
public import Formats
public import Tensors

/// How one prompt's activations are stored: an archive of all arrays, or one array of all patterns.
public enum CaptureLayout: Equatable, Sendable {
  /// `activations.npz`, an array for each hook point.
  case archive(Compression)
  /// One npy file of the patterns of all layers, `[1, layers, heads, query, key]`; of a model with
  /// so many layers.
  case stacked(layers: Int)

  /// Whether all patterns are one array.
  public var isStacked: Bool {
    if case .stacked = self { true } else { false }
  }
}

/// Writes one prompt's activations one by one, so that they need not be in memory together.
///
/// Nothing appears under its name before `finish()`; a writer that goes away unfinished leaves no
/// trace. Of a stacked layout the patterns of all layers are appended in order, and nothing else.
public final class CaptureWriter {
  private let prompt: PromptRecord
  private let folder: String
  private let layout: CaptureLayout
  /// Whether the prompt was not in the folder before.
  public let isNew: Bool
  private var madeFolders: [String]
  private var archive: NPZWriter?
  private var stack: NPYWriter?
  private var stackedShape: [Int] = []
  private var stackedLayers = 0

  init(_ prompt: PromptRecord, folder: String, layout: CaptureLayout) throws {
    (self.prompt, self.folder, self.layout) = (prompt, folder, layout)
    madeFolders = try makeFolder(folder)
    isNew = !madeFolders.isEmpty
    archive = layout.isStacked ? nil : try NPZWriter(path: folder + "/" + CaptureStore.archiveName)
  }

  deinit {
    archive = nil  // removes its temporary file, so that the folder can go
    stack = nil
    removeEmptyFolders(madeFolders)
  }

  /// Appends the value at `point`, without a batch axis.
  ///
  /// - Throws: `FormatError` where it can't be written, or is not the next pattern of a stacked
  ///   layout.
  public func append(_ point: HookPoint, _ tensor: Tensor) throws {
    switch layout {
    case .archive(let compression):
      try append(Self.encode(point, tensor, compression: compression))
    case .stacked(let layers):
      try appendToStack(point, tensor, layers: layers)
    }
  }

  /// Appends an array that `encode` made, perhaps on another thread.
  ///
  /// - Throws: `FormatError` where it can't be written, is there already, or the layout is stacked.
  public func append(_ array: EncodedArray) throws {
    guard archive != nil else { throw problem("takes no encoded arrays") }
    try archive?.append(array)
  }

  /// Compresses the value at `point` as a member of the archive, with the leading axis that files
  /// have.
  public static func encode(
    _ point: HookPoint, _ tensor: Tensor, compression: Compression
  ) -> EncodedArray {
    EncodedArray(
      name: point.description, shape: [1] + tensor.shape, values: tensor.values,
      compression: compression)
  }

  /// Writes `prompt.json`, then gives the activations their name: where both are, both are whole.
  ///
  /// - Throws: `FormatError` where a file can't be written, or a stacked layout lacks layers.
  public func finish() throws {
    if case .stacked(let layers) = layout, stackedLayers != layers {
      throw problem("has \(stackedLayers) of \(layers) layers")
    }
    try writeAtomically(prompt.fileText.utf8, to: folder + "/prompt.json")
    if let archive = archive.take() { try archive.finish() }
    if let stack = stack.take() { try stack.finish() }
    madeFolders = []
  }

  private func appendToStack(_ point: HookPoint, _ tensor: Tensor, layers: Int) throws {
    guard point == .pattern(stackedLayers), stackedLayers < layers else {
      throw problem(
        "stacks the patterns of \(layers) layers in order: '\(point)' is not the next of them")
    }
    if stackedLayers == 0 {
      stackedShape = tensor.shape
      stack = try NPYWriter(
        path: folder + "/" + CaptureStore.stackedName, shape: [1, layers] + tensor.shape)
    }
    guard tensor.shape == stackedShape else {
      throw problem("stacks arrays of shape \(stackedShape); '\(point)' has \(tensor.shape)")
    }
    try stack?.append(tensor.values)
    stackedLayers += 1
  }

  private func problem(_ text: String) -> FormatError {
    FormatError(
      path: folder + "/" + (layout.isStacked ? CaptureStore.stackedName : CaptureStore.archiveName),
      problem: text)
  }
}
