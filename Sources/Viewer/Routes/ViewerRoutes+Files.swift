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
  func file(_ target: RequestTarget) throws -> ViewerAnswer {
    let names = target.names
    let path = names.joined(separator: "/")
    guard let place = StorePlace(names), let type = MediaType.named(names.last ?? "") else {
      throw RequestProblem.missing("there is nothing at /\(path.prefix(200))")
    }
    // Lists that tell only of a folder would leave out what is in memory.
    let isList = place == .models || place == .figures || place.isPrompts
    if let files = catalog.files, !(isList && hasMore), let entry = files.entry(names) {
      return ViewerAnswer(type: type, body: try files.content(entry), tag: entry.tag)
    }
    switch place {
    case .models: return .lines(catalog.models.compactMap { catalog.config(of: $0) })
    case .figures: return .lines(figureLines())
    case .prompts(let model):
      return .lines(catalog.prompts(of: try self.model(model)).map(\.fields))
    case .config(let model):
      if let config = catalog.config(of: try self.model(model)) { return .json(.object(config)) }
    case .prompt(let model, let hash):
      return .json(.object(try catalog.prompt(hash, of: model).fields))
    case .activations(let model, let hash) where names.last == "activations.npz":
      if let capture = catalog.capture(hash, of: model) { return archive(of: capture) }
    case .figure(let place, let file):
      return try tile(place, FigureName(file), target)
    default: break
    }
    throw RequestProblem.missing("there is no file /\(path)")
  }

  /// Whether there is something that no file of the folder tells of.
  private var hasMore: Bool { !catalog.source.captures.isEmpty }

  /// The activations of a prompt as NumPy's archive, each array with its leading axis.
  private func archive(of capture: ViewerSource.Capture) -> ViewerAnswer {
    let arrays = capture.values.points.compactMap { point -> EncodedArray? in
      guard let tensor = capture.values[point] else { return nil }
      return EncodedArray(
        name: point.description, shape: [1] + tensor.shape, values: tensor.values,
        compression: .fast)
    }
    return ViewerAnswer(type: "application/octet-stream", body: NPZWriter.bytes(of: arrays))
  }

  /// The lines of `figures.jsonl`: what is there, and every function that draws now.
  private func figureLines() -> [JSONObject] {
    var lines: [String: JSONObject] = [:]
    for line in figuresOnDisk() {
      if let name = line["name"]?.stringValue { lines[name] = line }
    }
    for function in catalog.source.registry.all {
      for name in function.figureNames.isEmpty
        ? [function.name] : function.figureNames.map({ "\(function.name).\($0)" })
      {
        lines[name] = [
          "name": .string(name), "func_name": .string(function.name),
          "doc": .string(function.summary), "figure_save_fmt": .string(function.format.rawValue),
          "source": .string(function.origin.name), "code": .string(function.code),
        ]
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
      [".png", ".svg", ".svgz", ".error.txt"].contains(where: { last.hasSuffix($0) })
    else { return nil }
    return .figure(HeadPlace(model: model, hash: rest[1], head: head), last)
  }
}
