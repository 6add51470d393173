import Formats

/// What a configuration says of each layer.
extension ConfigReader {
  /// Whether the file lists what kind of attention each layer has.
  var hasLayerTypes: Bool { fields["layer_types"] ?? .null != .null }

  /// The windows that `layer_types` and `sliding_window` give the layers; empty where no layer has one.
  func windows(layers: Int) throws -> [Int?] {
    let kinds = try eachLayer("layer_types", texts, layers)
    knows("sliding_window")
    guard kinds.contains("sliding_attention"), let window = try optionalSize("sliding_window")
    else { return [] }
    return kinds.map { $0 == "sliding_attention" ? window : nil }
  }

  /// A list with an entry for each layer; empty where it is missing.
  ///
  /// - Throws: `ModelError` where there are more layers, or fewer.
  func eachLayer<Element>(
    _ key: String, _ read: (String) throws -> [Element], _ layers: Int
  ) throws -> [Element] {
    let list = try read(key)
    guard list.isEmpty || list.count == layers else {
      throw ModelError(
        .badFile, "\(path): '\(key)' lists \(list.count) layers; the model has \(layers)")
    }
    return list
  }

  /// A list of numbers of layers; empty where it is missing.
  ///
  /// - Parameter first: The number of the first layer.
  /// - Throws: `ModelError` for a layer that the model does not have.
  func layerNumbers(_ key: String, of layers: Int, from first: Int = 0) throws -> [Int] {
    let list = try integers(key)
    if let other = list.first(where: { !(first..<first + layers).contains($0) }) {
      throw ModelError(
        .badFile,
        "\(path): '\(key)' names layer \(other); the model has \(first)-\(first + layers - 1)")
    }
    return list
  }
}
