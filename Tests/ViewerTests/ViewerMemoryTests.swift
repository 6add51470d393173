import Activations
import Figures
import Formats
import Foundation
import HTTPTypes
import HummingbirdTesting
import Pictures
import Tensors
import TestSupport
import Testing
import Viewer

@Suite struct ViewerMemoryTests {
  private let viewer: ViewerFixture
  private let prompt = PromptRecord(text: "in memory", tokens: ["in", " memory"])

  init() throws { viewer = try ViewerFixture() }

  /// A source with layer 1 of one prompt in memory, beside the fixture's folder.
  private func source(revision: Int = 1, value: Float = 0.25) -> ViewerSource {
    var cache = ActivationCache()
    cache[.pattern(1)] = Tensor(
      shape: [2, 2, 2], values: [1, 0, value, 1 - value, 1, 0, 0.5, 0.5])
    return ViewerSource(
      store: viewer.store,
      captures: [.init(model: "org/tiny", prompt: prompt, values: cache, revision: revision)],
      configs: [
        "org/tiny": [
          "model_name": .string("org/tiny"), "n_layers": .integer(2),
          "n_heads": .integer(2), "d_model": .integer(4),
        ]
      ], frames: ["org/tiny": TokenFrame(before: ["<s>"], after: [])])
  }

  private func publish(_ source: ViewerSource) { viewer.state.publish(source, []) }

