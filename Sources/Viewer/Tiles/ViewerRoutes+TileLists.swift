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
  func tiles(_ target: RequestTarget) throws -> ViewerAnswer { answer(try tileList(target)) }

  /// The tiles that an address lists.
  func tileList(_ target: RequestTarget) throws -> TileList {
    let size = try size(target)
    let look = try TileLook(target)
    return TileList(
      entries: try places(target).map { names, tag in
        (Result { try asked(names, size: size, look: look) }, tag)
      }, size: size)
  }

  /// The answer, for which tiles that have not been drawn are drawn.
  func answer(_ list: TileList) -> ViewerAnswer {
    answer(
      Parallel.map(list.entries.count) { pixels(list.entries[$0].tile, size: list.size) }, list)
  }

  /// The answer where all tiles have been drawn; nil where one has not.
  func ready(_ list: TileList) -> ViewerAnswer? {
    var tiles: [TilePixels] = []
    for (tile, _) in list.entries {
      guard let tile = try? tile.get(), let known = caches.pixels.value(tile.key.text) else {
        return nil
      }
      tiles.append(known)
    }
    return answer(tiles, list)
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
      let names = [model, hash] + wanted[order].split(separator: "/").map(String.init)
      return pixels(
        Result { try asked(names, size: size, look: look) }, size: size, keeps: false)
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

  private func answer(_ tiles: [TilePixels], _ list: TileList) -> ViewerAnswer {
    var answer = ViewerAnswer(
      type: "application/octet-stream", body: TilePixels.bytes(of: tiles))
    answer.isFixed = zip(tiles, list.entries).allSatisfy { pixels, entry in
      if case .problem = pixels { return false }
      guard let tile = try? entry.tile.get() else { return false }
      return entry.tag.map { $0 == tile.key.tag } ?? false
    }
    return answer
  }

  /// What is known of a tile at an address; nil where it is not drawn but lies in the folder.
  private func asked(_ names: [String], size: Int?, look: TileLook) throws -> AskedTile? {
    guard names.allSatisfy(StoreFiles.isPlain) else {
      throw RequestProblem.bad("a part of a tile's address is no plain name")
    }
    let (place, name) = try tilePlace(names[...])
    return try asked(place, name, size: size, look: look)
  }

  /// - Parameter keeps: Whether somebody may ask for it again.
  private func pixels(
    _ tile: Result<AskedTile?, any Error>, size: Int?, keeps: Bool = true
  ) -> TilePixels {
    do {
      // A function of which one call runs at a time would hold up the others of the row.
      guard let tile = try tile.get(), tile.function.isParallel else { return .picture }
      let key = tile.key
      if let known = caches.pixels.value(key.text) { return known }
      let figure = try drawn(
        tile.place, tile.head, tile.name, tile.function, size: size, look: tile.look)
      let pixels: TilePixels =
        if case .heatMap(let map) = figure { .pixels(map.image()) } else { .picture }
      if keeps {
        caches.pixels.insert(
          pixels, for: key.text, bytes: pixels.byteCount + 2 * key.text.utf8.count)
      }
      return pixels
    } catch {
      let problem = problem(error)
      report(problem)
      return .problem(problem)
    }
  }
}
