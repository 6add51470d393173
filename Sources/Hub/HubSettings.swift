internal import Foundation

/// Where models are downloaded from and kept, by the environment variables of Hugging Face's own
/// programs.
///
/// https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
public struct HubSettings: Sendable {
  /// The server, without a slash at the end (`HF_ENDPOINT`).
  public var endpoint: String

  /// The folder of downloaded repositories (`HF_HUB_CACHE`).
  public var cacheFolder: String

  /// The access token (`HF_TOKEN`, or the file that `hf auth login` writes).
  public var token: String?

  /// Whether nothing may be downloaded (`HF_HUB_OFFLINE`).
  public var isOffline: Bool

  /// The variables, of which those that name a proxy are read.
  package let environment: [String: String]

  /// Seconds to wait before the first new try; each further one waits twice as long.
  package var retryDelay = 1.0

  /// Seconds without a byte after which a connection is given up.
  package var timeout = 30.0

  /// Reads the settings; `environment` has at least `HOME`.
  public init(environment: [String: String]) {
    self.environment = environment
    func value(_ names: String...) -> String? {
      names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    func expanded(_ path: String) -> String {
      path == "~" || path.hasPrefix("~/")
        ? (environment["HOME"] ?? "") + path.dropFirst() : path
    }
    let caches = value("XDG_CACHE_HOME") ?? "~/.cache"
    let home = expanded(value("HF_HOME") ?? caches + "/huggingface")
    cacheFolder = expanded(value("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? home + "/hub")
    var endpoint = value("HF_ENDPOINT") ?? "https://huggingface.co"
    while endpoint.hasSuffix("/") { endpoint.removeLast() }
    self.endpoint = endpoint
    let isOn = { (text: String) in ["1", "ON", "YES", "TRUE"].contains(text.uppercased()) }
    isOffline =
      value("HF_HUB_OFFLINE").map(isOn) ?? value("TRANSFORMERS_OFFLINE").map(isOn) ?? false
    let path = expanded(value("HF_TOKEN_PATH") ?? home + "/token")
    let token =
      value("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
      ?? (try? String(contentsOfFile: path, encoding: .utf8))
    self.token = token?.trimmingCharacters(in: .whitespacesAndNewlines)
    if self.token?.isEmpty == true { self.token = nil }
  }
}
