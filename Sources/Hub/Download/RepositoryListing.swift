internal import Formats
internal import Foundation

/// The files of a repository at one commit, and their sizes as far as the server tells.
struct RepositoryListing {
  let commit: String
  let files: [String: Int?]

  /// Asks the server for what `revision` holds.
  init(_ client: HubClient, revision: String) throws {
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
    let escaped = revision.addingPercentEncoding(withAllowedCharacters: allowed) ?? revision
    let path = "/api/models/\(client.repository)/revision/\(escaped)?blobs=true"
    let body = try client.text(path)
    guard let json = try? JSON(parsing: Array(body)), let commit = json["sha"]?.stringValue,
      commit.utf8.count == 40,
      commit.utf8.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit })
    else {
      throw HubError(
        .damaged, "\(client.settings.endpoint) answers something else than a list of files")
    }
    self.commit = commit
    var files: [String: Int?] = [:]
    for entry in json["siblings"]?.arrayValue ?? [] {
      guard let name = entry["rfilename"]?.stringValue, ModelDownload.isPath(name) else { continue }
      files[name] = .some(entry["size"]?.integerValue ?? entry["lfs"]?["size"]?.integerValue)
    }
    self.files = files
  }
}
