import Activations
import Figures
import Files
import Formats
import Foundation
import Pictures
import Synchronization
import Tensors
import TestSupport
import Testing

/// Figures of many heads in folders.
@Suite struct FigureDrawingTests {
  private let folder: TemporaryFolder
  private let store: CaptureStore
  private let heads: HeadSelection
  private let raw: FigureFunction

  init() throws {
    folder = try TemporaryFolder()
    store = CaptureStore(root: folder.file("data"))
    heads = try HeadSelection("L*H*", layers: 2, heads: 3)
    raw = try #require(FigureRegistry.builtIn["raw"])
  }

  private func cache(_ seed: Int, layers: Int = 2, n: Int = 9) -> ActivationCache {
    var generator = SeededGenerator(seed: UInt64(seed))
    var cache = ActivationCache()
    for layer in 0..<layers {
      cache[.pattern(layer)] = Tensor(
        shape: [3, n, n], values: (0..<3 * n * n).map { _ in .random(in: 0...1, using: &generator) }
      )
    }
    return cache
  }

  private func prompts(_ count: Int) -> [(PromptRecord, ActivationCache)] {
    (0..<count).map { (PromptRecord(text: "prompt \($0)", tokens: ["a", "b"]), cache($0)) }
  }

  private func path(_ prompt: PromptRecord, _ head: Head, _ name: String) -> String {
    "\(folder.path)/data/m/prompts/\(prompt.hash)/L\(head.layer)/H\(head.index)/\(name)"
  }

  private func files() -> [String] {
    (FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? [])
      .filter { $0.contains("/L") && $0.contains(".") }
  }

