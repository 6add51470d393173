internal import Formats
internal import Foundation

/// The places on this machine where models are: folders of the user's, the cache of Hugging Face's programs, and Ollama.
public struct ModelPlaces: Sendable {
  /// A function that says whether models of a family (`model_type`, or a GGUF file's architecture)
  /// can be loaded.
  public typealias Support = @Sendable (_ family: String, _ isGGUF: Bool) -> Bool

  /// Folders whose GGUF files and Hugging Face folders have names, first ones first.
  public let folders: [String]

  /// The cache of Hugging Face's programs.
  public let cache: HubCache

  /// Ollama's folders of manifests and blobs.
  public let ollama: [OllamaFolder]

  private let supports: Support

  /// Reads `PLENS_MODELS` (colon-separated), `OLLAMA_MODELS` and what `HubSettings` reads.
  ///
  /// - Parameters:
  ///   - environment: The process's environment.
  ///   - dataFolder: The program's own folder; its `models` is searched after those of `PLENS_MODELS`.
  ///   - supports: What can be loaded, for what listings say.
  public init(
    environment: [String: String], dataFolder: String? = nil,
    supports: @escaping Support = { _, _ in true }
  ) {
    let named = environment["PLENS_MODELS"]?.split(separator: ":").map(String.init) ?? []
    folders = named + (dataFolder.map { [$0 + "/models"] } ?? [])
    cache = HubCache(folder: HubSettings(environment: environment).cacheFolder)
    ollama = OllamaFolder.all(environment: environment)
    self.supports = supports
  }

  /// The names and paths of all models, without opening their files.
  public func names() -> [(name: String, path: String)] { places().map { ($0.name, $0.path) } }

  /// All models in these places, those in folders first; of two with one name the first.
  public func all() -> [FoundModel] { places().map(inspect) }

  /// The model that `name` means: a path; a name as `all` lists it, in any case; an alias of TransformerLens's;
  /// or the beginning of one name alone.
  ///
  /// - Throws: `HubError` of kind `notFound` that says how to get the model, or which names are alike.
  public func find(_ name: String) throws -> FoundModel {
    let places = places()
    let wanted = name.lowercased()
    func inspectFirst(_ test: (Place) -> Bool) -> FoundModel? {
      places.first(where: test).map(inspect)
    }
    for exact in [wanted, wanted + ":latest"] {
      if let model = inspectFirst({ $0.name.lowercased() == exact }) { return model }
    }
    if !name.isEmpty, FileManager.default.fileExists(atPath: name) {
      let url = URL(filePath: name).standardizedFileURL
      let isGGUF = url.pathExtension.lowercased() == "gguf"
      let base = (isGGUF ? url.deletingPathExtension() : url).lastPathComponent
      return inspect(Place(name: base, path: name, source: .path))
    }
    let known = KnownModels.resolve(name)
    if let known {
      let repositories = Set(known.repositories.map { $0.lowercased() })
      if let model = inspectFirst({ repositories.contains($0.name.lowercased()) }) { return model }
    }
    let bare = places.filter { $0.name.lowercased().hasSuffix("/" + wanted) }
    if bare.count == 1, known == nil { return inspect(bare[0]) }
    let starting = places.filter { $0.name.lowercased().hasPrefix(wanted) }
    if starting.count == 1, known == nil, !wanted.isEmpty { return inspect(starting[0]) }
    if let revised = try revised(name) { return revised }
    throw notFound(name, known: known, choices: bare + starting, places: places)
  }

  /// `REPOSITORY@REVISION` for each revision in Hugging Face's cache.
  public func revisions() -> [String] {
    cache.repositories().flatMap { repository in
      cache.revisions(of: repository).map { repository + "@" + $0 }
    }
  }

  /// The revision of a repository that a name such as `org/name@step1000` means; nil for other names.
  private func revised(_ name: String) throws -> FoundModel? {
    guard let at = name.firstIndex(of: "@") else { return nil }
    let wanted = name[..<at].lowercased()
    guard let repository = cache.repositories().first(where: { $0.lowercased() == wanted }) else {
      return nil
    }
    let revision = String(name[name.index(after: at)...])
    guard let path = cache.snapshot(of: repository, revision: revision) else {
      let known = cache.revisions(of: repository).prefix(12).joined(separator: ", ")
      throw HubError(
        .notFound,
        "\(repository) has no revision '\(revision)' on this machine; there are: \(known)")
    }
    return inspect(Place(name: repository + "@" + revision, path: path, source: .cache))
  }

