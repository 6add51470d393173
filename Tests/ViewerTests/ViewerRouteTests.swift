import Activations
import Formats
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
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
    let models = try #require(try answer.json.arrayValue)
    #expect(models.count == 1)
    #expect(models[0]["name"] == .string("m"))
    #expect(models[0]["n_layers"] == .integer(2))
    #expect(models[0]["n_heads"] == .integer(2))
    #expect(models[0]["d_model"] == .integer(8))
  }

  @Test func `prompts are listed as they are, text as JSON text`() async throws {
    let answer = try await viewer.ask("/api/prompts?model=m")
    #expect(answer.status == .ok)
    #expect(answer.headers[.contentType] == "application/json")
    #expect(answer.headers[.xContentTypeOptions] == "nosniff")
    let prompt = try #require(try answer.json["prompts"]?.arrayValue?.first)
    #expect(prompt["hash"] == .string(viewer.prompt.hash))
    #expect(prompt["text"] == .string(viewer.prompt.text))
    #expect(prompt["n_tokens"] == .integer(2))
    #expect(prompt["models"]?["m"]?["tag"]?.stringValue != nil)
    #expect(answer.text.contains("<script>"))
  }

  @Test(arguments: ["/api/prompts?models=m~n", "/api/prompts?model=n", "/api/prompts?model=../m"])
  func `prompts of no model are not found`(path: String) async throws {
    let answer = try await viewer.ask(path)
    #expect(answer.status == .notFound)
    #expect(try answer.problem.hasPrefix("there is no model '"))
  }

  @Test func `a pattern comes bit for bit`() async throws {
    let answer = try await viewer.ask("/api/pattern/" + viewer.head("1/1"))
    let expected = try #require(viewer.cache.pattern(Head(layer: 1, index: 1)))
    #expect(answer.status == .ok)
    #expect(answer.header("X-Shape") == "3,3")
    #expect(answer.header("X-Dtype") == "float32")
    #expect(answer.floats.map(\.bitPattern) == expected.values.map(\.bitPattern))
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
      #expect(try answer.problem.contains(problem))
      #expect(answer.headers[.contentType] == "application/json")
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
    #expect(try answer.problem.hasPrefix("m/prompts/\(viewer.prompt.hash)/activations.npz: "))
    #expect(try await viewer.ask("/api/models").status == .ok)
  }

  @Test func `a damaged archive is told to whoever started the viewer, once`() async throws {
    let folder = try #require(viewer.store.promptFolder(viewer.prompt.hash, of: "m"))
    try Data("PK no zip".utf8).write(to: URL(filePath: folder + "/activations.npz"))
    let told = Mutex<[String]>([])
    let state = ViewerState(ViewerSource(store: viewer.store)) { problem in
      told.withLock { $0.append(problem) }
    }
    let application = Application(responder: ViewerResponder(state))
    try await application.test(.router) { client in
      for path in [
        "/api/tile/" + viewer.head("0/0/raw.png"), "/api/pattern/" + viewer.head("1/0"),
        "/api/tiles?of=" + viewer.head("0/1/raw.png"), "/api/pattern/nope/a/0/0",
      ] {
        _ = try await client.execute(uri: path, method: .get)
      }
    }
    let problems = told.withLock { $0 }
    #expect(problems.count == 1)
    #expect(
      problems.first?.hasPrefix("m/prompts/\(viewer.prompt.hash)/activations.npz: ") == true)
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

  @Test func `a layer comes whole, and a cell of every head`() async throws {
    let layer = try await viewer.ask("/api/pattern/" + viewer.head("1/x"))
    #expect(layer.header("X-Shape") == "2,3,3")
    #expect(layer.floats == viewer.cache[.pattern(1)]?.values)
    let cell = try await viewer.ask("/api/cell/" + viewer.head("2/1"))
    #expect(cell.header("X-Shape") == "2,2")
    #expect(
      cell.floats
        == [(0, 0), (0, 1), (1, 0), (1, 1)].map { layer, head in
          viewer.cache.pattern(Head(layer: layer, index: head))?.values[2 * 3 + 1]
        })
    #expect(try await viewer.ask("/api/cell/" + viewer.head("3/0")).status == .badRequest)
  }

  @Test func `half precision is half as long`() async throws {
    let answer = try await viewer.ask("/api/pattern/" + viewer.head("0/0?dtype=f16"))
    #expect(answer.header("X-Dtype") == "float16")
    let bits = stride(from: 0, to: answer.bytes.count, by: 2).map {
      UInt16(answer.bytes[$0]) | UInt16(answer.bytes[$0 + 1]) << 8
    }
    let expected = try #require(viewer.cache.pattern(Head(layer: 0, index: 0)))
    #expect(bits == expected.values.map { Float16($0).bitPattern })
    let other = try await viewer.ask("/api/pattern/" + viewer.head("0/0?dtype=f8"))
    #expect(other.status == .badRequest)
  }

  @Test func `an address with the content's tag may be kept`() async throws {
    let list = try await viewer.ask("/api/prompts?model=m").json
    let first = list["prompts"]?.arrayValue?.first
    let tag = try #require(first?["models"]?["m"]?["tag"]?.stringValue)
    let fixed = try await viewer.ask("/api/pattern/" + viewer.head("0/0?v=\(tag)"))
    #expect(fixed.headers[.cacheControl]?.contains("immutable") == true)
    let other = try await viewer.ask("/api/pattern/" + viewer.head("0/0?v=old"))
    #expect(other.headers[.cacheControl] == "no-cache")
  }

  @Test func `a tile is the same from the cache, and smaller where asked`() async throws {
    let path = "/api/tile/" + viewer.head("0/1/raw.png")
    let first = try await viewer.ask(path)
    let second = try await viewer.ask(path)
    #expect(first.bytes == second.bytes)
    #expect(first.headers[.eTag] == second.headers[.eTag])
    let known = try #require(first.headers[.eTag])
    #expect(try await viewer.ask(path, headers: [.ifNoneMatch: known]).status == .notModified)
    // The width is in bytes 16 to 19 of a PNG: 3 pixels, and 2 where each stands for two.
    #expect(first.bytes[19] == 3)
    #expect(try await viewer.ask(path + "?size=2").bytes[19] == 2)
    #expect(try await viewer.ask(path + "?size=x").status == .badRequest)
  }

  @Test func `a function that is not there is named`() async throws {
    let answer = try await viewer.ask("/api/tile/" + viewer.head("0/1/nope.png"))
    #expect(answer.status == .notFound)
    #expect(try answer.problem.contains("'nope'"))
    #expect(try await viewer.ask("/api/tile/" + viewer.head("0/1/raw.gif")).status == .notFound)
  }

  @Test func `scores come for each prompt and head`() async throws {
    let answer = try await viewer.ask("/api/scores?model=m&scores=first~self")
    #expect(answer.status == .ok)
    let json = try answer.json
    #expect(json["prompts"] == .array([.string(viewer.prompt.hash)]))
    let first = try #require(json["scores"]?["first"]?.arrayValue?.first?.arrayValue)
    #expect(first.count == 4)
    // L0H0 holds i / 7 row by row: the mean of its column 0 in rows 1 and 2.
    let mean = (Double(Float(3) / 7) + Double(Float(6) / 7)) / 2
    #expect(abs((first[0].doubleValue ?? 0) - mean) < 1e-12)
    #expect(try await viewer.ask("/api/scores?model=m&scores=nope").status == .notFound)
    #expect(try await viewer.ask("/api/scores?model=m&prompts=nope").status == .notFound)
  }

  @Test(arguments: [
    "/", "/index.html", "/single.html",
  ])
  func `the page loads nothing from elsewhere`(path: String) async throws {
    let answer = try await viewer.ask(path)
    #expect(answer.status == .ok)
    // What it begins with is text; the name of SVG's elements is no address.
    let page = answer.text.components(separatedBy: "type=\"application/json\">")[0]
      .replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!page.contains("://"))
    #expect(!page.contains("innerHTML"))
    #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
    #expect(answer.headers[.contentSecurityPolicy]?.contains("unsafe") == false)
  }
}
