internal import Activations
internal import Figures
internal import Formats
internal import Tensors

extension ViewerRoutes {
  /// A figure of a head: drawn now where there is a pattern and a function, else the folder's file.
  func tile(
    _ place: HeadPlace, _ name: FigureName, _ target: RequestTarget
  ) throws -> ViewerAnswer {
    let head = try place.head
    guard let function = catalog.source.registry[name.function] else {
      return try fileTile(place, head, name)
    }
    if let key = try TileKey(self, place, head, name, function, target) {
      if let known = ready(key) { return known }
      var answer = try drawn(place, head, name, function, size: key.size)
      answer.tag = "\(key.tag)-\(key.size ?? 0)"
      caches.tiles.insert(answer, for: key.text, bytes: answer.body.count + key.text.utf8.count)
      answer.isFixed = key.isFixed
      return answer
    }
    _ = try model(place.model)
    _ = try catalog.prompt(place.hash, of: place.model)
    return try fileTile(place, head, name)
  }

  /// The answer to a request for a tile that has been drawn; nil for all others.
  func ready(path: String, query: String, known: String?) -> ViewerAnswer? {
    guard path.hasPrefix("/api/tile/"), let target = try? RequestTarget(path: path, query: query),
      target.names.count >= 7, let last = target.names.last, let name = try? FigureName(last),
      let place = try? HeadPlace(target.names[2..<(target.names.count - 1)]),
      let head = try? place.head, let function = catalog.source.registry[name.function],
      let key = try? TileKey(self, place, head, name, function, target),
      let answer = ready(key)
    else { return nil }
    return answer.unless(known)
  }

  private func ready(_ key: TileKey) -> ViewerAnswer? {
    guard var answer = caches.tiles.value(key.text) else { return nil }
    answer.isFixed = key.isFixed
    return answer
  }

  private func drawn(
    _ place: HeadPlace, _ head: Head, _ name: FigureName, _ function: FigureFunction, size: Int?
  ) throws -> ViewerAnswer {
    let (input, _) = try catalog.input(head, of: place.hash, model: place.model)
    let figures: [NamedFigure]
    do {
      figures = try function.draw(input)
    } catch {
      throw RequestProblem(status: 500, text: "\(function.name) of \(head): \(error)")
    }
    guard let figure = figures.first(where: { $0.name == name.figure }) else {
      let names = figures.map { $0.name.map { "\(function.name).\($0)" } ?? function.name }
      throw RequestProblem(
        status: 404, text: "\(function.name) draws \(names.joined(separator: ", "))",
        details: ["figures": .array(figures.map { $0.name.map { .string($0) } ?? .null })])
    }
    guard let type = MediaType.named(name.format.rawValue) else {
      throw RequestProblem.missing("'\(name.format.rawValue)' is no format of pictures")
    }
    do {
      let small = try size.map { try figure.figure.fitting($0) } ?? figure.figure
      return ViewerAnswer(type: type, body: try small.bytes(as: name.format))
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
      + ["prompts", place.hash, "L\(head.layer)", "H\(head.index)"]
    let file = "\(name.stem).\(name.format.rawValue)"
    if let files = catalog.files, let entry = files.entry(folder + [file]),
      let type = MediaType.named(file)
    {
      return ViewerAnswer(type: type, body: try files.content(entry), tag: entry.tag)
    }
    if let files = catalog.files, let entry = files.entry(folder + ["\(name.function).error.txt"]) {
      let text = String(decoding: try files.content(entry).prefix(4096), as: UTF8.self)
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

/// What a finished tile is kept under.
private struct TileKey {
  /// All that its content depends on.
  let text: String

  /// The part that stands for the pattern and the function, as the page knows it.
  let tag: String

  /// The largest side that is asked for.
  let size: Int?

  /// Whether the address names this content.
  let isFixed: Bool

  /// The key of what a request asks for; nil where no pattern is captured.
  init?(
    _ routes: ViewerRoutes, _ place: HeadPlace, _ head: Head, _ name: FigureName,
    _ function: FigureFunction, _ target: RequestTarget
  ) throws {
    guard let own = routes.catalog.tag(of: place.hash, of: place.model) else { return nil }
    size = try target.value("size").map { try HeadPlace.number($0, "size") }
    tag = "\(own)-\(routes.tag(of: function))"
    text =
      "\(tag) \(place.model) \(place.hash) \(head) \(name.stem).\(name.format) \(size ?? 0)"
    isFixed = target.value("v") == tag
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
