internal import Files
internal import Foundation
internal import Glibc

/// Brings files of one commit to their places in the cache.
struct FileFetcher {
  let client: HubClient

  /// The repository's folder in the cache.
  let repository: String

  let commit: String

  /// The folder of lock files, the ones of huggingface_hub.
  let locks: String

  let progress: (DownloadProgress) -> Void

  private var wanted: [String: Int] = [:]
  private var filesDone = 0
  private var bytesDone = 0

  init(
    client: HubClient, repository: String, commit: String, locks: String,
    progress: @escaping (DownloadProgress) -> Void
  ) {
    self.client = client
    self.repository = repository
    self.commit = commit
    self.locks = locks
    self.progress = progress
  }

  /// Counts `files` among those that are to come.
  mutating func want(_ files: [String], sizes: [String: Int?]) {
    for file in files { wanted[file] = (sizes[file] ?? nil) ?? 0 }
  }

  /// Throws where the disk has no room for what is missing.
  func checkSpace() throws {
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: repository)
    guard let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue else { return }
    let missing = wanted.values.reduce(0, +) - bytesDone
    guard missing > free else { return }
    throw HubError(
      .failed, "\(missing) bytes are to come, and \(repository) is on a disk with \(free) free")
  }

  /// Fetches `file` unless it is here.
  mutating func fetch(_ file: String) throws {
    let link = "\(repository)/snapshots/\(commit)/\(file)"
    if FileManager.default.fileExists(atPath: link) {
      let size = fileSize(link)
      wanted[file] = size
      finished(file, size)
      return
    }
    let path = "/\(client.repository)/resolve/\(commit)/" + Self.escaped(file)
    let remote = try RemoteFile(name: file, head: client.head(path), client: client)
    if let size = remote.size { wanted[file] = size }
    let blob = repository + "/blobs/" + remote.etag
    for folder in [repository + "/blobs", locks] { try makeFolder(folder) }
    try checkSpace()
    let lockPath = "\(locks)/\(remote.etag).lock"
    guard let lock = try FileLock(path: lockPath, isCancelled: client.isCancelled) else {
      throw HubError(.cancelled, "the download was cancelled")
    }
    // Another program may have brought it while this one waited; a blob is whole once it has its name.
    let isHere = FileManager.default.fileExists(atPath: blob)
    if !isHere || remote.size.map({ $0 != fileSize(blob) }) ?? false {
      try BlobDownload(remote: remote, blob: blob, client: client).run { received in
        report(file, bytesDone + received)
      }
    }
    try place(blob: remote.etag, at: link, file: file)
    lock.release()
    finished(file, fileSize(blob))
  }

  /// Makes the snapshot's link to a blob, relative so that the cache can be moved.
  private func place(blob etag: String, at link: String, file: String) throws {
    try makeFolder(String(link[..<(link.lastIndex(of: "/") ?? link.endIndex)]))
    let depth = file.split(separator: "/").count
    let target = String(repeating: "../", count: depth + 1) + "blobs/" + etag
    // A link that leads nowhere is in the way of the new one.
    _ = unsafe unlink(link)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
  }

  private mutating func finished(_ file: String, _ size: Int) {
    filesDone += 1
    bytesDone += size
    report(file, bytesDone)
  }

  private func report(_ file: String, _ bytes: Int) {
    progress(
      DownloadProgress(
        file: file, filesDone: filesDone, fileCount: wanted.count, bytesDone: bytes,
        byteCount: max(bytes, wanted.values.reduce(0, +))))
  }

  private static func escaped(_ file: String) -> String {
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~/"))
    return file.addingPercentEncoding(withAllowedCharacters: allowed) ?? file
  }
}
