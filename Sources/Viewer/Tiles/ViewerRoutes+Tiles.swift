internal import Activations
internal import Figures
internal import Formats
internal import Pictures
internal import Tensors

extension ViewerRoutes {
  /// A figure of a head: drawn now where there is a pattern and a function, else the folder's file.
  func tile(
    _ place: HeadPlace, _ name: FigureName, _ target: RequestTarget
  ) throws -> ViewerAnswer {
    let look = try TileLook(target)
    if let tile = try asked(place, name, size: try size(target), look: look) {
      return try answer(tile, target)
    }
    let head = try place.head
    guard catalog.source.registry[name.function] != nil else {
      return try fileTile(place, head, name)
    }
    _ = try model(place.model)
    _ = try catalog.prompt(place.hash, of: place.model)
    return try fileTile(place, head, name)
  }

  /// The tile as a file: from the cache, or drawn now.
  private func answer(_ tile: AskedTile, _ target: RequestTarget) throws -> ViewerAnswer {
    let (key, name) = (tile.key, tile.name)
    if let known = ready(key, target) { return known }
    guard let type = MediaType.named(name.format.rawValue) else {
      throw RequestProblem.missing("'\(name.format.rawValue)' is no format of pictures")
    }
    let figure = try drawn(
      tile.place, tile.head, name, tile.function, size: key.size, look: tile.look)
    let body = try explained(tile.function, tile.head) { try figure.bytes(as: name.format) }
    let answer = ViewerAnswer(type: type, body: body, tag: "\(key.tag)-\(key.size ?? 0)")
    caches.tiles.insert(answer, for: key.text, bytes: answer.body.count + key.text.utf8.count)
    return ready(key, target) ?? answer
  }

  /// The tiles that a request asks for; nil for all other requests, and for tiles that lie in the folder.
  func askedTiles(path: String, query: String) -> AskedTiles? {
    guard path.hasPrefix("/api/tile"), let target = try? RequestTarget(path: path, query: query)
    else { return nil }
    if path == "/api/tiles" { return (try? tileList(target)).map { .list($0, target) } }
    guard path.hasPrefix("/api/tile/"), let look = try? TileLook(target),
      let size = try? size(target), let (place, name) = try? tilePlace(target.names.dropFirst(2)),
      let tile = try? asked(place, name, size: size, look: look)
    else { return nil }
    return .one(tile, target)
  }

  /// The answer where all that is asked for has been drawn; nil where something has not.
  func ready(_ tiles: AskedTiles, known: String?) -> ViewerAnswer? {
    switch tiles {
    case .one(let tile, let target): ready(tile.key, target)?.unless(known)
    case .list(let list, _): ready(list)?.unless(known)
    }
  }

  /// The answer, for which what has not been drawn is drawn.
  func answer(_ tiles: AskedTiles, known: String?) -> ViewerAnswer {
    do {
      switch tiles {
      case .one(let tile, let target): return try answer(tile, target).unless(known)
      case .list(let list, _): return answer(list).unless(known)
      }
    } catch {
      let problem = problem(error)
      report(problem)
      return .problem(problem)
    }
  }

  /// What is known of a tile before it is drawn; nil where there is no function for it, or no pattern.
  func asked(
    _ place: HeadPlace, _ name: FigureName, size: Int?, look: TileLook
  ) throws -> AskedTile? {
    let head = try place.head
    guard let function = catalog.source.registry[name.function],
      let key = TileKey(self, place, head, name, function, size: size, look: look)
    else { return nil }
    return AskedTile(
      place: place, head: head, name: name, function: function, look: look, key: key)
  }

  private func ready(_ key: TileKey, _ target: RequestTarget) -> ViewerAnswer? {
    guard var answer = caches.tiles.value(key.text) else { return nil }
    answer.isFixed = target.value("v") == key.tag
    return answer
  }

  /// The head and the figure of a tile's address.
  func tilePlace(_ names: ArraySlice<String>) throws -> (place: HeadPlace, name: FigureName) {
    guard names.count >= 5, let last = names.last else {
      throw RequestProblem.missing("a tile is MODEL/HASH/LAYER/HEAD/FUNC.png")
    }
    return (try HeadPlace(names.dropLast()), try FigureName(last))
  }

  /// The largest side that a request wants; nil for figures as they are.
  func size(_ target: RequestTarget) throws -> Int? {
    try target.value("size").map { try HeadPlace.number($0, "size") }
  }

  /// The figure of that name, its pixels pooled to about `size`.
  func drawn(
    _ place: HeadPlace, _ head: Head, _ name: FigureName, _ function: FigureFunction, size: Int?,
    look: TileLook
  ) throws -> Figure {
    var (input, _) = try catalog.input(head, of: place.hash, model: place.model)
    if function.name == TileLook.function, let figure = try look.figure(input.rows, size: size) {
      return try size.map { try figure.fitting($0) } ?? figure
    }
    input.shownSize = size
    let figures = try explained(function, head) { try function.draw(input) }
    guard let figure = figures.first(where: { $0.name == name.figure })?.figure else {
      let names = figures.map { FigurePath.name(of: $0.name, by: function.name) }
      throw RequestProblem(
        status: 404, text: "\(function.name) draws \(names.joined(separator: ", "))",
        details: ["figures": .array(figures.map { $0.name.map { .string($0) } ?? .null })])
    }
    return try explained(function, head) { try size.map { try figure.fitting($0) } ?? figure }
  }

  /// Says of an error which function and head it is about.
  private func explained<Result>(
    _ function: FigureFunction, _ head: Head, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch {
      throw RequestProblem(status: 500, text: "\(function.name) of \(head): \(error)")
    }
  }

  /// A picture that lies in the folder, or why it does not.
  private func fileTile(
    _ place: HeadPlace, _ head: Head, _ name: FigureName
  ) throws -> ViewerAnswer {
    let folder =
      place.model.split(separator: "/").map(String.init)
      + ["prompts", place.hash] + FigurePath.folders(of: head)
    let file = "\(name.stem).\(name.format.rawValue)"
    if let files = catalog.files, let entry = files.entry(folder + [file]),
      let type = MediaType.named(file)
    {
      return try files.answer(entry, type: type)
    }
    let failure = FigurePath.errorFile(of: name.function)
    if let files = catalog.files, let entry = files.entry(folder + [failure]) {
      let reason = OpenFile(entry.path, count: entry.count)?.bytes(from: 0, atMost: 4096) ?? []
      let text = String(decoding: reason, as: UTF8.self)
      throw RequestProblem(status: 500, text: "\(name.function) failed: \(text)")
    }
    _ = try model(place.model)
    _ = try catalog.prompt(place.hash, of: place.model)
    throw RequestProblem.missing(
      catalog.source.registry[name.function] == nil
        ? "there is no figure function '\(name.function.prefix(80))', nor a picture of its in the folder"
        : "prompt '\(place.hash)' has no captured activations of \(place.model)")
  }
}

extension Figure {
  /// The same picture with about `size` pixels a side: blocks of a larger heat map become one each,
  /// which shows the strongest, so that no single strong cell is lost.
  func fitting(_ size: Int) throws -> Figure {
    guard case .heatMap(let map) = self, size > 0 else { return self }
    let side = (max(map.rows, map.columns) + size - 1) / size
    guard side > 1 else { return self }
    return .heatMap(try map.pooled(side: side))
  }
}