  private func notFound(
    _ name: String, known: KnownModel?, choices: [Place], places: [Place]
  ) -> HubError {
    func quoted(_ names: [String]) -> String {
      let names = names.map { "'\($0)'" }
      return names.count < 2
        ? names.joined()
        : names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
    }
    if let known {
      let which = known.name == name ? "'\(name)'" : "'\(name)' (\(known.name))"
      let how =
        known.problem.map { "; \($0)" }
        ?? (known.isOnHub ? ": 'models get \(name)' downloads it" : ", nor is it on the hub")
      return HubError(.notFound, "\(which) is not on this machine\(how)")
    }
    if choices.count > 1 && !name.isEmpty {
      return HubError(.notFound, "'\(name)' could be \(quoted(choices.map(\.name)))")
    }
    if let repository = repository(ofAddress: name) {
      return HubError(
        .notFound, "'\(name)' is an address: 'models get \(repository)' downloads what is there")
    }
    let names = places.map(\.name)
    let alike =
      SimilarNames.of(name, among: names, atMost: 3) + KnownModels.names(like: name, atMost: 2)
    let hint =
      alike.isEmpty
      ? "give a GGUF file, a Hugging Face folder, or a name that 'models' or 'models --known' lists"
      : "did you mean \(quoted(alike))?"
    return HubError(.notFound, "there is no model '\(name)': \(hint)")
  }
}

extension ModelPlaces {
  /// OWNER/NAME of a model's page on the hub; nil for names that are no address.
  private func repository(ofAddress name: String) -> String? {
    let starts = ["https://huggingface.co/", "http://huggingface.co/", "https://hf.co/", "hf://"]
    guard let start = starts.first(where: { name.hasPrefix($0) }) else { return nil }
    let parts = name.dropFirst(start.count).split(separator: "/").prefix(2)
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }
}

extension ModelPlaces {
  /// A name and where it leads; nothing is opened yet.
  private struct Place {
    let name: String
    let path: String
    let source: FoundModel.Source
  }

  private func inspect(_ place: Place) -> FoundModel {
    let isCached = place.source == .cache
    var model = FoundModel.inspect(
      name: place.name, path: place.path, source: place.source, supports: supports)
    if isCached, model.problem != nil, cache.hasPartialDownload(of: place.name) {
      model.problem = "its download is not complete: 'models get \(place.name)' goes on with it"
    }
    return model
  }

  private func places() -> [Place] {
    let all = folders.flatMap(places(in:)) + cachedPlaces() + ollama.flatMap(places(in:))
    var seen: Set<String> = []
    return all.filter { seen.insert($0.name.lowercased()).inserted }
  }

  private func places(in folder: String) -> [Place] {
    contents(of: folder).compactMap { name in
      let path = folder + "/" + name
      if let base = ggufName(name) { return Place(name: base, path: path, source: .folder) }
      guard FileManager.default.fileExists(atPath: path + "/config.json") else { return nil }
      return Place(name: name, path: path, source: .folder)
    }
  }

  /// Repositories of the cache: one that holds GGUF files gives each of them a name.
  private func cachedPlaces() -> [Place] {
    cache.repositories().flatMap { repository -> [Place] in
      guard let path = cache.snapshot(of: repository) else {
        return cache.hasPartialDownload(of: repository)
          ? [Place(name: repository, path: cache.folder(of: repository), source: .cache)] : []
      }
      let files = contents(of: path)
      let isModel = files.contains("config.json") || files.contains(where: isWeightFile)
      let whole = isModel ? [Place(name: repository, path: path, source: .cache)] : []
      return whole
        + files.compactMap { file in
          guard ggufName(file) != nil else { return nil }
          return Place(
            name: repository + "/" + file, path: path + "/" + file, source: .cache)
        }
    }
  }

  private func places(in ollama: OllamaFolder) -> [Place] {
    ollama.models().map { Place(name: $0.name, path: $0.path, source: .ollama) }
  }

  private func isWeightFile(_ name: String) -> Bool {
    [".safetensors", ".bin", ".pth", ".pt"].contains { name.hasSuffix($0) }
  }

  private func ggufName(_ file: String) -> String? {
    // Of a split file the first part has the name, and brings the others.
    file.lowercased().hasSuffix(".gguf") && !GGUFFile.isLaterPart(file)
      ? String(file.dropLast(5)) : nil
  }
}

/// The names in the folder at `path`, sorted; none where it can't be read.
func contents(of path: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
}
