import Formats
import Foundation
import FoundationNetworking
import Hub
import TestSupport

/// A hub on this machine, `Fixtures/hub/server.py`, with an empty cache of its own.
///
/// One server does for all tests: it keeps count by repository, so tests take repositories of different names.
struct LocalHub {
  let folder: TemporaryFolder
  let port: Int
  let isSecure: Bool

  init(isSecure: Bool = false) throws {
    self.isSecure = isSecure
    port = try (isSecure ? Self.secureServer : Self.server).get().port
    folder = try TemporaryFolder()
  }

  /// What the secure one is known by, with its key; of 127.0.0.1 and localhost, to the year 2120.
  static let certificate = fixture("hub/certificate.pem")

  var cache: HubCache { HubCache(folder: folder.file("hub")) }

  /// Settings that lead here.
  func settings(token: String? = nil, certificates: String = "") -> HubSettings {
    var settings = HubSettings(environment: [
      "HF_ENDPOINT": "\(isSecure ? "https" : "http")://127.0.0.1:\(port)/",
      "HF_HOME": folder.path, "HOME": folder.path, "HF_TOKEN": token ?? "",
      "SSL_CERT_FILE": certificates,
    ])
    settings.retryDelay = 0.001
    settings.timeout = 10
    return settings
  }

  /// Downloads `org/NAME` and returns where it is.
  @discardableResult
  func download(_ name: String, token: String? = nil, revision: String = "main") throws -> String {
    try ModelDownload(name: "org/" + name, revision: revision, settings: settings(token: token))
      .run()
  }

  /// What was asked of a repository so far: method, host, path, range, whether a token came, encodings.
  func log(of name: String) throws -> [[JSON]] {
    let url = URL(string: "http://127.0.0.1:\(port)/log") ?? URL(filePath: "/")
    let all = try JSON(parsing: Array(Data(contentsOf: url))).arrayValue ?? []
    return all.compactMap(\.arrayValue).filter { $0[2].stringValue?.contains("/\(name)/") == true }
  }

  /// The names in the repository's folder of blobs.
  func blobs(_ name: String) -> [String] {
    let path = cache.folder(of: "org/" + name) + "/blobs"
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  private static let server = Result { try start([]) }
  private static let secureServer = Result { try start([certificate]) }

  /// Starts a server; it ends with its standard input, and so with this program.
  private static func start(_ words: [String]) throws -> (port: Int, input: Pipe) {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", fixture("hub/server.py")] + words
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    return (Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0, input)
  }
}
