import Activations
import Figures
import Files
import Formats
import Foundation
import Pictures
import Synchronization
import Tensors

/// Draws figures of every head of the prompts saved in a folder, beside each step of `raw` alone.
func benchmarkFigures(savedIn source: String, to target: String) throws {
  let saved = CaptureStore(root: source)
  guard let model = try saved.models().first, let raw = FigureRegistry.builtIn["raw"] else {
    print("\(source) has no model")
    return
  }
  let config = try saved.config(of: model)
  let (layers, heads) = (
    config["n_layers"]?.integerValue ?? 0, config["n_heads"]?.integerValue ?? 0
  )
  let prompts = saved.prompts(of: model).prompts
  let all = try HeadSelection("L*H*", layers: layers, heads: heads)
  let count = prompts.count * all.heads.count
  print("cores \(Parallel.width), \(prompts.count) prompts, \(count) figures")

  // Beside each rate the processor time a figure, which other programs change less.
  var spent = processorSeconds()
  func rate(_ step: String, _ time: Double, _ bound: String = "", _ ratio: Double? = nil) {
    let used = processorSeconds() - spent
    let text = String(
      format: "%.0f figures/s, %.0f us each", Double(count) / time, used / Double(count) * 1e6)
    row(step, time, text, bound, ratio)
    spent = processorSeconds()
  }

  // The steps alone, each on all cores.
  let caches = Mutex([ActivationCache](repeating: ActivationCache(), count: prompts.count))
  let bytes = Mutex(0)
  let decode = seconds {
    Parallel.forEach(prompts.count) { place in
      guard let cache = try? saved.load(prompts[place].hash, of: model) else { return }
      caches.withLock { $0[place] = cache }
      bytes.withLock { $0 += cache.byteCount }
    }
  }
  let (memory, size) = (caches.withLock { $0 }, bytes.withLock { $0 })
  rate("decode \(size / 1_000_000) MB of patterns", decode)
  let files = Mutex([[[UInt8]]](repeating: [], count: prompts.count))
  let encode = seconds {
    Parallel.forEach(prompts.count) { place in
      let encoded = all.heads.compactMap { head in
        memory[place].pattern(head).flatMap { try? HeatMap.raw($0).image().pngData() }
      }
      files.withLock { $0[place] = encoded }
    }
  }
  let pngs = files.withLock { $0 }
  let pngBytes = pngs.joined().reduce(0) { $0 + $1.count }
  rate("heat maps and PNG: \(pngBytes * 1000 / (size / 4)) bytes for 1000 pixels", encode)
  let create = try seconds { try write(pngs, all.heads, to: target + "/files") }
  rate("create and link as many files", create)

  // The whole.
  let fromMemory = zip(prompts, memory).map { PromptPatterns($1, of: $0) }
  let fromFiles = prompts.map { PromptPatterns(savedIn: saved, of: $0, model: model) }
  let script = try FigureScript(
    "figure hot(A) = heatmap(clip(log10(A + 1e-6), -4, 0), normalize: true)", name: "hot")
  for (name, function, source, steps) in [
    ("raw from memory", raw, fromMemory, encode + create),
    ("raw from files", raw, fromFiles, decode + encode + create),
    ("a script's from files", script.functions[0], fromFiles, decode + encode + create),
  ] {
    let drawing = FigureDrawing(
      [function], of: all, model: model, to: CaptureStore(root: "\(target)/\(name)"))
    let time = try seconds { _ = try drawing.draw(source) }
    rate("draw \(name)", time, "the steps of raw", steps / time)
    rate("again: all are there", try seconds { _ = try drawing.draw(source) })
  }
  let scoring = HeadScoring(HeadScores.all, of: all)
  rate(
    "all \(HeadScores.all.count) head scores from memory",
    try seconds { _ = try scoring(fromMemory) })
}

/// Writes files of the same sizes to as many folders as figures have.
private func write(_ files: [[[UInt8]]], _ heads: [Head], to folder: String) throws {
  let failure = Mutex<(any Error)?>(nil)
  Parallel.forEach(files.count) { prompt in
    var layer: (path: String, folder: OutputFolder?) = ("", nil)
    for (head, bytes) in zip(heads, files[prompt]) {
      do {
        let path = "\(folder)/\(prompt)/L\(head.layer)"
        if path != layer.path {
          try makeFolder(path)
          layer = (path, OutputFolder(path: path))
        }
        let name = "H\(head.index)"
        guard let layer = layer.folder, layer.makeFolder(name),
          layer.writeNew(bytes, to: "raw.png", in: name)
        else { throw CocoaError(.fileWriteUnknown) }
      } catch {
        failure.withLock { $0 = error }
      }
    }
  }
  if let failure = failure.withLock({ $0 }) { throw failure }
}
