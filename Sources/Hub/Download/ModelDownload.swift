internal import Files
internal import Formats
internal import Foundation
internal import Synchronization

/// Downloads a model from the Hugging Face hub into the cache that Hugging Face's programs share.
///
/// Only what loading needs is fetched: configuration, tokenizer, weights. Each file comes under another name, is
/// checked by size and checksum, and gets its place whole or not at all; what a broken connection or a cancelled
/// run left is continued. The cache's `refs/REVISION` is written when all files are here.
public struct ModelDownload: Sendable {
  /// `OWNER/NAME` on the hub, or an old `NAME` alone.
  public let repository: String

  /// The only file to download, such as a GGUF file; nil for all that the model needs.
  public let file: String?

  /// A branch, a tag or a commit.
  public let revision: String

  private let settings: HubSettings

  /// Prepares the download of a model by a name of TransformerLens's, by `OWNER/NAME`, or of one GGUF file by
  /// `OWNER/NAME/FILE.gguf`.
  ///
  /// - Throws: `HubError` where `name` is none of these or the settings forbid downloads.
  public init(name: String, revision: String = "main", settings: HubSettings) throws {
    guard !settings.isOffline else {
      throw HubError(.offline, "nothing is downloaded while HF_HUB_OFFLINE is set")
    }
    let known = KnownModels.resolve(name)
    if let problem = known?.problem { throw HubError(.notFound, problem) }
    guard known?.isOnHub != false else {
      throw HubError(.notFound, "'\(name)' is not on the hub: load it from a folder of yours")
    }
    var parts = (known?.repositories.first ?? name).split(
      separator: "/", omittingEmptySubsequences: false
    ).map(String.init)
    file = parts.count > 2 ? parts[2...].joined(separator: "/") : nil
    parts = Array(parts.prefix(2))
    guard parts.allSatisfy(Self.isName), file.map(Self.isPath) ?? true else {
      throw HubError(
        .notFound, "'\(name)' is no name on the hub; OWNER/NAME or OWNER/NAME/FILE.gguf is expected"
      )
    }
    guard Self.isPath(revision) else {
      throw HubError(.notFound, "'\(revision)' is no name of a revision")
    }
    if parts.count == 1, known == nil, case let alike = KnownModels.names(like: name),
      !alike.isEmpty
    {
      let names = alike.map { "'\($0)'" }.joined(separator: ", ")
      throw HubError(.notFound, "there is no known model '\(name)': did you mean \(names)?")
    }
    repository = parts.joined(separator: "/")
    self.revision = revision
    self.settings = settings
  }

  /// Downloads the files that are missing.
  ///
  /// - Parameters:
  ///   - progress: Told often, on this thread.
  ///   - isCancelled: Asked at least ten times a second.
  /// - Returns: The folder of the snapshot, or the path of the chosen file in it.
  /// - Throws: `HubError`.
  public func run(
    progress: @escaping (DownloadProgress) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> String {
    let client = HubClient(settings: settings, repository: repository, isCancelled: isCancelled)
    let listing = try RepositoryListing(client, revision: revision)
    let names = listing.files.keys.sorted()
    let plan =
      try file.map { try DownloadPlan(file: $0, from: names, of: repository) }
      ?? DownloadPlan(choosingFrom: names, of: repository)

    let cache = HubCache(folder: settings.cacheFolder)
    let snapshot = cache.folder(of: repository) + "/snapshots/" + listing.commit
    var fetcher = FileFetcher(
      client: client, repository: cache.folder(of: repository), commit: listing.commit,
      locks: cache.folder + "/.locks/"
        + URL(filePath: cache.folder(of: repository)).lastPathComponent,
      progress: progress)
    try naming(cache.folder) {
      fetcher.want(plan.small + plan.weights, sizes: listing.files)
      for file in plan.small + plan.weights { try fetcher.fetch(file) }
      if plan.hasIndex {
        let shards = try Self.shards(of: snapshot + "/" + plan.weights[0])
        fetcher.want(shards, sizes: listing.files)
        try fetcher.checkSpace()
        for shard in shards { try fetcher.fetch(shard) }
      }
      try writeReference(in: cache, commit: listing.commit)
    }
    return file.map { snapshot + "/" + $0 } ?? snapshot
  }

  /// Lets the revision's name stand for the commit, once all its files are here.
  private func writeReference(in cache: HubCache, commit: String) throws {
    guard revision != commit else { return }
    let path = cache.folder(of: repository) + "/refs/" + revision
    try makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
    try writeAtomically(Array(commit.utf8), to: path)
  }

  /// The files that an index names, sorted.
  private static func shards(of index: String) throws -> [String] {
    let values = try JSON.load(path: index)["weight_map"]?.objectValue?.map(\.value) ?? []
    let files = Set(values.compactMap(\.stringValue))
    guard !files.isEmpty, files.allSatisfy(isPath) else {
      throw HubError(.damaged, "\(index) names no files under 'weight_map'")
    }
    return files.sorted()
  }

  /// Whether `name` can be that of an owner or a repository.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 96 && !name.hasPrefix(".") && !name.contains("--")
      && name.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
            || "._-".unicodeScalars.contains($0))
      }
  }

  /// Whether `path` stays in the folder that it is appended to.
  static func isPath(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." } && !path.utf8.contains(0)
  }

  /// Turns what the system says of files into a `HubError`.
  private func naming(_ folder: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as HubError {
      throw error
    } catch let error as FormatError {
      throw HubError(.failed, error.description)
    } catch {
      throw HubError(.failed, "\(folder): \(error.localizedDescription)")
    }
  }
}
