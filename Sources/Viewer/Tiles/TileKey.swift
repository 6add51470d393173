internal import Activations
internal import Figures

/// What a finished tile is kept under.
struct TileKey: Sendable {
  /// All that its content depends on.
  let text: String

  /// The part that stands for the pattern and the function, as the page knows it.
  let tag: String

  /// The largest side that is asked for; nil for the whole figure.
  let size: Int?

  /// The key of a figure; nil where no pattern is captured.
  init?(
    _ routes: ViewerRoutes, _ place: HeadPlace, _ head: Head, _ name: FigureName,
    _ function: FigureFunction, size: Int?, look: TileLook
  ) {
    guard let own = routes.catalog.tag(of: place.hash, of: place.model) else { return nil }
    self.size = size
    tag = "\(own)-\(routes.tag(of: function))"
    let look = function.name == TileLook.function ? look.text : ""
    text =
      "\(tag) \(place.model) \(place.hash) \(head) \(name.stem).\(name.format) \(size ?? 0)\(look)"
  }
}

/// A tile that was asked for, and what its content depends on, which is looked up once for a request.
struct AskedTile: Sendable {
  let place: HeadPlace
  let head: Head
  let name: FigureName
  let function: FigureFunction
  let look: TileLook
  let key: TileKey
}

/// Many tiles that one request asks for, each with the tag that the page knows.
struct TileList: Sendable {
  /// A tile, or why it can't be one; nil for one that lies in the folder.
  typealias Entry = (tile: Result<AskedTile?, any Error>, tag: Substring?)

  let entries: [Entry]
  let size: Int?
}

/// What a request for tiles asks for.
enum AskedTiles: Sendable {
  case one(AskedTile, RequestTarget)
  case list(TileList, RequestTarget)

  /// Whether it is a list of one.
  var isAlone: Bool {
    if case .list(let list, _) = self { list.entries.count == 1 } else { false }
  }
}
