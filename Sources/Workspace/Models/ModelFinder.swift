import Foundation
package import Hub
import Transformers

/// A model on this machine: what `load` takes and where its files are.
package struct ModelListing: Equatable {
  /// The name to load it by.
  package let name: String
  /// Its GGUF file or Hugging Face folder; nil for the model inside the program.
  package let path: String?

  /// Names a model.
  package init(name: String, path: String?) {
    self.name = name
    self.path = path
  }
}

/// Finds models by name: the one inside the program, paths, and the places where models are kept.
package struct ModelFinder {
  /// Folders, caches and what Ollama has.
  package let places: ModelPlaces

  /// Folders whose GGUF files and Hugging Face folders have names, first ones first.
  package var folders: [String] { places.folders }

  /// Looks in the folders of `PLENS_MODELS`, the user's own, Hugging Face's cache, and Ollama's.
  package init(environment: [String: String], dataFolder: String?) {
    let types = Set(ModelFamily.all.flatMap(\.modelTypes))
    let architectures = Set(ModelFamily.all.flatMap(\.ggufArchitectures))
    places = ModelPlaces(environment: environment, dataFolder: dataFolder) { family, isGGUF in
      isGGUF ? architectures.contains(family) : types.contains(family)
    }
  }

  /// All models that have a name, the demo model first.
  package func listings() -> [ModelListing] {
    let found = places.names().map { ModelListing(name: $0.name, path: $0.path) }
    return [ModelListing(name: DemoModel.name, path: nil)] + found
  }

  /// The model that the user means: `demo`, an existing path, a name, an alias of TransformerLens's,
  /// or the only beginning of a name.
  ///
  /// - Throws: `HubError` that says what is alike or how to get it.
  package func find(_ name: String) throws -> ModelListing {
    let wanted = name.lowercased()
    if wanted == DemoModel.name { return ModelListing(name: DemoModel.name, path: nil) }
    do {
      let found = try places.find(name)
      // TransformerLens's name for it is what its folders are called, as pattern_lens's are.
      let isAlias =
        found.source != .path
        && KnownModels.resolve(name)?.aliases.map { $0.lowercased() }.contains(wanted) == true
      return ModelListing(name: isAlias ? name : found.name, path: found.path)
    } catch let error as HubError {
      guard !wanted.isEmpty, DemoModel.name.hasPrefix(wanted) else { throw error }
      return ModelListing(name: DemoModel.name, path: nil)
    }
  }
}
