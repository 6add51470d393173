import Activations
import Language
import Transformers

extension Session {
  /// The model of this name, opened if it is not; the current or the demo model without a name.
  ///
  /// - Parameters:
  ///   - asTransformerLens: Whether to do as TransformerLens does, even if the settings don't say so.
  ///   - pastContext: Whether to read prompts to their end, past the context that the model was made for.
  /// - Throws: `ShellError` where there is none, or the current one is a folder of saved patterns.
  mutating func model(
    _ name: String? = nil, asTransformerLens: Bool = false, pastContext: Bool = false
  ) throws -> LoadedModel {
    guard let name else {
      switch current {
      case .model(let model):
        guard asTransformerLens || pastContext else { return model }
        return try self.model(
          place(of: model), asTransformerLens: asTransformerLens, pastContext: pastContext)
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
    var (base, variant) = ModelVariant.split(name)
    if base != name, finder.listings().contains(where: { $0.name == name }) {
      (base, variant) = (name, ModelVariant())
    }
    if asTransformerLens || settings.followsTransformerLens {
      variant.followsTransformerLens = true
    }
    if pastContext { variant.readsPastContext = true }
    let key = (base + variant.ending).lowercased()
    if let open = models[key] { return open }
    let listing = try finder.find(base)
    let own = (listing.name + variant.ending).lowercased()
    if let open = models[own], listing.path == nil { return open }
    let model = try LoadedModel.open(listing, variant)
    if variant.followsTransformerLens, !ModelVariant.isOfTransformerLens(model.config.name) {
      notice("\(model.config.name) is the same in TransformerLens: tl-compat changes nothing")
    }
    for warning in model.warnings { notice(warning) }
    models[key] = model
    return model
  }

  /// The name or path that opens a model again, whatever its variant, with the part's ending.
  private func place(of model: LoadedModel) -> String {
    let (base, variant) = ModelVariant.split(model.config.name)
    let isListed = finder.listings().contains { $0.name == base }
    return (isListed ? base : model.model.path) + variant.ending
  }

  /// Makes a model, or a folder of saved patterns, the current one.
  ///
  /// - Parameter asTransformerLens: Whether to do as TransformerLens does, even if the settings don't say so.
  mutating func use(_ name: String, asTransformerLens: Bool = false) throws -> Source {
    let isModel = models[name.lowercased()] != nil || finder.listings().contains { $0.name == name }
    if !isModel, SavedModel.isSaved(name) {
      let saved = try SavedModel(folder: name)
      for prompt in saved.prompts { add(prompt) }
      current = .folder(saved)
    } else {
      current = .model(try model(name, asTransformerLens: asTransformerLens))
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
    let asTransformerLens = invocation.has("tl-compat") && invocation.flag("tl-compat")
    let pastContext = invocation.has("past-context") && invocation.flag("past-context")
    if invocation.has("model"), let name = invocation.text("model") {
      return .model(
        try model(name, asTransformerLens: asTransformerLens, pastContext: pastContext))
    }
    if let current, !asTransformerLens, !pastContext { return current }
    return .model(try model(asTransformerLens: asTransformerLens, pastContext: pastContext))
  }
}
