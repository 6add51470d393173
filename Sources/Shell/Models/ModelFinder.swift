import Foundation

/// A model on this machine: what `load` takes and where its files are.
struct ModelListing: Equatable {
  /// The name to load it by.
  let name: String
  /// Its GGUF file or Hugging Face folder; nil for the model inside the program.
  let path: String?
}

/// Finds models by name: the one inside the program, paths, and the folders where models are kept.
struct ModelFinder {
  /// Folders whose GGUF files and Hugging Face folders have names, first ones first.
  let folders: [String]

  /// Looks in the folders of `PLENS_MODELS`, colon-separated, and then in the user's own.
  init(environment: [String: String], dataFolder: String?) {
    let named = environment["PLENS_MODELS"]?.split(separator: ":").map(String.init) ?? []
    folders = named + (dataFolder.map { [$0 + "/models"] } ?? [])
  }

  /// Everything that has a name, sorted, the demo model first.
  func listings() -> [ModelListing] {
    let demo = ModelListing(name: DemoModel.name, path: nil)
    return [demo] + folders.flatMap(listings(in:)).sorted { $0.name < $1.name }
  }

  /// The model that the user means: `demo`, an existing path, or a name or its only beginning.
  ///
  /// - Throws: `ShellError` that says what there is.
  func find(_ name: String) throws -> ModelListing {
    let all = listings()
    let wanted = name.lowercased()
    if let exact = all.first(where: { $0.name.lowercased() == wanted }) { return exact }
    if FileManager.default.fileExists(atPath: name) {
      let url = URL(filePath: name).standardizedFileURL
      let base = url.pathExtension.lowercased() == "gguf" ? url.deletingPathExtension() : url
      return ModelListing(name: base.lastPathComponent, path: name)
    }
    let starting = all.filter { $0.name.lowercased().hasPrefix(wanted) }
    if let only = starting.first, starting.count == 1, !wanted.isEmpty { return only }
    let here = (starting.isEmpty ? all : starting).map(\.name).joined(separator: ", ")
    throw ShellError(
      .notFound,
      starting.isEmpty
        ? "there is no model '\(name)': give a GGUF file, a Hugging Face folder, or one of \(here)"
        : "'\(name)' could be any of \(here)")
  }

  private func listings(in folder: String) -> [ModelListing] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name in
      let path = folder + "/" + name
      if name.lowercased().hasSuffix(".gguf") {
        return ModelListing(name: String(name.dropLast(5)), path: path)
      }
      guard FileManager.default.fileExists(atPath: path + "/config.json") else { return nil }
      return ModelListing(name: name, path: path)
    }
  }
}
