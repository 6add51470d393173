/// Command R7B and Command A (Cohere, 2024 and 2025): Command R whose windowed layers turn, and whose full layers don't.
extension ModelSpec {
  static func cohere2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try cohere(file)
    let layers = model.config.layers
    if model.config.windows.isEmpty, let window = try file.optionalSize("sliding_window") {
      let step = try file.size("sliding_window_pattern", or: 4)
      model.config.windows = (0..<layers).map { ($0 + 1) % step == 0 ? nil : window }
    }
    model.turnWindowedLayersAlone()
    return model
  }

  /// Has only layers with a window turn queries and keys.
  mutating func turnWindowedLayersAlone() {
    config.unrotatedLayers = Set(
      (0..<config.layers).filter { config.window(in: $0) == nil })
  }
}
