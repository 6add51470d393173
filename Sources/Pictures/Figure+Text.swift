internal import Tensors

extension Figure {
  /// The figure as lines of text for a terminal, or for a pipe.
  ///
  /// - Parameters:
  ///   - tokens: What stands at the rows and columns of a heat map that has as many.
  ///   - title: The first line over a heat map, if not empty; a plot has its own.
  public func text(
    tokens: [String] = [], title: String = "", options: TextOptions = TextOptions()
  ) -> String {
    switch self {
    case .heatMap(let map): map.text(queries: tokens, keys: tokens, title: title, options: options)
    case .plot(let plot): plot.text(options: options)
    case .encoded(let bytes, let format): "a picture in \(format.rawValue), \(bytes.count) bytes\n"
    }
  }
}
