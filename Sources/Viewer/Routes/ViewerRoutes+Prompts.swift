internal import Activations
internal import Formats

extension ViewerRoutes {
  /// Prompts that one answer may have.
  private static let longestPage = 1000

  /// Characters of a prompt's text in a list; the whole is in its `prompt.json`.
  private static let longestText = 400

  /// Some of the prompts of models, the newest first.
  ///
  ///     /api/prompts?models=a~b&search=words&sort=tokens&down=1&from=0&count=100
  ///
  ///     {"total": 20, "prompts": [{"hash": HASH, "text": "...", "n_tokens": 7, "source": null, "data_set": null,
  ///      "models": {"a": {"tag": "...", "layers": null}}}]}
  ///
  /// `tag` tells one capture from another; null where nothing is captured. `layers` are those in memory, null where all
  /// may be there. `hashes=HASH~HASH` gives these prompts; `fields=hash` gives all hashes of a search alone:
  ///
  ///     {"total": 20, "hashes": [HASH, ...], "models": [[0], [0, 1], ...]}     left out where there is one model
  func prompts(_ target: RequestTarget) throws -> ViewerAnswer {
    let names = target.list("models") ?? target.value("model").map { [$0] } ?? catalog.models
    let list = catalog.promptList(of: try names.map(model))
    if let hashes = target.list("hashes") {
      let wanted = Set(hashes)
      let found = list.entries.filter { wanted.contains($0.record.hash) }
      return .json(page(found[...], of: list, total: list.entries.count))
    }
    let found = try list.found(
      search: target.value("search") ?? "", sort: target.value("sort"),
      isDown: target.value("down") == "1")
    if target.value("fields") == "hash" {
      var object: JSONObject = [
        "total": .integer(found.count), "hashes": .array(found.map { .string($0.record.hash) }),
      ]
      if list.models.count > 1 {
        object["models"] = .array(found.map { .array($0.models.map { .integer($0) }) })
      }
      return .json(.object(object))
    }
    let from = try target.value("from").map { try HeadPlace.number($0, "place") } ?? 0
    let count =
      try target.value("count").map { try HeadPlace.number($0, "number of prompts") } ?? 200
    let first = min(from, found.count)
    let last = first + min(count, Self.longestPage, found.count - first)
    return .json(page(found[first..<last], of: list, total: found.count))
  }

  /// The first prompts of all models, with which a page begins.
  var firstPrompts: JSON {
    let list = catalog.promptList(of: catalog.models)
    return page(list.entries.prefix(100), of: list, total: list.entries.count)
  }

  private func page(
    _ entries: ArraySlice<ListedPrompts.Entry>, of list: ListedPrompts, total: Int
  ) -> JSON {
    let prompts = entries.map { entry -> JSON in
      let record = entry.record
      var models: JSONObject = [:]
      for place in entry.models {
        let model = list.models[place]
        var object: JSONObject = [
          "tag": catalog.tag(of: record.hash, of: model).map { .string($0) } ?? .null
        ]
        if let capture = catalog.capture(record.hash, of: model) {
          object["layers"] = .array(capture.layers.map { .integer($0) })
        }
        models[model] = .object(object)
      }
      return .object([
        "hash": .string(record.hash), "text": .string(String(record.text.prefix(Self.longestText))),
        "n_tokens": record.fields["n_tokens"] ?? .null,
        "source": record.fields["source_fname"] ?? .null,
        "data_set": record.fields["meta"]?["pile_set_name"] ?? .null, "models": .object(models),
      ])
    }
    return .object(["total": .integer(total), "prompts": .array(prompts)])
  }
}
