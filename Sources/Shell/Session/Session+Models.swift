import Activations
import Transformers

extension Session {
  /// The model of this name, opened if it is not; the current or the demo model without a name.
  ///
  /// - Throws: `ShellError` where there is none, or the current one is a folder of saved patterns.
  mutating func model(_ name: String? = nil) throws -> LoadedModel {
    guard let name else {
      switch current {
      case .model(let model): return model
      case .folder(let saved):
        if let model = models.values.first(where: { $0.config.name == saved.name }) { return model }
        throw ShellError(
          .notFound,
          "\(saved.store.folder(of: saved.name)) has saved patterns and no model to run: "
            + "'load MODEL' opens one")
      case nil:
        let demo = try model(DemoModel.name)
        current = .model(demo)
        return demo
      }
    }
    if let open = models[name.lowercased()] { return open }
    let listing = try finder.find(name)
    if let open = models[listing.name.lowercased()], listing.path == nil { return open }
    let model = try LoadedModel.open(listing, keepingAtMost: settings.weightLimit)
    models[name.lowercased()] = model
    return model
  }

  /// Makes a model, or a folder of saved patterns, the current one.
  mutating func use(_ name: String) throws -> Source {
    let isModel = models[name.lowercased()] != nil || finder.listings().contains { $0.name == name }
    if !isModel, SavedModel.isSaved(name) {
      let saved = try SavedModel(folder: name)
      for prompt in saved.prompts { add(prompt) }
      current = .folder(saved)
    } else {
      current = .model(try model(name))
    }
    eventHooks.happened.append(.loaded)
    return try current ?? .model(model())
  }

  /// Closes a model, so that its memory is free.
  mutating func close(_ name: String) throws {
    if case .folder(let saved) = current, saved.name == name {
      current = nil
      return
    }
    guard
      let key = models.keys.first(where: { $0 == name.lowercased() })
        ?? models.first(where: { $0.value.config.name.lowercased() == name.lowercased() })?.key
    else {
      let open = models.values.map(\.config.name).sorted().joined(separator: ", ")
      throw ShellError(
        .notFound, "'\(name)' is not loaded; loaded is \(open.isEmpty ? "no model" : open)")
    }
    let closed = models.removeValue(forKey: key)
    if case .model(let model) = current, closed?.config.name == model.config.name { current = nil }
  }

  /// Where a command's patterns come from: `--from` a folder, `--model`, or what is current.
  mutating func source(_ invocation: Invocation) throws -> Source {
    if invocation.has("from"), let folder = invocation.path("from") {
      return .folder(try SavedModel(folder: folder, model: invocation.text("model")))
    }
    if invocation.has("model"), let name = invocation.text("model") {
      return .model(try model(name))
    }
    if let current { return current }
    return .model(try model())
  }
}
