internal import Files
internal import Foundation

/// The folder in which Hugging Face's programs keep what they downloaded.
///
/// `models--OWNER--NAME/refs/REVISION` holds a commit, `snapshots/COMMIT` the files as links to `blobs/ETAG`.
/// https://huggingface.co/docs/huggingface_hub/guides/manage-cache
public struct HubCache: Sendable {
  /// The folder; it need not exist.
  public let folder: String

  /// Names the cache in `folder`.
  public init(folder: String) { self.folder = folder }

  /// The folder of a repository such as `openai-community/gpt2`.
  public func folder(of repository: String) -> String {
    folder + "/models--" + repository.replacing("/", with: "--")
  }

  /// The repositories of models that have a folder here, sorted.
  public func repositories() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix("models--") }
      .map { String($0.dropFirst("models--".count)).replacing("--", with: "/") }.sorted()
  }

  /// The folder with the files of a revision (branch, tag or commit); nil if it was not downloaded.
  ///
  /// Where `main` is not written down, or leads nowhere, the snapshot that came last is meant.
  public func snapshot(of repository: String, revision: String = "main") -> String? {
    let base = folder(of: repository)
    let snapshots = base + "/snapshots"
    var commit = revision
    let reference = base + "/refs/" + revision
    if let text = try? String(contentsOfFile: reference, encoding: .utf8) {
      commit = text.trimmingCharacters(in: .whitespacesAndNewlines)
    } else if !isMissing(reference) {
      // Which commit it is can't be told, and another's weights would give other numbers.
      return nil
    }
    let isPlain = !commit.isEmpty && !commit.hasPrefix(".") && !commit.contains("/")
    if isPlain, FileManager.default.fileExists(atPath: snapshots + "/" + commit) {
      return snapshots + "/" + commit
    }
    guard revision == "main" else { return nil }
    let all = (try? FileManager.default.contentsOfDirectory(atPath: snapshots)) ?? []
    func changed(_ name: String) -> Date {
      let attributes = try? FileManager.default.attributesOfItem(atPath: snapshots + "/" + name)
      return attributes?[.modificationDate] as? Date ?? .distantPast
    }
    return all.max { (changed($0), $0) < (changed($1), $1) }.map { snapshots + "/" + $0 }
  }

  /// The revisions of a repository that are here: its branches and tags, and commits that none of them names.
  public func revisions(of repository: String) -> [String] {
    let base = folder(of: repository)
    let references =
      FileManager.default.enumerator(atPath: base + "/refs")?
      .compactMap { $0 as? String } ?? []
    var named: Set<String> = []
    var revisions: [String] = []
    for name in references.sorted() {
      guard let path = snapshot(of: repository, revision: name) else { continue }
      named.insert(URL(filePath: path).lastPathComponent)
      revisions.append(name)
    }
    return revisions + contents(of: base + "/snapshots").filter { !named.contains($0) }
  }

  /// Whether a download of the repository is unfinished.
  public func hasPartialDownload(of repository: String) -> Bool {
    let blobs = try? FileManager.default.contentsOfDirectory(
      atPath: folder(of: repository) + "/blobs")
    return blobs?.contains { $0.hasSuffix(".incomplete") } ?? false
  }
}
