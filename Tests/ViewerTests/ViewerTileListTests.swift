import Activations
import Figures
import Formats
import Foundation
import HTTPTypes
import HummingbirdTesting
import Pictures
import TestSupport
import Testing
import Viewer

@Suite struct ViewerTileListTests {
  private let viewer: ViewerFixture

  init() throws { viewer = try ViewerFixture() }

  private func address(_ tile: String) -> String {
    viewer.head(tile).addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }

  /// The header of an answer and what follows it.
  private func parts(_ answer: TestResponse) throws -> (tiles: [JSON], rest: [UInt8]) {
    let bytes = answer.bytes
    let length = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    let header = try JSON(parsing: Array(bytes[4..<4 + length]))
    return (try #require(header["tiles"]?.arrayValue), Array(bytes[(4 + length)...]))
  }

  @Test func `tiles come at once with the pixels of each one's own address`() async throws {
    let answer = try await viewer.ask(
      "/api/tiles?of=\(address("0/1/raw.png"))~\(address("1/0/raw.png"))")
    #expect(answer.status == .ok)
    var (tiles, rest) = try parts(answer)
    #expect(tiles.count == 2)
    for (tile, place) in zip(tiles, ["0/1", "1/0"]) {
      let (width, height) = (tile["width"]?.integerValue, tile["height"]?.integerValue)
      #expect(width == 3 && height == 3)
      let colors = try #require(tile["colors"]?.integerValue)
      let palette = Array(rest.prefix(3 * colors))
      let indices = rest.dropFirst(3 * colors).prefix(9)
      rest.removeFirst(3 * colors + 9)
      let single = try await viewer.ask("/api/tile/" + viewer.head(place + "/raw.png"))
      let path = viewer.folder.path + "/tile.png"
      try Data(single.bytes).write(to: URL(filePath: path))
      let expected = try readPNG(path: path).rgba
      #expect(indices.flatMap { palette[3 * Int($0)..<3 * Int($0) + 3] + [255] } == expected)
    }
    #expect(rest.isEmpty)
  }

  @Test func `a tile that can't be drawn says why beside those that can`() async throws {
    let answer = try await viewer.ask(
      "/api/tiles?of=\(address("0/0/raw.png"))~\(address("7/0/raw.png"))~\(address("x/0/raw.png"))")
    let (tiles, _) = try parts(answer)
    #expect(tiles[0]["width"] == .integer(3))
    #expect(tiles[1]["status"] == .integer(404))
    #expect(tiles[1]["error"]?.stringValue?.contains("no pattern of layer 7") == true)
    #expect(tiles[2]["status"] == .integer(400))
  }

  @Test func `an answer whose address has the tags of all tiles is kept for ever`() async throws {
    let prompts = try await viewer.ask("/api/prompts?model=m").json["prompts"]?.arrayValue
    let figures = try await viewer.ask("/api/figures").json.arrayValue
    let own = try #require(prompts?.first?["models"]?["m"]?["tag"]?.stringValue)
    let raw = try #require(figures?.first { $0["name"] == .string("raw") }?["tag"]?.stringValue)
    for (tag, isFixed) in [("@\(own)-\(raw)", true), ("@\(own)-old", false), ("", false)] {
      // Once drawn, and once from the cache.
      for _ in 0..<2 {
        let answer = try await viewer.ask("/api/tiles?size=2&of=\(address("0/0/raw.png"))\(tag)")
        #expect(answer.headers[.cacheControl]?.contains("immutable") == isFixed, "\(tag)")
      }
    }
  }

  @Test(arguments: ["/api/tiles", "/api/tiles?of=", "/api/tiles?of=a&size=-1"])
  func `a list of nothing is refused`(path: String) async throws {
    #expect(try await viewer.ask(path).status == .badRequest)
  }

  @Test func `a list of too many tiles is refused`() async throws {
    let list = [String](repeating: "m", count: 257).joined(separator: "~")
    #expect(try await viewer.ask("/api/tiles?of=\(list)").status == .badRequest)
  }

  @Test(arguments: [
    "..%2Fprompt.json", "m%2F..%2F..%2F0%2F0%2Fraw.png", "%00%2Fa%2F0%2F0%2Fraw.png",
  ])
  func `no tile's address leads out`(tile: String) async throws {
    let (tiles, rest) = try parts(try await viewer.ask("/api/tiles?of=\(tile)"))
    #expect([.integer(400), .integer(404)].contains(tiles[0]["status"]))
    #expect(rest.isEmpty)
  }

  @Test func `figures that are no heat maps have addresses of their own`() async throws {
    var source = ViewerSource(store: viewer.store)
    source.registry.register(
      FigureFunction(name: "word", summary: "A word.", code: "", format: .svg) { _ in
        [NamedFigure(.encoded(Array("<svg/>".utf8), .svg))]
      })
    viewer.state.publish(source, [])
    let (tiles, _) = try parts(try await viewer.ask("/api/tiles?of=\(address("0/0/word.svg"))"))
    #expect(tiles == [.object(["picture": .bool(true)])])
  }

  @Test func `a page begins with one answer that has all lists`() async throws {
    let start = try await viewer.ask("/api/start").json
    #expect(try await start["session"] == viewer.ask("/api/session").json)
    #expect(try await start["models"] == viewer.ask("/api/models").json)
    #expect(try await start["figures"] == viewer.ask("/api/figures").json)
    #expect(try await start["prompts"] == viewer.ask("/api/prompts").json)
  }

  @Test(arguments: [("/", "page/index.js"), ("/single.html", "page/single.js")])
  func `the page begins with what there is and names the modules of its script`(
    path: String, script: String
  ) async throws {
    let answer = try await viewer.ask(path)
    let page = answer.text
    #expect(page.components(separatedBy: " src=").count == 2)
    #expect(page.contains(" src=\"\(script)\"></script>") && !page.contains("rel=\"stylesheet\""))
    let named = page.split(separator: "\n").compactMap { line in
      line.wholeMatch(of: /.*rel="modulepreload" href="(.*)">/).map { String($0.1) }
    }
    var modules: Set<String> = []
    var waiting = [script]
    while let module = waiting.popLast() {
      let code = try await viewer.ask("/" + module)
      #expect(code.status == .ok, "\(module)")
      waiting += code.text.matches(of: /(?m)^import .* from "\.\/(.*)";/)
        .map { "page/\($0.1)" }.filter { modules.insert($0).inserted }
    }
    #expect(modules.count > 10 && Set(named) == modules && named.count == modules.count)
    let parts = page.split(separator: "type=\"application/json\">", maxSplits: 1)
    let data = try #require(parts.last?.split(separator: "</script>").first)
    #expect(try await JSON(parsing: Array(data.utf8)) == viewer.ask("/api/start").json)
    #expect(!data.contains("<"))
    #expect(page.components(separatedBy: "</script>").count == 3)
    let policy = try #require(answer.headers[.contentSecurityPolicy])
    #expect(policy.contains("script-src 'self'") && policy.contains("style-src 'sha256-"))
    let tag = try #require(answer.headers[.eTag])
    #expect(try await viewer.ask(path, headers: [.ifNoneMatch: tag]).status == .notModified)
    #expect(try await viewer.ask("/page/nothing.js").status == .notFound)
  }

  @Test func `what is captured after a page has begun is told`() async throws {
    let start = try await viewer.ask("/api/start").json["session"]?["revision"]?.integerValue
    try viewer.store.write(
      viewer.cache, of: PromptRecord(text: "later", tokens: ["later", "on"]), model: "m")
    viewer.state.lookAround()
    let now = try await viewer.ask("/api/session").json["revision"]?.integerValue
    #expect(start == 1 && now == 2)
  }

  @Test(arguments: [true, false])
  func `a prompt that a page was shown without activations is told once it has some`(
    isShown: Bool
  ) async throws {
    let empty = PromptRecord(text: "without", tokens: ["without"])
    try viewer.store.writePrompt(empty, of: "m")
    // The folder is looked at before a page is told of it.
    _ = try await viewer.ask("/api/models")
    func revision() async throws -> Int? {
      try await viewer.ask("/api/session").json["revision"]?.integerValue
    }
    if isShown {
      let shown = try await viewer.ask("/api/prompts?models=m").json["prompts"]?.arrayValue ?? []
      let tags = shown.map { $0["models"]?["m"]?["tag"] }
      #expect(tags.count == 2 && tags.count { $0 == .null } == 1)
    }
    viewer.state.lookAround()
    #expect(try await revision() == 1)
    try viewer.store.write(viewer.cache, of: empty, model: "m")
    viewer.state.lookAround()
    viewer.state.lookAround()
    // Of the other kind a page that asks for it now is given its activations.
    #expect(try await revision() == (isShown ? 2 : 1))
  }
}
