internal import Activations
internal import Figures
internal import Formats
internal import Pictures
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
    let look = try TileLook(target)
    let wanted = try places(target)
    let tiles = Parallel.map(wanted.count) { order in
      pixels(wanted[order].names, size: size, look: look)
    }
    return answer(tiles, to: wanted, size: size, look: look)
  }

  /// The answer where all tiles have been drawn; nil where one has not.
  func readyTiles(_ target: RequestTarget) throws -> ViewerAnswer? {
    let size = try size(target)
    let look = try TileLook(target)
    let wanted = try places(target)
    var tiles: [TilePixels] = []
    for (names, _) in wanted {
      guard let key = try? key(names, size: size, look: look)?.key,
        let known = caches.pixels.value(key.text)
      else { return nil }
      tiles.append(known)
    }
    return answer(tiles, to: wanted, size: size, look: look)
  }

  /// What there is to tell of a prompt, with tiles of its heads where the address asks for them:
  /// `?tiles=LAYER/HEAD/FUNC.png~...&size=128`.
  func tiles(
    of hash: String, model: String, _ target: RequestTarget, telling told: JSON
  ) throws -> ViewerAnswer {
    guard let wanted = target.list("tiles") else { return .json(told) }
    guard wanted.count <= Self.longestList else {
      throw RequestProblem.bad("'tiles' lists at most \(Self.longestList), not \(wanted.count)")
    }
    let size = try size(target)
    let look = try TileLook(target, first: "tiles-first")
    let tiles = Parallel.map(wanted.count) { order in
      pixels(
        [model, hash] + wanted[order].split(separator: "/").map(String.init), size: size,
        look: look, keeps: false)
    }
    return ViewerAnswer(
      type: "application/octet-stream", body: TilePixels.bytes(of: tiles, telling: told))
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

  private func answer(
    _ tiles: [TilePixels], to wanted: [(names: [String], tag: Substring?)], size: Int?,
    look: TileLook
  ) -> ViewerAnswer {
    var answer = ViewerAnswer(
      type: "application/octet-stream", body: TilePixels.bytes(of: tiles))
    answer.isFixed = zip(tiles, wanted).allSatisfy { tile, wanted in
      if case .problem = tile { return false }
      return (try? key(wanted.names, size: size, look: look)?.key.tag).map { wanted.tag == $0[...] }
        ?? false
    }
    return answer
  }

  /// The key of a tile and what it is of; nil where it is not drawn but lies in the folder.
  private func key(
    _ names: [String], size: Int?, look: TileLook
  ) throws -> (key: TileKey, place: HeadPlace, name: FigureName, function: FigureFunction)? {
    guard names.allSatisfy(StoreFiles.isPlain) else {
      throw RequestProblem.bad("a part of a tile's address is no plain name")
    }
    let (place, name) = try tilePlace(names[...])
    guard let function = catalog.source.registry[name.function],
      let key = TileKey(self, place, try place.head, name, function, size: size, look: look)
    else { return nil }
    return (key, place, name, function)
  }

  /// - Parameter keeps: Whether somebody may ask for it again.
  private func pixels(
    _ names: [String], size: Int?, look: TileLook, keeps: Bool = true
  ) -> TilePixels {
    do {
      // A function of which one call runs at a time would hold up the others of the row.
      guard let (key, place, name, function) = try key(names, size: size, look: look),
        function.isParallel
      else { return .picture }
      if let known = caches.pixels.value(key.text) { return known }
      let figure = try drawn(place, place.head, name, function, size: size, look: look)
      let tile: TilePixels =
        if case .heatMap(let map) = figure { .pixels(map.image()) } else { .picture }
      if keeps {
        caches.pixels.insert(
          tile, for: key.text, bytes: tile.byteCount + 2 * key.text.utf8.count)
      }
      return tile
    } catch {
      let problem = problem(error)
      report(problem)
      return .problem(problem)
    }
  }
}
