internal import Files
internal import Foundation

/// Fetches the bytes of one file into `BLOB.incomplete`, checks them, and gives them their name.
struct BlobDownload {
  let remote: RemoteFile
  let blob: String
  let client: HubClient

  private var partial: String { blob + ".incomplete" }

  init(remote: RemoteFile, blob: String, client: HubClient) {
    self.remote = remote
    self.blob = blob
    self.client = client
  }

  /// Continues what an earlier run left, or begins anew.
  ///
  /// - Parameter progress: Told the number of bytes that are here.
  func run(_ progress: (Int) -> Void) throws {
    for isLastTry in [false, true] {
      let digest = try receive(progress)
      guard let problem = problem(with: digest) else { break }
      // What an earlier run left may be damaged: once it is fetched anew.
      try FileManager.default.removeItem(atPath: partial)
      if isLastTry { throw HubError(.damaged, problem) }
    }
    _ = try? FileManager.default.removeItem(atPath: blob)
    try FileManager.default.moveItem(atPath: partial, toPath: blob)
  }

  /// Brings the partial file to its full length and returns the checksum of all its bytes.
  private func receive(_ progress: (Int) -> Void) throws -> Digest? {
    if !FileManager.default.fileExists(atPath: partial) {
      try Data().write(to: URL(filePath: partial))
    }
    let file = try FileHandle(forUpdating: URL(filePath: partial))
    defer { try? file.close() }
    var digest = Digest(etag: remote.etag, size: remote.size)
    var received = 0
    while let data = try file.read(upToCount: 1 << 20), !data.isEmpty {
      digest?.update(data)
      received += data.count
      guard !client.isCancelled() else {
        throw HubError(.cancelled, "the download was cancelled")
      }
    }
    func restart() throws {
      try file.truncate(atOffset: 0)
      digest = Digest(etag: remote.etag, size: remote.size)
      received = 0
    }
    if let size = remote.size, received > size { try restart() }

    let count = { received }
    try client.retrying(progress: count) {
      if let size = remote.size, received == size, size > 0 { return }
      var headers: [String: String] = [:]
      if received > 0 { headers["Range"] = "bytes=\(received)-" }
      do {
        let begin = { (head: HTTPClient.Head) in
          guard head.status == 206, received > 0 else { return try restart() }
          // a part that does not begin where ours ends is of no use
          guard head["Content-Range"]?.hasPrefix("bytes \(received)-") == true else {
            try restart()
            throw HubError(.network, "the server sends another part of '\(remote.name)' than asked")
          }
        }
        let append = { (data: Data) in
          if let size = remote.size, data.count > size - received {
            try restart()
            throw HubError(.network, "more than the \(size) bytes of '\(remote.name)' came")
          }
          try file.write(contentsOf: data)
          digest?.update(data)
          received += data.count
          progress(received)
        }
        _ = try client.follow(
          "GET", remote.location, headers: headers, within: false, head: begin, body: append)
      } catch let error as HubError where error.kind == .failed && received > 0 {
        // 416: the server has no bytes from there on
        try restart()
        throw HubError(.network, error.description)
      }
      if let size = remote.size, received < size {
        throw HubError(
          .network, "'\(remote.name)' ended after \(received) of \(size) bytes")
      }
    }
    try file.synchronize()
    return digest
  }

  /// What speaks against the bytes that came; nil where they are what was announced.
  private func problem(with digest: Digest?) -> String? {
    if let text = digest?.text, text != remote.etag {
      return "'\(remote.name)' came with the checksum \(text); the server announced \(remote.etag)"
    }
    let size = fileSize(partial)
    if let announced = remote.size, size != announced {
      return "'\(remote.name)' has \(size) bytes; the server announced \(announced)"
    }
    return nil
  }
}
