import Formats
import Tensors

extension ConfigReader {
  /// What mixes tokens in each layer by `layer_types`; nil where the file has no such list.
  ///
  /// - Parameter names: What the list calls mixers; every name that is not there means attention.
  func mixers(
    layers: Int, key: String = "layer_types", _ names: [String: ModelConfig.Mixer]
  ) throws -> [ModelConfig.Mixer]? {
    let kinds = try texts(key)
    guard !kinds.isEmpty else { return nil }
    guard kinds.count == layers else {
      throw ModelError(
        .badFile, "\(path): '\(key)' lists \(kinds.count) layers; the model has \(layers)")
    }
    let attention = [
      "attention", "full_attention", "sliding_attention", "chunked_attention", "indexed_attention",
    ]
    return try kinds.map { kind in
      if let mixer = names[kind] { return mixer }
      guard attention.contains(kind) else {
        throw ModelError(
          .badFile,
          "\(path): '\(key)' has '\(kind)'; "
            + (names.keys.sorted() + attention).joined(separator: ", ") + " are supported")
      }
      return .attention
    }
  }
}
