import Activations
import Formats
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Tensors
import TestSupport
import Viewer

/// A small store of one model and two prompts, and a way to ask the viewer about it.
struct ViewerFixture {
  let folder: TemporaryFolder
  let store: CaptureStore
  let prompt = PromptRecord(text: "a <script>alert(1)</script>", tokens: ["a", "<b>"])
  let cache: ActivationCache
  let state: ViewerState

  init() throws {
    folder = try TemporaryFolder()
    store = CaptureStore(root: folder.path + "/data")
    var cache = ActivationCache()
    for layer in 0..<2 {
      cache[.pattern(layer)] = Tensor(
        shape: [2, 3, 3],
        values: (0..<18).map { Float($0) / 7 + Float(layer) })
    }
    self.cache = cache
    try store.write(cache, of: prompt, model: "m")
    try store.writeConfig(
      [
        "model_name": .string("m"), "n_layers": .integer(2), "n_heads": .integer(2),
        "d_model": .integer(8),
      ], of: "m")
    state = ViewerState(ViewerSource(store: store))
    try Data("secret".utf8).write(to: URL(filePath: folder.path + "/prompt.json"))
    try Data("other".utf8).write(to: URL(filePath: store.root + "/notes.txt"))
  }

  /// The path of the prompt's folder as the page asks for it.
  var place: String { "/m/prompts/\(prompt.hash)" }

  /// The place of a head for the interface.
  func head(_ rest: String) -> String { "m/\(prompt.hash)/\(rest)" }

  func ask(
    _ path: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:],
    token: String? = nil
  ) async throws -> TestResponse {
    let application = Application(responder: ViewerResponder(state, token: token))
    return try await application.test(.router) { client in
      try await client.execute(uri: path, method: method, headers: headers)
    }
  }
}

extension TestResponse {
  /// The body as bytes.
  var bytes: [UInt8] { Array(body.readableBytesView) }

  /// The body as JSON.
  var json: JSON { get throws { try JSON(parsing: bytes) } }

  /// What the body says is wrong.
  var problem: String { get throws { try json["error"]?.stringValue ?? "" } }

  /// The body as little-endian float32.
  var floats: [Float] {
    // Once: the body is copied each time that it is asked for.
    let bytes = bytes
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
    }
  }

  /// A header by its name.
  func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

  /// The body as text.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