  @Test func `what is in memory stands beside what is on disk`() async throws {
    publish(source())
    let models = try #require(try await viewer.ask("/api/models").json.arrayValue)
    #expect(models.map { $0["name"] } == [.string("m"), .string("org-tiny")])
    let tokens = try await viewer.ask("/api/tokens/org-tiny/\(prompt.hash)/2/2").json
    #expect(tokens["keys"]?.arrayValue?.first?["text"] == .string("<s>"))
    let prompts = try await viewer.ask("/api/prompts?model=org-tiny").json
    let first = prompts["prompts"]?.arrayValue?.first
    #expect(first?["models"]?["org-tiny"]?["layers"] == .array([.integer(1)]))
    let place = "org-tiny/\(prompt.hash)"
    #expect(try await viewer.ask("/api/pattern/\(place)/1/0").floats == [1, 0, 0.25, 0.75])
    #expect(try await viewer.ask("/api/tile/\(place)/1/0/raw.png").status == .ok)
    let missing = try await viewer.ask("/api/pattern/\(place)/0/0")
    #expect(missing.status == .notFound)
    #expect(try missing.problem.contains("no pattern of layer 0"))
    let cell = try await viewer.ask("/api/cell/\(place)/1/0").floats
    #expect(cell[0].isNaN && cell[1].isNaN)
    #expect(cell[2...] == [0.25, 0.5])
    let scores = try await viewer.ask("/api/scores?model=org-tiny&scores=first").json
    #expect(
      scores["scores"]?["first"]?.arrayValue?.first
        == .array([.null, .null, .number(0.25), .number(0.5)]))
  }

  @Test func `a model whose prompts lead out of the folder has none of the session's`() async throws
  {
    let away = CaptureStore(root: viewer.folder.path + "/away")
    try away.writePrompt(prompt, of: "linked")
    try FileManager.default.createDirectory(
      atPath: viewer.store.folder(of: "linked"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: viewer.store.folder(of: "linked") + "/prompts",
      withDestinationPath: away.folder(of: "linked") + "/prompts")
    publish(source())
    let list = try await viewer.ask("/api/prompts?models=org-tiny~linked").json
    #expect(list["total"] == .integer(1))
    let models = list["prompts"]?.arrayValue?.first?["models"]?.objectValue?.keys
    #expect(models == ["org-tiny"])
  }

  @Test func `patterns are made of queries and keys, in memory and in a folder`() async throws {
    // One head of width 1 of two causal tokens: the second row's scores are 0 and ln 3, its weights 1/4 and 3/4.
    var cache = ActivationCache()
    cache[.block(.query, 0)] = Tensor(shape: [2, 1, 1], values: [5, 1])
    cache[.block(.key, 0)] = Tensor(shape: [2, 1, 1], values: [0, logf(3)])
    let facts = ScoreFacts(layers: [
      .init(
        scoring: Scoring(scale: 1, sight: Sight(window: nil, isCausal: true)), readsRotated: false)
    ])
    var config: JSONObject = [
      "model_name": .string("qk"), "n_layers": .integer(1), "n_heads": .integer(1),
      "d_model": .integer(1),
    ]
    var source = ViewerSource(
      store: viewer.store,
      captures: [
        .init(model: "qk", prompt: prompt, values: cache, facts: facts, revision: 1)
      ], configs: ["qk": config])
    let expected: [Float] = [1, 0, 0.25, 0.75]
    for isSaved in [false, true] {
      if isSaved {
        config[ScoreFacts.key] = facts.json
        try viewer.store.write(cache, of: prompt, model: "qk")
        try viewer.store.writeConfig(config, of: "qk")
        source = ViewerSource(store: viewer.store)
      }
      publish(source)
      let place = "qk/\(prompt.hash)"
      let pattern = try await viewer.ask("/api/pattern/\(place)/0/0").floats
      #expect(worstDifference(pattern, expected) < 1e-6)
      let layer = try await viewer.ask("/api/pattern/\(place)/0/x")
      #expect(layer.header("X-Shape") == "1,2,2")
      let cell = try await viewer.ask("/api/cell/\(place)/1/1").floats
      #expect(worstDifference(cell, [0.75]) < 1e-6)
      #expect(try await viewer.ask("/api/tile/\(place)/0/0/raw.png?size=64").status == .ok)
      let scores = try await viewer.ask("/api/scores?model=qk&scores=first").json
      let first = scores["scores"]?["first"]?.arrayValue?.first?.arrayValue?.first?.doubleValue
      #expect(abs((first ?? 0) - 0.25) < 1e-6)
      if !isSaved {
        let prompts = try await viewer.ask("/api/prompts?model=qk").json
        let first = prompts["prompts"]?.arrayValue?.first
        #expect(first?["models"]?["qk"]?["layers"] == .array([.integer(0)]))
        let archive = try await viewer.ask(
          "/\(place.replacing("/", with: "/prompts/"))/activations.npz")
        let path = viewer.folder.path + "/made.npz"
        try Data(archive.bytes).write(to: URL(filePath: path))
        let made = try NPZFile(path: path).tensor("blocks.0.attn.hook_pattern")
        #expect(made.shape == [1, 1, 2, 2] && worstDifference(made.values, expected) < 1e-6)
      }
    }
  }

  @Test func `pattern_lens's paths are answered from memory`() async throws {
    publish(source())
    let folder = "/org-tiny/prompts/\(prompt.hash)"
    #expect(try await viewer.ask("/models.jsonl").text.contains(#""sanitized_name": "org-tiny""#))
    #expect(try await viewer.ask("/org-tiny/model_cfg.json").json["n_heads"] == .integer(2))
    #expect(try await viewer.ask("/org-tiny/prompts.jsonl").text.contains(prompt.hash))
    #expect(try await viewer.ask(folder + "/prompt.json").json == .object(prompt.fields))
    #expect(try await viewer.ask(folder + "/L1/H0/raw.png").status == .ok)
    #expect(try await viewer.ask(folder + "/L1/H0/raw.png", method: .head).status == .ok)
    let archive = try await viewer.ask(folder + "/activations.npz")
    let path = viewer.folder.path + "/memory.npz"
    try Data(archive.bytes).write(to: URL(filePath: path))
    let tensor = try NPZFile(path: path).tensor("blocks.1.attn.hook_pattern")
    #expect(tensor.shape == [1, 2, 2, 2])
    #expect(tensor.values[2] == 0.25)
  }

  @Test func `another revision is another content`() async throws {
    publish(source())
    let path = "/api/pattern/org-tiny/\(prompt.hash)/1/0"
    let tag = try #require(try await viewer.ask(path).headers[.eTag])
    publish(source())
    #expect(try await viewer.ask(path, headers: [.ifNoneMatch: tag]).status == .notModified)
    publish(source(revision: 2, value: 0.5))
    let changed = try await viewer.ask(path, headers: [.ifNoneMatch: tag])
    #expect(changed.status == .ok)
    #expect(changed.floats[2] == 0.5)
  }

  @Test func `functions draw what they say, and their errors are told`() async throws {
    var source = source()
    source.registry.register(
      FigureFunction(name: "two", summary: "Two.", code: "") { input in
        let map = try HeatMap(input.pattern)
        return [NamedFigure(.heatMap(map), name: "a"), NamedFigure(.heatMap(map), name: "b")]
      })
    source.registry.register(
      FigureFunction(name: "bad", summary: "Fails.", code: "") { input in
        throw FigureError("no such thing in \(input.tokens.joined())")
      })
    publish(source)
    let place = "/api/tile/org-tiny/\(prompt.hash)/1/0/"
    #expect(try await viewer.ask(place + "two.b.png").status == .ok)
    let whole = try await viewer.ask(place + "two.png")
    #expect(whole.status == .notFound)
    #expect(try whole.json["figures"] == .array([.string("a"), .string("b")]))
    let bad = try await viewer.ask(place + "bad.png")
    #expect(bad.status == .internalServerError)
    #expect(try bad.problem == "bad of L1H0: no such thing in <s>in")
    let names = try await viewer.ask("/api/figures").json.arrayValue?.map { $0["name"] }
    #expect(names?.contains(.string("two")) == true)
  }
}
