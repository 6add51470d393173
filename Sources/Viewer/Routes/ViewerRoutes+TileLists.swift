internal import Activations
internal import Figures
internal import Tensors

extension ViewerRoutes {
  /// Tiles that one answer may have.
  private static let longestList = 256

  /// Many tiles in one answer: `?of=MODEL/HASH/LAYER/HEAD/FUNC.png@TAG~...&size=128`.
  ///
  /// A browser takes longer to ask for a picture than this takes to draw it.
  func tiles(_ target: RequestTarget) throws -> ViewerAnswer {
    if let ready = try readyTiles(target) { return ready }
    let size = try size(target)
    let wanted = try places(target)
    return answer(Parallel.map(wanted.count) { pixels(wanted[$0], size: size) })
  }

  /// The answer where all tiles have been drawn; nil where one has not.
  func readyTiles(_ target: RequestTarget) throws -> ViewerAnswer? {
    let size = try size(target)
    var found: [(TilePixels, Bool)] = []
    for place in try places(target) {
      guard let key = try? key(place.names, size: size)?.key,
        let known = caches.pixels.value(key.text)
      else { return nil }
      found.append((known, place.tag == key.tag[...]))
    }
    return answer(found)
  }

  /// The tiles' answer; each is told with whether its address had the tag of its content.
  private func answer(_ tiles: [(tile: TilePixels, isFixed: Bool)]) -> ViewerAnswer {
    ViewerAnswer(
      type: "application/octet-stream", body: TilePixels.bytes(of: tiles.map(\.tile)),
      isFixed: tiles.allSatisfy(\.isFixed))
  }

  private func places(_ target: RequestTarget) throws -> [(names: [String], tag: Substring?)] {
    let wanted = (target.list("of") ?? []).map { text in
      let parts = text.split(separator: "@", maxSplits: 1)
      return (
        (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
          .map(String.init), parts.count == 2 ? parts[1] : nil
      )
    }
    guard (1...Self.longestList).contains(wanted.count) else {
      throw RequestProblem.bad(
        "'of' lists 1 to \(Self.longestList) tiles, MODEL/HASH/LAYER/HEAD/FUNC.png; "
          + "these are \(wanted.count)")
    }
    return wanted
  }

  /// The key of a tile and what it is of; nil where it is not drawn but lies in the folder.
  private func key(
    _ names: [String], size: Int?
  ) throws -> (key: TileKey, place: HeadPlace, name: FigureName, function: FigureFunction)? {
    guard names.allSatisfy(StoreFiles.isPlain) else {
      throw RequestProblem.bad("a part of a tile's address is no plain name")
    }
    let (place, name) = try tilePlace(names[...])
    guard let function = catalog.source.registry[name.function],
      let key = TileKey(self, place, try place.head, name, function, size: size)
    else { return nil }
    return (key, place, name, function)
  }

  private func pixels(
    _ wanted: (names: [String], tag: Substring?), size: Int?
  ) -> (TilePixels, Bool) {
    do {
      // A function of which one call runs at a time would hold up the others of the row.
      guard let (key, place, name, function) = try key(wanted.names, size: size),
        function.isParallel
      else { return (.picture, false) }
      let isFixed = wanted.tag == key.tag[...]
      if let known = caches.pixels.value(key.text) { return (known, isFixed) }
      let figure = try drawn(place, place.head, name, function, size: size)
      let tile: TilePixels =
        if case .heatMap(let map) = figure { .pixels(map.image()) } else { .picture }
      caches.pixels.insert(
        tile, for: key.text, bytes: tile.byteCount + 2 * key.text.utf8.count)
      return (tile, isFixed)
    } catch {
      let problem = problem(error)
      report(problem)
      return (.problem(problem), false)
    }
  }
}
