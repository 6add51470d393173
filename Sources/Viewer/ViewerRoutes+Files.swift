internal import Activations
internal import Formats

extension ViewerRoutes {
  /// A file of the store, or what pattern_lens would have written there.
  ///
  ///     models.jsonl  figures.jsonl  pl_cfg.json  sg_cfg.json
  ///     MODEL/model_cfg.json  MODEL/prompts.jsonl
  ///     MODEL/prompts/HASH/prompt.json  activations.npz  activations-....npy
  ///     MODEL/prompts/HASH/L0/H3/FIGURE.png  .svg  .svgz  FUNC.error.txt
  ///
  /// Other files that lie in the folder are nobody's business. The three indexes and `raw.png` are
  /// made from memory where there is no file.
  func file(_ names: [String]) throws -> ViewerAnswer {
    let path = names.joined(separator: "/")
    guard isStorePath(names), let type = MediaType.named(names.last ?? "") else {
      throw RequestProblem.missing("there is nothing at /\(path.prefix(200))")
    }
    if let entry = files.entry(names) {
      return ViewerAnswer(type: type, body: try files.content(entry), tag: entry.tag)
    }
    if names == ["models.jsonl"] {
      return .lines(store.models().compactMap { config(of: $0) })
    }
    if names == ["figures.jsonl"] { return .lines([Self.rawFigure]) }
    if names.last == "prompts.jsonl" {
      let model = try model(names.dropLast().joined(separator: "/"))
      return .lines(prompts(of: model).map(\.fields))
    }
    if names.last == "raw.png" {
      let (layer, head) = (names[names.count - 3], names[names.count - 2])
      let place = names.dropLast(5) + [names[names.count - 4]]
      return try tile(place, layer: "\(layer.dropFirst())", index: "\(head.dropFirst())")
    }
    throw RequestProblem.missing("there is no file /\(path)")
  }

  /// Whether a store has files at such a place.
  private func isStorePath(_ names: [String]) -> Bool {
    let tops = ["models.jsonl", "figures.jsonl", "pl_cfg.json", "sg_cfg.json"]
    if names.count == 1 { return tops.contains(names[0]) }
    // A model of pattern_lens 0.6 may be a folder in a folder.
    return [1, 2].contains { isModelPath(Array(names.dropFirst($0))) }
  }

  private func isModelPath(_ names: [String]) -> Bool {
    guard let last = names.last else { return false }
    if names.count == 1 { return last == "model_cfg.json" || last == "prompts.jsonl" }
    guard names[0] == "prompts" else { return false }
    if names.count == 3 {
      return last == "prompt.json" || last == "activations.npz"
        || (last.hasPrefix("activations-") && last.hasSuffix(".npy"))
    }
    guard names.count == 5, names[2].hasPrefix("L"), Head(names[2] + names[3]) != nil else {
      return false
    }
    return [".png", ".svg", ".svgz", ".error.txt"].contains { last.hasSuffix($0) }
  }

  /// What the page must know of a model; null where its configuration doesn't say.
  func summary(of model: String) -> JSONObject {
    let config = config(of: model) ?? [:]
    var summary: JSONObject = ["name": .string(model)]
    for key in ["n_layers", "n_heads", "d_model"] {
      summary[key] = config[key]?.integerValue.map { .integer($0) } ?? .null
    }
    return summary
  }

  /// A model's line of `models.jsonl`; nil where it has no configuration that can be read.
  private func config(of model: String) -> JSONObject? {
    let names = model.split(separator: "/").map(String.init) + ["model_cfg.json"]
    guard files.entry(names) != nil, var config = try? store.config(of: model).objectValue else {
      return nil
    }
    config["sanitized_name"] = .string(model)
    return config
  }

  /// The prompts of a model whose files are inside the store.
  func prompts(of model: String) -> [PromptRecord] {
    let folder = model.split(separator: "/").map(String.init) + ["prompts"]
    return store.prompts(of: model).prompts.filter {
      files.entry(folder + [$0.hash, "prompt.json"]) != nil
    }
  }

  private static var rawFigure: JSONObject {
    [
      "name": .string("raw"), "func_name": .string("raw"),
      "doc": .string("The pattern as it is, in blues."), "figure_save_fmt": .string("png"),
      "source": .string(""), "code": .string(""),
    ]
  }
}