  @Test(arguments: [
    CaptureLayout.archive(.fast), .archive(.level(6)), .stacked(layers: 2), nil,
  ])
  func `every head of every prompt has its pixels`(layout: CaptureLayout?) throws {
    let prompts = prompts(5)
    let patterns = try prompts.map { prompt, cache in
      guard let layout else { return PromptPatterns(cache, of: prompt) }
      try store.write(cache, of: prompt, model: "m", as: layout)
      return PromptPatterns(savedIn: store, of: prompt, model: "m")
    }
    let report = try FigureDrawing([raw], of: heads, model: "m", to: store).draw(patterns)
    #expect(report.drawn == 30 && report.done == 30 && report.problems.isEmpty)
    for (prompt, cache) in prompts {
      for head in heads.heads {
        let picture = try readPNG(path: path(prompt, head, "raw.png"))
        let colors = try HeatMap.raw(#require(cache.pattern(head))).colors
        #expect(picture.rgba == colors.flatMap { [$0.red, $0.green, $0.blue, 255] })
      }
    }
    #expect(files().count == 30)
  }

  @Test func `what is there is left alone unless it is to be drawn again`() throws {
    let (prompt, cache) = prompts(1)[0]
    let patterns = [PromptPatterns(cache, of: prompt)]
    let drawing = FigureDrawing([raw], of: heads, model: "m", to: store)
    #expect(try drawing.draw(patterns).drawn == 6)
    try Data("mine".utf8).write(to: URL(filePath: path(prompt, heads.heads[0], "raw.png")))
    try FileManager.default.removeItem(atPath: path(prompt, heads.heads[1], "raw.png"))
    let again = try drawing.draw(patterns)
    #expect(again.drawn == 1 && again.skipped == 5)
    let mine = try Data(contentsOf: URL(filePath: path(prompt, heads.heads[0], "raw.png")))
    #expect(mine == Data("mine".utf8))
    let forced = FigureDrawing([raw], of: heads, model: "m", to: store, isForced: true)
    #expect(try forced.draw(patterns).drawn == 6)
    _ = try readPNG(path: path(prompt, heads.heads[0], "raw.png"))
  }

  @Test func `a function that fails says why beside the figures, until it succeeds`() throws {
    let (prompt, cache) = prompts(1)[0]
    let patterns = [PromptPatterns(cache, of: prompt)]
    let odd = FigureFunction(name: "odd", summary: "", code: "") { input in
      guard input.head.index != 1 else { throw FigureError("no luck with \(input.head)") }
      return [NamedFigure(.heatMap(try .raw(input.pattern)))]
    }
    let report = try FigureDrawing([odd, raw], of: heads, model: "m", to: store).draw(patterns)
    #expect(report.drawn == 10 && report.failed == 2)
    #expect(
      report.firstFailure?.hasSuffix("H1: no luck with L0H1") == true
        || report.firstFailure?.hasSuffix("H1: no luck with L1H1") == true)
    let failed = Head(layer: 1, index: 1)
    #expect(
      try String(contentsOfFile: path(prompt, failed, "odd.error.txt"), encoding: .utf8)
        == "no luck with L1H1\n")
    let repaired = FigureFunction(name: "odd", summary: "", code: "") { input in
      [NamedFigure(.heatMap(try .raw(input.pattern)))]
    }
    let again = try FigureDrawing([repaired, raw], of: heads, model: "m", to: store).draw(patterns)
    #expect(again.drawn == 2 && again.skipped == 10)
    #expect(!files().contains { $0.hasSuffix(".error.txt") })
  }

  @Test func `a function of several figures names its files`() throws {
    let (prompt, cache) = prompts(1)[0]
    let two = FigureFunction(name: "two", summary: "", code: "", figureNames: ["up", "down"]) {
      input in
      [("up", input.pattern), ("down", input.pattern)].compactMap { name, matrix in
        (try? HeatMap.raw(matrix)).map { NamedFigure(.heatMap($0), name: name) }
      }
    }
    let bad = FigureFunction(name: "bad", summary: "", code: "") { input in
      [NamedFigure(.heatMap(try .raw(input.pattern)), name: "../../x")]
    }
    let drawing = FigureDrawing([two, bad], of: heads, model: "m", to: store)
    let report = try drawing.draw([PromptPatterns(cache, of: prompt)])
    #expect(report.drawn == 6 && report.failed == 6)
    #expect(files().count { $0.hasSuffix("two.up.png") } == 6)
    #expect(files().count { $0.hasSuffix("two.down.png") } == 6)
    #expect(files().count { $0.hasSuffix("bad.error.txt") } == 6)
    #expect(files().count == 18)
    #expect(two.indexLines.map { $0["name"]?.stringValue } == ["two.up", "two.down"])
    #expect(two.indexLines.map { $0["func_name"]?.stringValue } == ["two", "two"])
    let parts = (0..<1500).map { "a\($0): heatmap(A)" }.joined(separator: ", ")
    let script = try FigureScript("figure many(A) = figures(\(parts))", name: "many.figs")
    let lines = try #require(script.functions.first).indexLines
    #expect(lines.count == 1000)
    #expect(lines.reduce(0) { $0 + ($1["code"]?.stringValue?.count ?? 0) } <= 2_000_000)
    try FileManager.default.removeItem(atPath: path(prompt, heads.heads[0], "two.up.png"))
    #expect(try drawing.draw([PromptPatterns(cache, of: prompt)]).drawn == 1)
  }

  @Test(arguments: [false, true])
  func `what only part of a function's figures replaces is whole, and nothing is left beside it`(
    isForced: Bool
  ) throws {
    let (prompt, cache) = prompts(1)[0]
    let two = FigureFunction(name: "two", summary: "", code: "", figureNames: ["up", "down"]) {
      input in
      try ["up", "down"].map { NamedFigure(.heatMap(try .raw(input.pattern)), name: $0) }
    }
    let head = heads.heads[4]
    let folder = String(path(prompt, head, "").dropLast())
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("old".utf8).write(to: URL(filePath: path(prompt, head, "two.down.png")))
    let drawing = FigureDrawing([two], of: heads, model: "m", to: store, isForced: isForced)
    #expect(try drawing.draw([PromptPatterns(cache, of: prompt)]).drawn == 6)
    #expect(
      try readPNG(path: path(prompt, head, "two.up.png")).rgba
        == readPNG(path: path(prompt, head, "two.down.png")).rgba)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.sorted() == ["two.down.png", "two.up.png"])
  }

  @Test func `a figure that can't have its name is an error, and nothing is left beside it`() throws
  {
    let (prompt, cache) = prompts(1)[0]
    let taken = path(prompt, heads.heads[2], "raw.png")
    try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: true)
    let drawing = FigureDrawing([raw], of: heads, model: "m", to: store, isForced: true)
    let problem = "cannot be written: Is a directory"
    #expect(throws: FormatError(path: taken, problem: problem, isAboutWriting: true)) {
      try drawing.draw([PromptPatterns(cache, of: prompt)])
    }
    let folder = path(prompt, heads.heads[2], "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["raw.png"])
  }

  @Test func `prompts whose patterns are missing or broken are passed over and told`() throws {
    let prompts = prompts(3)
    try store.write(prompts[0].1, of: prompts[0].0, model: "m")
    try store.write(prompts[1].1, of: prompts[1].0, model: "m")
    let archive = "\(folder.path)/data/m/prompts/\(prompts[1].0.hash)/activations.npz"
    let bytes = try Data(contentsOf: URL(filePath: archive))
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: archive))
    try store.writePrompt(prompts[2].0, of: "m")
    let patterns = prompts.map { PromptPatterns(savedIn: store, of: $0.0, model: "m") }
    let report = try FigureDrawing([raw], of: heads, model: "m", to: store).draw(patterns)
    #expect(report.drawn == 6 && report.missing == 12 && report.problems.count == 2)
    #expect(report.problems.contains { $0.hasSuffix("has no zip directory at its end") })
    #expect(
      report.problems.contains { $0.hasSuffix("has no saved patterns: capture the prompt first") })
    #expect(files().count == 6)
  }

  @Test func `heads outside the patterns are told`() throws {
    let (prompt, _) = prompts(1)[0]
    let report = try FigureDrawing([raw], of: heads, model: "m", to: store).draw([
      PromptPatterns(cache(0, layers: 1), of: prompt)
    ])
    #expect(report.drawn == 3 && report.missing == 3)
    #expect(report.problems == ["@\(prompt.hash): the pattern of layer 1 was not captured"])
  }

  @Test func `a folder that can't be written is an error`() throws {
    try Data().write(to: URL(filePath: store.root))
    let (prompt, cache) = prompts(1)[0]
    let error = #expect(throws: FormatError.self) {
      try FigureDrawing([raw], of: heads, model: "m", to: store).draw([
        PromptPatterns(cache, of: prompt)
      ])
    }
    #expect(error?.problem.hasPrefix("the folder can't be made: ") == true)
  }

  @Test func `a cancelled drawing leaves whole figures and goes on later`() throws {
    let patterns = prompts(4).map { PromptPatterns($0.1, of: $0.0) }
    let count = Atomic(0)
    let drawing = FigureDrawing([raw], of: heads, model: "m", to: store)
    let report = try drawing.draw(patterns) {
      count.wrappingAdd(1, ordering: .relaxed).newValue > 12
    }
    #expect(report.isCancelled && report.drawn > 0 && report.drawn < 24)
    #expect(files().count == report.drawn && files().allSatisfy { $0.hasSuffix("/raw.png") })
    let rest = try drawing.draw(patterns)
    #expect(rest.drawn == 24 - report.drawn && rest.skipped == report.drawn && !rest.isCancelled)
  }

  @Test func `functions of no use on several threads run one at a time`() throws {
    let running = Atomic(0)
    let worst = Mutex(0)
    let slow = FigureFunction(name: "slow", summary: "", code: "", isParallel: false) { input in
      let now = running.wrappingAdd(1, ordering: .relaxed).newValue
      worst.withLock { $0 = max($0, now) }
      usleep(1000)
      running.wrappingSubtract(1, ordering: .relaxed)
      return [NamedFigure(.heatMap(try .raw(input.pattern)))]
    }
    let patterns = prompts(2).map { PromptPatterns($0.1, of: $0.0) }
    let done = Mutex(0)
    _ = try FigureDrawing([slow], of: heads, model: "m", to: store).draw(
      patterns, watch: { report in done.withLock { $0 = report.done } })
    #expect(worst.withLock { $0 } == 1 && done.withLock { $0 } == 12)
  }
}
