internal import Foundation

/// What the server says of a file before sending it.
struct RemoteFile {
  let name: String

  /// The name of its content in the cache: a SHA-256, git's SHA-1, or what the server likes.
  let etag: String

  /// Bytes, if the server tells.
  let size: Int?

  /// Where the bytes are: often on another server.
  let location: URL

  /// Reads the answer to a HEAD request.
  init(name: String, head: HTTPClient.Head, client: HubClient) throws {
    guard var etag = head["X-Linked-Etag"] ?? head["ETag"] else {
      throw HubError(.damaged, "\(client.settings.endpoint) gives no etag of '\(name)'")
    }
    if etag.hasPrefix("W/") { etag.removeFirst(2) }
    etag = etag.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
    let isSafe = etag.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-")
    }
    guard isSafe, (1...128).contains(etag.utf8.count) else {
      throw HubError(.damaged, "the etag of '\(name)' is '\(etag)', which is no name for a file")
    }
    self.name = name
    self.etag = etag
    let isRedirected = (300..<400).contains(head.status)
    let length = head["X-Linked-Size"] ?? (isRedirected ? nil : head["Content-Length"])
    size = length.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    let target =
      isRedirected ? head["Location"].flatMap { URL(string: $0, relativeTo: head.url) } : nil
    location = (target ?? head.url).absoluteURL
  }
}
