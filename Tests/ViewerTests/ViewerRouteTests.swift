import Activations
import Formats
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Tensors
import TestSupport
import Testing
import Viewer

@Suite struct ViewerRouteTests {
  private let viewer: ViewerFixture

  init() throws { viewer = try ViewerFixture() }

  @Test func `models are listed with their sizes`() async throws {
    let answer = try await viewer.ask("/api/models")
    #expect(answer.status == .ok)
    #expect(answer.headers[.contentType] == "application/json")
    #expect(answer.text == #"[{"name": "m", "n_layers": 2, "n_heads": 2, "d_model": 8}]"#)
  }

  @Test func `prompts are listed as they are, text as JSON text`() async throws {
    let answer = try await viewer.ask("/api/prompts?model=m")
    #expect(answer.status == .ok)
    #expect(answer.headers[.contentType] == "application/json")
    #expect(answer.headers[.xContentTypeOptions] == "nosniff")
    #expect(try JSON(parsing: answer.text) == .array([.object(viewer.prompt.fields)]))
    #expect(answer.text.contains("<script>"))
  }

  @Test(arguments: ["/api/prompts", "/api/prompts?model=n", "/api/prompts?model=../m"])
  func `prompts of no model are not found`(path: String) async throws {
    let answer = try await viewer.ask(path)
    #expect(answer.status == .notFound)
    #expect(answer.text.hasPrefix("there is no model '"))
  }

  @Test func `a pattern comes bit for bit`() async throws {
    let answer = try await viewer.ask("/api/pattern/" + viewer.head("1/1"))
    let expected = try #require(viewer.cache.pattern(Head(layer: 1, index: 1)))
    #expect(answer.status == .ok)
    let shape = try #require(HTTPField.Name("X-Shape"))
    #expect(answer.headers[shape] == "3,3")
    let bytes = answer.bytes
    let bits = stride(from: 0, to: bytes.count, by: 4).map { start in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    }
    #expect(bits == expected.values.map(\.bitPattern))
  }

  @Test func `a known pattern is not sent again until it changes`() async throws {
    let path = "/api/pattern/" + viewer.head("0/0")
    let tag = try #require(try await viewer.ask(path).headers[.eTag])
    #expect(tag.hasPrefix("\""))
    let again = try await viewer.ask(path, headers: [.ifNoneMatch: "\"x\", \(tag)"])
    #expect(again.status == .notModified)
    #expect(again.bytes.isEmpty)
    try viewer.store.write(viewer.cache, of: viewer.prompt, model: "m")
    #expect(try await viewer.ask(path, headers: [.ifNoneMatch: tag]).status == .ok)
  }

  @Test(arguments: [
    ("m/HASH/2/0", "no pattern of layer 2"), ("m/HASH/0/2", "no head L0H2"),
    ("n/HASH/0/0", "no model 'n'"), ("m/aaaa/0/0", "no prompt 'aaaa'"),
    ("m/x/HASH/0/0", "no model 'm/x'"),
  ])
  func `what is missing is named in one line`(place: String, problem: String) async throws {
    let place = place.replacingOccurrences(of: "HASH", with: viewer.prompt.hash)
    for path in ["/api/pattern/\(place)", "/api/tile/\(place)/raw.png"] {
      let answer = try await viewer.ask(path)
      #expect(answer.status == .notFound)
      #expect(answer.text.contains(problem))
      #expect(answer.text.filter(\.isNewline).count == 1)
      #expect(!answer.text.contains(viewer.folder.path))
    }
  }

  @Test(arguments: ["-1/0", "x/0", "0/99999999999999999999", "0/+1"])
  func `a head that is no number is refused`(head: String) async throws {
    #expect(try await viewer.ask("/api/pattern/" + viewer.head(head)).status == .badRequest)
  }

  @Test func `a damaged archive is told and does no harm`() async throws {
    let folder = try #require(viewer.store.promptFolder(viewer.prompt.hash, of: "m"))
    try Data("PK no zip".utf8).write(to: URL(filePath: folder + "/activations.npz"))
    let answer = try await viewer.ask("/api/tile/" + viewer.head("0/0/raw.png"))
    #expect(answer.status == .internalServerError)
    #expect(answer.text.hasPrefix("m/prompts/\(viewer.prompt.hash)/activations.npz: "))
    #expect(try await viewer.ask("/api/models").status == .ok)
  }

  @Test func `a tile is drawn and nothing is written`() async throws {
    let before = FileManager.default.subpaths(atPath: viewer.store.root)
    let tile = try await viewer.ask("/api/tile/" + viewer.head("0/1/raw.png"))
    #expect(tile.status == .ok)
    #expect(tile.headers[.contentType] == "image/png")
    #expect(tile.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let file = try await viewer.ask(viewer.place + "/L0/H1/raw.png")
    #expect(file.status == .ok)
    #expect(file.bytes == tile.bytes)
    #expect(FileManager.default.subpaths(atPath: viewer.store.root) == before)
  }

  @Test func `HEAD gives the head of GET`() async throws {
    let path = "/api/pattern/" + viewer.head("0/0")
    let answer = try await viewer.ask(path, method: .head)
    #expect(answer.status == .ok)
    #expect(answer.headers[.contentLength] == "36")
    #expect(answer.bytes.isEmpty)
    #expect(try await viewer.ask(path, method: .post).status == .methodNotAllowed)
  }

  @Test(arguments: ["/", "/viewer.js", "/viewer.css"])
  func `the page loads nothing from elsewhere`(path: String) async throws {
    let answer = try await viewer.ask(path)
    #expect(answer.status == .ok)
    #expect(!answer.text.contains("://"))
    #expect(!answer.text.contains("innerHTML"))
    #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
  }
}
