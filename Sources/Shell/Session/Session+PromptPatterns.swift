import Activations
import Figures
import Tensors
import Transformers

extension Session {
  /// Hands the patterns of a selection to `body`, some prompts at a time, to be read on all cores.
  ///
  /// They come from memory where they are captured, else from a folder: the selection's, or `saved`.
  /// What neither has is captured now, as many prompts at once as share a pass.
  ///
  /// - Throws: `CancellationError` after Ctrl-C; what `body` throws.
  mutating func forPrompts(
    of selection: PatternSelection, savedIn saved: CaptureStore? = nil,
    _ body: ([PromptPatterns]) throws -> Void
  ) throws {
    let (prompts, source) = (selection.prompts, selection.source)
    switch source {
    case .folder(let folder):
      try body(
        prompts.map { prompt in
          captured(prompt, selection)
            ?? PromptPatterns(savedIn: folder.store, of: prompt, model: folder.name)
        })
    case .model(let model):
      let (size, isCancelled) = (max(1, settings.batchSize), isCancelled)
      for start in stride(from: 0, to: prompts.count, by: size) {
        if isCancelled() { throw CancellationError() }
        let batch = Array(prompts[start..<min(start + size, prompts.count)])
        try body(try patterns(of: batch, selection, by: model, savedIn: saved))
      }
    }
  }

  private mutating func patterns(
    of prompts: [PromptRecord], _ selection: PatternSelection, by model: LoadedModel,
    savedIn saved: CaptureStore?
  ) throws -> [PromptPatterns] {
    let layers = selection.heads.layers
    let points = CaptureSet(layers.map { .pattern($0) })
    let isSaved = prompts.map { prompt in
      saved?.captured(prompt.hash, of: model.config.name).isSuperset(of: points.points) ?? false
    }
    let needed = zip(prompts, isSaved).filter { !$0.1 }.map(\.0)
    try capture(needed, layers: layers, by: model)
    return try zip(prompts, isSaved).map { prompt, isSaved in
      if isSaved, let saved, captured(prompt, selection) == nil {
        return PromptPatterns(
          savedIn: saved, of: try saved.prompt(prompt.hash, of: model.config.name),
          model: model.config.name)
      }
      let values = try values(of: prompt, by: model, points)
      let record = prompt.adding(tokens: try model.pieces(of: prompt))
      return PromptPatterns(values, of: record, labels: try model.labels(of: prompt))
    }
  }

  /// The patterns of a prompt if all layers of the selection are in memory.
  private mutating func captured(
    _ prompt: PromptRecord, _ selection: PatternSelection
  ) -> PromptPatterns? {
    let key = PatternCache.Key(model: selection.source.name, hash: prompt.hash)
    guard let values = cache.values(key),
      selection.heads.layers.allSatisfy({ values[.pattern($0)] != nil })
    else { return nil }
    let labels = values[.pattern(selection.heads.layers[0])].flatMap { pattern in
      try? selection.source.labels(of: prompt, tokens: pattern.columns)
    }
    return PromptPatterns(values, of: prompt, labels: labels)
  }
}
