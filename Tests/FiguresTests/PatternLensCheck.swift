import Activations
import Formats
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// One side of `scripts/check-pattern-lens.py`, which runs the other side in Python; skipped
/// without it.
@Suite struct PatternLensCheck {
  private static let folder = ProcessInfo.processInfo.environment["PLENS_CHECK_FOLDER"]
  private static let step = ProcessInfo.processInfo.environment["PLENS_CHECK_STEP"]

  @Test(.enabled(if: folder != nil)) func `folders are exchanged with pattern_lens`() throws {
    let folder = try #require(Self.folder)
    switch Self.step {
    case "write": try write(to: folder + "/ours")
    case "read": try read(from: folder)
    default: Issue.record("PLENS_CHECK_STEP is write or read")
    }
  }

  private func write(to root: String) throws {
    let store = CaptureStore(root: root)
    let layouts: [(String, CaptureLayout)] = [
      ("m", .archive(.fast)), ("m", .archive(.stored)), ("m", .archive(.level(1))),
      ("m", .archive(.level(9))),
      ("s", .stacked(layers: 2)),
    ]
    for (number, (model, layout)) in layouts.enumerated() {
      try store.writeConfig(
        ["n_layers": .integer(2), "n_heads": .integer(3), "model_name": .string("other")], of: model
      )
      let text = "Prompt \(number): café 😀\n\"日本\""
      let n = 5 + 17 * number
      let record = PromptRecord(text: text, tokens: (1..<n).map { "Ġt\($0)" })
      let cache = causalCache(layers: 2, heads: 3, n: n, seed: UInt64(number))
      try store.write(cache, of: record, model: model, as: layout)
      guard model == "m", let folder = store.promptFolder(record.hash, of: model) else { continue }
      for layer in 0..<2 {
        for index in 0..<3 {
          let head = "\(folder)/L\(layer)/H\(index)"
          try FileManager.default.createDirectory(atPath: head, withIntermediateDirectories: true)
          let pattern = try #require(cache.pattern(Head(layer: layer, index: index)))
          try HeatMap.raw(pattern).image().writePNG(to: head + "/mine.png")
        }
      }
    }
    #expect(try store.updateIndexes().isEmpty)
    try store.updateFigureIndex([["name": .string("from_us")]])
  }

  private func causalCache(layers: Int, heads: Int, n: Int, seed: UInt64) -> ActivationCache {
    var generator = SeededGenerator(seed: seed)
    var cache = ActivationCache()
    for layer in 0..<layers {
      var pattern = Tensor(zeros: [heads, n, n])
      for row in 0..<heads * n {
        let weights = (0...row % n).map { _ in Float.random(in: 0...1, using: &generator) }
        let sum = weights.reduce(0, +)
        for (key, weight) in weights.enumerated() { pattern.values[row * n + key] = weight / sum }
      }
      cache[.pattern(layer)] = pattern
    }
    return cache
  }

  private func read(from folder: String) throws {
    let store = CaptureStore(root: folder + "/theirs")
    let expected = try #require(try JSON.load(path: folder + "/expected.json").objectValue)
    #expect(Set(store.prompts(of: "theirs").prompts.map(\.hash)) == Set(expected.keys))
    for (hash, prompt) in expected {
      let cache = try store.load(hash, of: "theirs", text: prompt["text"]?.stringValue)
      let patterns = try #require(prompt["patterns"]?.arrayValue)
      #expect(cache.points == patterns.indices.map { .pattern($0) })
      for (layer, pattern) in patterns.enumerated() {
        let bytes = try #require(Data(base64Encoded: pattern.stringValue ?? ""))
        let values = cache[.pattern(layer)]?.values.flatMap { value in
          (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
        }
        #expect(values == [UInt8](bytes))
      }
      let path = try #require(store.promptFolder(hash, of: "theirs")) + "/prompt.json"
      #expect(
        try store.prompt(hash, of: "theirs").fileText
          == String(contentsOfFile: path, encoding: .utf8))
    }
    for setting in try #require(try JSON.load(path: folder + "/raw-expected.json").arrayValue) {
      let options = RawPromptOptions(
        minimumLength: setting["min"]?.integerValue ?? 0,
        maximumLength: setting["max"]?.integerValue)
      let prompts = try PromptFile(path: folder + "/raw.jsonl").rawPrompts(options)
      #expect(prompts.map(\.fileText) == setting["lines"]?.arrayValue?.compactMap(\.stringValue))
    }
  }
}
