internal import Figures
internal import Formats

extension Figure {
  /// The picture as the bytes of a file.
  func bytes(as format: FigureFormat) throws -> [UInt8] {
    switch self {
    case .heatMap(let map) where format == .png: try map.image().pngData()
    case .encoded(let bytes, let own) where own == format: bytes
    default: throw RequestProblem.missing("this figure can't be had as \(format.rawValue)")
    }
  }
}
