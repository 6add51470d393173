internal import Formats

/// Several tiles in one answer, as the grid asks for them.
///
///     4 bytes      length of the header, little-endian
///     the header   {"tiles": [...]}: {"width": 64, "height": 64, "colors": 200} of what follows,
///                  {"error": "...", "status": 500} of what can't be drawn,
///                  {"picture": true} of what is no heat map: it has an address of its own
///                  and "told", where there is something to tell beside them
///     each tile    its colours, three bytes each, then a byte for each pixel
enum TilePixels: Sendable {
  case pixels(IndexedImage)
  case picture
  case problem(RequestProblem)

  /// The line of the header.
  private var header: JSONObject {
    switch self {
    case .pixels(let image):
      return [
        "width": .integer(image.width), "height": .integer(image.height),
        "colors": .integer(image.palette.count),
      ]
    case .picture: return ["picture": .bool(true)]
    case .problem(let problem):
      var header = problem.details
      header["error"] = .string(problem.text)
      header["status"] = .integer(problem.status)
      return header
    }
  }

  /// What a cache counts for it.
  var byteCount: Int {
    if case .pixels(let image) = self { image.indices.count + 3 * image.palette.count } else { 0 }
  }

  /// The bytes of the answer.
  static func bytes(of tiles: [TilePixels], telling told: JSON? = nil) -> [UInt8] {
    var all: JSONObject = ["tiles": .array(tiles.map { .object($0.header) })]
    if let told { all["told"] = told }
    let header = Array(JSON.object(all).pageText.utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 + header.count + tiles.reduce(0) { $0 + $1.byteCount })
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: header.count >> shift)) }
    bytes += header
    for case .pixels(let image) in tiles {
      for color in image.palette { bytes += [color.red, color.green, color.blue] }
      bytes += image.indices
    }
    return bytes
  }
}
