internal import Activations
internal import Formats
internal import Indexes
internal import Synchronization

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
    let names = try target.list("models") ?? target.value("model").map { [$0] } ?? catalog.models()
    let list = try catalog.promptList(of: try names.map(model))
    if let hashes = target.list("hashes") {
      return .json(page(try list.prompts(hashes), of: list, total: list.count))
    }
    let (search, sort) = (target.value("search") ?? "", target.value("sort"))
    let isDown = target.value("down") == "1"
    if target.value("fields") == "hash" {
      let found = try list.hashes(search: search, sort: sort, isDown: isDown)
      var object: JSONObject = [
        "total": .integer(found.count), "hashes": .array(found.map { .string($0.hash) }),
      ]
      if list.models.count > 1 {
        object["models"] = .array(found.map { .array($0.models.map { .integer($0) }) })
      }
      return .json(.object(object))
    }
    let from = try target.value("from").map { try HeadPlace.number($0, "place") } ?? 0
    let count =
      try target.value("count").map { try HeadPlace.number($0, "number of prompts") } ?? 200
    let found = try list.found(
      search: search, sort: sort, isDown: isDown, from: from, limit: min(count, Self.longestPage))
    return .json(page(found.prompts, of: list, total: found.total))
  }

  /// The first prompts of all models, with which a page begins; or `{"error": "..."}`, which no empty list stands for.
  var firstPrompts: JSON {
    do {
      let list = try catalog.promptList(of: catalog.models())
      return page(try list.found(limit: 100).prompts, of: list, total: list.count)
    } catch {
      let problem = problem(error)
      report(problem)
      return .object(["error": .string(problem.text)])
    }
  }

  private func page(
    _ entries: [IndexedPrompt], of list: ListedPrompts, total: Int
  ) -> JSON {
    let prompts = entries.map { record -> JSON in
      var models: JSONObject = [:]
      for place in record.models {
        let model = list.models[place]
        let tag = catalog.tag(of: record.hash, of: model)
        if tag == nil {
          catalog.caches.uncaptured.withLock { _ = $0[model, default: []].insert(record.hash) }
        }
        var object: JSONObject = ["tag": tag.map { .string($0) } ?? .null]
        if let capture = catalog.capture(record.hash, of: model) {
          object["layers"] = .array(capture.layers.map { .integer($0) })
        }
        models[model] = .object(object)
      }
      return .object([
        "hash": .string(record.hash), "text": .string(String(record.text.prefix(Self.longestText))),
        "n_tokens": record.tokens.map { .integer($0) } ?? .null,
        "source": record.source.map { .string($0) } ?? .null,
        "data_set": record.dataSet.map { .string($0) } ?? .null, "models": .object(models),
      ])
    }
    return .object(["total": .integer(total), "prompts": .array(prompts)])
  }
}
