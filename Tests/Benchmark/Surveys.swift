import Activations
import Figures
import Formats
import Foundation
import Surveys
import Synchronization
import Tokenizers
import Transformers

/// Surveys texts of 30 tokens, beside the processor time of their passes alone, which the same run measures: what passes
/// between the moments at which patterns are handed over.
func benchmarkSurvey(modelPath: String, texts count: Int) throws {
  let model = try Model(path: modelPath)
  let config = model.config
  var isFolder = ObjCBool(false)
  _ = unsafe FileManager.default.fileExists(atPath: modelPath, isDirectory: &isFolder)
  let tokenizer =
    isFolder.boolValue
    ? try Tokenizer(folder: modelPath) : try Tokenizer(gguf: GGUFFile(path: modelPath))
  let scratch = FileManager.default.temporaryDirectory.path + "/survey-\(getpid())"
  try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: scratch) }
  let words = "the cat sat on mat and then dog ran home when Mary gave John a book to read in Paris"
    .split(separator: " ")
  var generator = SystemRandomNumberGenerator()
  let lines = (0..<count).map { _ in
    let text = (0..<40).map { _ in String(words.randomElement(using: &generator) ?? "a") }
    return "{\"text\": \"\(text.joined(separator: " "))\"}\n"
  }
  try Data(lines.joined().utf8).write(to: URL(filePath: scratch + "/texts.jsonl"))
  let heads = (0..<config.layers).flatMap { layer in
    (0..<config.heads).map { Head(layer: layer, index: $0) }
  }
  let settings = try SurveySettings(
    model: config.name, fingerprint: "", vocabulary: config.vocabularySize, heads: heads,
    scores: try ["previous", "first", "duplicate", "induction", "entropy"].map(HeadScores.named),
    longest: 30, sources: ["texts"])
  let passes = Mutex(0.0)
  let surveyed = SurveyModel(
    windows: { text in
      let ids =
        (config.prependsBOS ? tokenizer.bos.map { [$0] } ?? [] : []) + (try tokenizer.encode(text))
      return [SurveyModel.Window(ids: Array(ids.prefix(30)), text: text)]
    },
    run: { prompts, layers, tap in
      var start = processorSeconds()
      try model.run(prompts, capturing: CaptureSet(layers.map { .pattern($0) })) {
        point, prompt, value in
        passes.withLock { $0 += processorSeconds() - start }
        if let layer = point.layer { try tap(layer, prompt, value) }
        start = processorSeconds()
      }
      passes.withLock { $0 += processorSeconds() - start }
    },
    pieces: { tokenizer.pieces($0) })
  let begin = processorSeconds()
  var report = Survey.Report()
  let wall = try seconds {
    report = try Survey(settings, in: scratch + "/out", version: "")(
      try SurveyFiles([scratch + "/texts.jsonl"]), by: surveyed)
  }
  let used = processorSeconds() - begin
  let alone = passes.withLock { $0 }
  print(
    "survey of \(report.texts) texts, \(report.tokens) tokens, \(heads.count) heads: "
      + String(
        format: "%.1f s, %.1f s of processors; passes alone %.1f s: %.2f times; peak %d MB", wall,
        used, alone, used / alone, peakMemory() >> 20))
}
