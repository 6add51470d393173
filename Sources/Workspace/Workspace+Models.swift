import Activations
import Causal
import Files
import Language
import Tensors
import Text
import Transformers

extension Workspace {
  /// The model of this name, opened if needed; without a name the current model, or the demo model.
  ///
  /// - Parameters:
  ///   - asTransformerLens: Whether to do as TransformerLens does, even if the settings don't say so.
  ///   - pastContext: Whether to read prompts to their end, past the context that the model was made for.
  /// - Throws: `ShellError` where there is none, or the current one is a folder of saved patterns.
  package mutating func model(
    _ name: String? = nil, asTransformerLens: Bool = false, pastContext: Bool = false,
    for asker: any Asker
  ) throws -> LoadedModel {
    guard let name else {
      switch current {
      case .model(let model) where !model.edits.isEmpty:
        return try self.model(
          place(of: model), asTransformerLens: asTransformerLens, pastContext: pastContext,
          for: asker)
      case .model(let model):
        guard asTransformerLens || pastContext else { return try renewed(model, for: asker) }
        return try self.model(
          place(of: model), asTransformerLens: asTransformerLens, pastContext: pastContext,
          for: asker)
      case .folder(let saved):
        if let model = models.values.first(where: { $0.config.name == saved.name }) { return model }
        throw ShellError(
          .notFound,
          "\(saved.store.folder(of: saved.name)) has saved patterns and no model to run: "
            + "'load MODEL' opens one")
      case nil:
        let demo = try model(DemoModel.name, for: asker)
        current = .model(demo)
        return demo
      }
    }
    let (plain, edits) = EditedName.split(name)
    if !edits.isEmpty, !isWhole(name) {
      let model = try self.model(
        plain, asTransformerLens: asTransformerLens, pastContext: pastContext, for: asker)
      return try self.model(model, with: edits, for: asker)
    }
    var (base, variant) = ModelVariant.split(name)
    if base != name, finder.listings().contains(where: { $0.name == name }) {
      (base, variant) = (name, ModelVariant())
    }
    if asTransformerLens || settings(for: asker).followsTransformerLens {
      variant.followsTransformerLens = true
    }
    if pastContext { variant.readsPastContext = true }
    let key = (base + variant.ending).lowercased()
    if let open = models[key] { return try renewed(open, for: asker) }
    let listing: ModelListing
    do {
      listing = try finder.find(base)
    } catch {
      // What was opened by its path has a name all the same, which the prompt shows.
      guard let open = models.values.first(where: { $0.config.name.lowercased() == key }) else {
        throw error
      }
      return try renewed(open, for: asker)
    }
    let own = (listing.name + variant.ending).lowercased()
    if let open = models[own], listing.path == nil { return try renewed(open, for: asker) }
    if let problem = Parallel.addressSpaceProblem() { throw ShellError(.failed, problem) }
    let model = try LoadedModel.open(listing, variant)
    if variant.followsTransformerLens, !ModelVariant.isOfTransformerLens(model.config.name) {
      asker.notice(
        "\(model.config.name) is the same in TransformerLens: tl-compat changes nothing")
    }
    for warning in model.warnings { asker.notice(warning) }
    models[key] = model
    claim(model, for: asker)
    return model
  }

  /// The same model, or, where its files have changed since, the one that they are now.
  private mutating func renewed(_ model: LoadedModel, for asker: any Asker) throws -> LoadedModel {
    let name = model.config.name
    guard model.origin.hasChanged else {
      claim(model, for: asker)
      return model
    }
    asker.notice("\(model.origin.path) has changed since it was opened: \(name) is opened again")
    let keys = models.filter { $0.value.origin == model.origin }.keys
    let variant = ModelVariant.split(name).variant
    let new = try LoadedModel.open(
      ModelListing(name: ModelVariant.split(name).base, path: model.origin.path), variant)
    for key in keys where models[key]?.config.name == name { models[key] = new }
    if case .model(let old) = current, old.config.name == name { current = .model(new) }
    claim(new, for: asker)
    return new
  }

  /// Checks that values captured under the model's name are of these files; values of other files
  /// with the name are dropped.
  package mutating func claim(_ model: LoadedModel, for asker: any Asker) {
    let name = model.config.name
    let before = origins.updateValue(model.origin, forKey: name)
    if facts[name]?.frame == nil || before != model.origin { facts[name] = ModelFacts(model) }
    guard let before, before != model.origin else { return }
    keptRuns[name] = nil
    let gone = cache.remove(model: name)
    guard gone > 0 else { return }
    asker.notice(
      "what \(name) left of \(counted(gone, "prompt")) is forgotten: it was of another model of that name, "
        + (before.path == model.origin.path ? "as its files were before" : "in \(before.path)"))
  }

  /// Whether a name with `+` is that of a model as it is, and not one with edits.
  private func isWhole(_ name: String) -> Bool {
    fileExists(name) || finder.listings().contains { $0.name == name }
  }

  /// The name or path that opens a model again, whatever its variant, with the part's ending.
  private func place(of model: LoadedModel) -> String {
    let name = EditedName.split(model.config.name).base
    let (base, variant) = ModelVariant.split(model.edits.isEmpty ? model.config.name : name)
    let isListed = finder.listings().contains { $0.name == base }
    let place = (isListed ? base : model.model.path) + variant.ending
    return EditedName.joined(place, model.edits.map(\.name))
  }

  /// Makes a model, or a folder of saved patterns, the current one.
  ///
  /// - Parameter asTransformerLens: Whether to do as TransformerLens does, even if the settings don't say so.
  package mutating func use(_ name: String, asTransformerLens: Bool = false, for asker: any Asker)
    throws
    -> Source
  {
    let isModel = models[name.lowercased()] != nil || finder.listings().contains { $0.name == name }
    if !isModel, SavedModel.isSaved(name) {
      let saved = try SavedModel(folder: name)
      asker.tellPassedOver(saved.problems)
      try add(saved.prompts)
      current = .folder(saved)
    } else {
      current = .model(try model(name, asTransformerLens: asTransformerLens, for: asker))
    }
    happened.append(.loaded)
    return try current ?? .model(model(for: asker))
  }

  /// Closes a model, so that its memory is free.
  package mutating func close(_ name: String) throws {
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
    if let closed { keptRuns[closed.config.name] = nil }
    if case .model(let model) = current, closed?.config.name == model.config.name { current = nil }
  }
}
