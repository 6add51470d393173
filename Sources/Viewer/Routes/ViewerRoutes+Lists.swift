internal import Activations
internal import Figures
internal import Formats
internal import Pictures

extension ViewerRoutes {
  /// All that a page must know before it can show anything: each question costs it time.
  var start: JSON {
    // Why a folder can't be listed is what the page is told in place of prompts.
    .object([
      "session": sessionFacts, "models": list(of: (try? catalog.models()) ?? []),
      "figures": figureList,
      "prompts": firstPrompts,
    ])
  }

  /// What this viewer is and can.
  func session() -> ViewerAnswer { .json(sessionFacts) }

  private var sessionFacts: JSON {
    .object([
      "viewer": .string("PatternLens"), "live": .bool(true), "revision": .integer(revision),
      "folder": catalog.source.folderName.map { .string($0) } ?? .null,
      "runs": runs, "tables": tableList,
      "scores": .array(
        catalog.source.scores.map {
          .object(["name": .string($0.name), "summary": .string($0.summary)])
        }),
    ])
  }

  /// What a page needs to have models run; null where there are none.
  private var runs: JSON {
    guard let runner = catalog.source.runner, runner.isAllowed, !runner.models.isEmpty,
      !runToken.isEmpty
    else { return .null }
    return .object([
      "token": .string(runToken),
      "models": .array(runner.models.map { .string(CaptureStore.sanitizedName($0)) }),
    ])
  }

  /// Models with their sizes; null where a configuration doesn't say.
  ///
  /// - Throws: `FormatError` where the folder can't be listed.
  func models() throws -> ViewerAnswer { .json(list(of: try catalog.models())) }

  private func list(of models: [String]) -> JSON { .array(models.map { .object(summary(of: $0)) }) }

  private func summary(of model: String) -> JSONObject {
    let config = (try? catalog.config(of: model)) ?? [:]
    var summary: JSONObject = ["name": .string(model)]
    let size = try? catalog.size(of: model)
    summary["n_layers"] = size.map { .integer($0.layers) } ?? .null
    summary["n_heads"] = size.map { .integer($0.heads) } ?? .null
    if let size, !size.patternless.isEmpty {
      var kinds: JSONObject = [:]
      for layer in size.patternless.keys.sorted() {
        kinds[String(layer)] = size.patternless[layer].map { .string($0) }
      }
      summary[ModelSize.patternlessKey] = .object(kinds)
    }
    for key in ["d_model", "n_key_value_heads", "n_params"] {
      summary[key] = config[key]?.integerValue.map { .integer($0) } ?? .null
    }
    for key in ["original_architecture", "attention_dir"] {
      summary[key] = config[key]?.stringValue.map { .string($0) } ?? .null
    }
    return summary
  }

  /// Figure functions: those that draw now, then those that have only pictures in the folder.
  func figures() -> ViewerAnswer { .json(figureList) }

  private var figureList: JSON {
    let drawn = catalog.source.registry.all.map { function in
      JSON.object([
        "name": .string(function.name), "summary": .string(function.summary),
        "origin": .string(function.origin.name), "code": .string(function.code),
        "format": .string(function.format.rawValue), "tag": .string(tag(of: function)),
        "figures": .array(function.figureNames.map { .string($0) }),
      ])
    }
    let onDisk = figuresOnDisk().compactMap { figure -> JSON? in
      guard let name = figure["name"]?.stringValue,
        catalog.source.registry[FigureName.function(of: name)] == nil
      else { return nil }
      return .object([
        "name": .string(name), "summary": figure["doc"] ?? .null, "origin": .string("folder"),
        "code": figure["code"] ?? .null, "format": figure["figure_save_fmt"] ?? .null,
        "tag": .string("folder"), "figures": .array([]),
      ])
    }
    return .array(drawn + onDisk)
  }

  /// The lines of the folder's `figures.jsonl`.
  func figuresOnDisk() -> [JSONObject] {
    guard let files = catalog.files, let entry = files.entry(["figures.jsonl"]),
      let bytes = try? files.content(entry)
    else { return [] }
    return bytes.split(separator: 0x0A).compactMap { (try? JSON(parsing: $0))?.objectValue }
  }

  /// What changes when a function is registered anew.
  func tag(of function: FigureFunction) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
    for byte in "\(function.name) \(function.format) \(function.code)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 36)
  }
}

extension FigureFunction.Origin {
  /// The word for a reader.
  var name: String {
    switch self {
    case .builtIn: "built in"
    case .script(let place): "script \(place)"
    case .python(let file): "Python \(file)"
    }
  }
}
