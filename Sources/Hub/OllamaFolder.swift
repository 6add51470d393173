internal import Formats
internal import Foundation

/// Ollama's folder of models: manifests by name, and blobs by digest.
///
/// A model's GGUF file is the layer whose media type is `application/vnd.ollama.image.model`.
/// https://docs.ollama.com/faq#where-are-models-stored
public struct OllamaFolder: Sendable {
  /// The folder that holds `manifests` and `blobs`.
  public let folder: String

  /// The folders that Ollama uses: `OLLAMA_MODELS`, else the user's and the service's.
  static func all(environment: [String: String]) -> [OllamaFolder] {
    if let named = environment["OLLAMA_MODELS"], !named.isEmpty {
      return [OllamaFolder(folder: named)]
    }
    let own = environment["HOME"].map { [$0 + "/.ollama/models"] } ?? []
    return (own + ["/usr/share/ollama/.ollama/models"]).map(OllamaFolder.init)
  }

  /// Name and GGUF file of each model, sorted by name; manifests that can't be read are left out.
  func models() -> [(name: String, path: String)] {
    let manifests = folder + "/manifests"
    var models: [(name: String, path: String)] = []
    // HOST/OWNER/NAME/TAG
    for host in contents(of: manifests) {
      for owner in contents(of: manifests + "/" + host) {
        for name in contents(of: "\(manifests)/\(host)/\(owner)") {
          for tag in contents(of: "\(manifests)/\(host)/\(owner)/\(name)") {
            let parts = [host, owner, name, tag]
            guard let path = blob(of: manifests + "/" + parts.joined(separator: "/")) else {
              continue
            }
            models.append((Self.name(of: parts), path))
          }
        }
      }
    }
    return models.sorted { $0.name < $1.name }
  }

  /// The file of the manifest's model layer, there or not.
  private func blob(of manifest: String) -> String? {
    let layers = (try? JSON.load(path: manifest))?["layers"]?.arrayValue ?? []
    let model = layers.first {
      $0["mediaType"]?.stringValue == "application/vnd.ollama.image.model"
    }
    guard let digest = model?["digest"]?.stringValue, digest.hasPrefix("sha256:"),
      digest.dropFirst(7).allSatisfy({ $0.isASCII && $0.isHexDigit })
    else { return nil }
    return folder + "/blobs/" + digest.replacing(":", with: "-")
  }

  /// The name as `ollama list` prints it: host and owner are left out where they are Ollama's own.
  private static func name(of parts: [String]) -> String {
    var shown = parts[2] + ":" + parts[3]
    if parts[0] != "registry.ollama.ai" || parts[1] != "library" { shown = parts[1] + "/" + shown }
    if parts[0] != "registry.ollama.ai" { shown = parts[0] + "/" + shown }
    return shown
  }
}
