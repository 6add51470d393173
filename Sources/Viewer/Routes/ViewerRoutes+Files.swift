internal import Activations
internal import Figures
internal import Formats
internal import Pictures
internal import Tensors

extension ViewerRoutes {
  /// A file of the store, or what pattern_lens would have written there.
  ///
  ///     models.jsonl  figures.jsonl  pl_cfg.json  sg_cfg.json
  ///     MODEL/model_cfg.json  MODEL/prompts.jsonl
  ///     MODEL/prompts/HASH/prompt.json  activations.npz  activations-....npy
  ///     MODEL/prompts/HASH/L0/H3/FIGURE.png  .svg  .svgz  FUNC.error.txt
  ///
  /// Other files that lie in the folder are nobody's business. All but `activations-....npy` and
  /// `FUNC.error.txt` are made from memory where there is no file.
  func file(_ names: [String], _ target: RequestTarget) throws -> ViewerAnswer {
    let path = names.joined(separator: "/")
    guard let place = StorePlace(names), let type = MediaType.named(names.last ?? "") else {
      throw RequestProblem.missing("there is nothing at /\(path.prefix(200))")
    }
    // Lists that tell only of a folder would leave out what is in memory.
    let isList = place == .models || place == .figures || place.isPrompts
    if let files = catalog.files, !(isList && hasMore), let entry = files.entry(names) {
      return try files.pageAnswer(entry, type: type)
    }
    switch place {
    case .models: return .lines(try configs())
    case .figures: return .lines(figureLines())
    case .prompts(let model):
      return .lines(try catalog.prompts(of: self.model(model)).prompts.map(\.fields))
    case .config(let model):
      if let config = try catalog.config(of: self.model(model)) { return .json(.object(config)) }
    case .prompt(let model, let hash):
      return .json(.object(try catalog.prompt(hash, of: model).fields))
    case .activations(let model, let hash) where names.last == "activations.npz":
      if let capture = catalog.capture(hash, of: model) { return try archive(of: capture) }
    case .figure(let place, let file):
      return try tile(place, FigureName(file), target)
    default: break
    }
    throw RequestProblem.missing("there is no file /\(path)")
  }

  /// The folder's own page, which pattern_lens writes there, and below it the folder's files.
  ///
  /// Its scripts may come from where pattern_lens's do, and may ask this viewer alone.
  func ownPage(_ names: [String], _ target: RequestTarget) throws -> ViewerAnswer {
    let name = names.isEmpty ? "index.html" : names.joined(separator: "/")
    guard ["index.html", "single.html"].contains(name) else { return try file(names, target) }
    guard let files = catalog.files, let entry = files.entry([name]) else {
      throw RequestProblem.missing("the folder has no \(name); this viewer's own page is at /")
    }
    var answer = try files.answer(entry, type: "text/html; charset=utf-8")
    let hosts = "https://cdnjs.cloudflare.com https://cdn.jsdelivr.net"
    answer.policy =
      "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' \(hosts); "
      + "style-src 'self' 'unsafe-inline' \(hosts); font-src data: \(hosts); img-src 'self' data: blob:; "
      + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return answer
  }

  /// Most bytes of patterns that are made for one answer.
  private static let largestArchive = 2_000_000_000

  /// Where `ownPage` is.
  static let ownPagePlace = "pattern_lens"

  /// Whether there is something that no file of the folder tells of.
  private var hasMore: Bool { !catalog.source.captures.isEmpty }

  /// The activations of a prompt as NumPy's archive, each array with its leading axis; patterns
  /// that are kept as queries and keys are made.
  ///
  /// - Throws: `RequestProblem` 413 where they are too large for one answer.
  private func archive(of capture: ViewerSource.Capture) throws -> ViewerAnswer {
    let patterns = capture.patterns.opened()
    let made = try capture.layers.filter { capture.values[.pattern($0)] == nil }.map { layer in
      (HookPoint.pattern(layer), try patterns.layer(layer))
    }
    let size = made.reduce(0) { $0 + 4 * $1.1.shape.reduce(1, *) }
    guard size <= Self.largestArchive else {
      throw RequestProblem(
        status: 413,
        text: "the patterns of this prompt take \(size / 1_000_000) MB, more than "
          + "\(Self.largestArchive / 1_000_000) at once: ask for one head's")
    }
    var values = capture.values
    for (point, layer) in made { values[point] = layer.tensor }
    let arrays = values.points.compactMap { point -> EncodedArray? in
      guard let tensor = values[point] else { return nil }
      return EncodedArray(
        name: point.description, shape: [1] + tensor.shape, values: tensor.values,
        compression: .fast)
    }
    return ViewerAnswer(type: "application/octet-stream", body: NPZWriter.bytes(of: arrays))
  }

  /// The models' configurations; one that can't be read is told, and keeps nobody from the others.
  private func configs() throws -> [JSONObject] {
    try catalog.models().compactMap { model in
      do {
        return try catalog.config(of: model)
      } catch {
        report(problem(error))
        return nil
      }
    }
  }

  /// The lines of `figures.jsonl`: what is there, and every function that draws now.
  private func figureLines() -> [JSONObject] {
    var lines: [String: JSONObject] = [:]
    for line in figuresOnDisk() {
      if let name = line["name"]?.stringValue { lines[name] = line }
    }
    for function in catalog.source.registry.all {
      for line in function.indexLines {
        if let name = line["name"]?.stringValue { lines[name] = line }
      }
    }
    return lines.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
  }
}

/// A place in a folder of captures that has a file a page may ask for.
enum StorePlace: Equatable {
  case models, figures, settings
  case config(String)
  case prompts(String)
  case prompt(String, String)
  case activations(String, String)
  case figure(HeadPlace, String)

  /// Whether it is a model's list of prompts.
  var isPrompts: Bool { if case .prompts = self { true } else { false } }

  /// Finds the place of a path's names; nil where a folder of captures has none such.
  init?(_ names: [String]) {
    switch names {
    case ["models.jsonl"]: self = .models
    case ["figures.jsonl"]: self = .figures
    case ["pl_cfg.json"], ["sg_cfg.json"]: self = .settings
    default:
      // A model of pattern_lens 0.6 may be a folder in a folder.
      guard let place = [1, 2].lazy.compactMap({ Self.inModel(names, $0) }).first else {
        return nil
      }
      self = place
    }
  }

  private static func inModel(_ names: [String], _ count: Int) -> StorePlace? {
    let model = names.prefix(count).joined(separator: "/")
    let rest = Array(names.dropFirst(count))
    guard let last = rest.last else { return nil }
    if rest == ["model_cfg.json"] { return .config(model) }
    if rest == ["prompts.jsonl"] { return .prompts(model) }
    guard rest[0] == "prompts" else { return nil }
    if rest.count == 3 {
      if last == "prompt.json" { return .prompt(model, rest[1]) }
      if last == "activations.npz" || last.hasPrefix("activations-") && last.hasSuffix(".npy") {
        return .activations(model, rest[1])
      }
    }
    guard rest.count == 5, let head = Head(rest[2] + rest[3]), rest[2].hasPrefix("L"),
      rest[3].hasPrefix("H"),
      FigureFormat.allCases.contains(where: { last.hasSuffix("." + $0.rawValue) })
        || last.hasSuffix(".error.txt")
    else { return nil }
    return .figure(HeadPlace(model: model, hash: rest[1], head: head), last)
  }
}
