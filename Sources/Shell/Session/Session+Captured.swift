import Activations
import Tensors
import Text
import Transformers

extension Session {
  /// Keeps what was captured of a prompt.
  ///
  /// - Returns: How many prompts had to go for it, which is to be told.
  mutating func keep(
    _ values: ActivationCache, of prompt: PromptRecord, by model: LoadedModel
  ) -> Int {
    let key = PatternCache.Key(model: model.config.name, hash: prompt.hash)
    return cache.insert(values, for: key, limit: settings.cacheLimit).count
  }

  /// Says that prompts had to go, if any.
  func tellEvicted(_ count: Int) {
    guard count > 0 else { return }
    notice(
      "the cache is full (cache.max is \(byteText(settings.cacheLimit))): "
        + "\(counted(count, "prompt")), used longest ago, let go")
  }

  /// The values of `points` for a prompt, captured now if they are not in the cache.
  mutating func values(
    of prompt: PromptRecord, by model: LoadedModel, _ points: CaptureSet
  ) throws -> ActivationCache {
    let key = PatternCache.Key(model: model.config.name, hash: prompt.hash)
    if let values = cache.values(key), points.points.allSatisfy({ values[$0] != nil }) {
      return values
    }
    let (ids, lost) = try model.input(for: prompt)
    if lost > 0 {
      notice(
        "the prompt has \(ids.count + lost) tokens; \(model.config.name) reads the first \(ids.count)"
      )
    }
    let isCancelled = isCancelled
    let run = try model.model.run(ids, capturing: points) {
      if isCancelled() { throw CancellationError() }
    }
    var all = cache.values(key) ?? ActivationCache()
    for point in run.cache.points { all[point] = run.cache[point] }
    tellEvicted(keep(all, of: prompt, by: model))
    return all
  }

  /// A head's pattern, `[query, key]`, from memory, a folder, or a pass through the model.
  mutating func matrix(
    of prompt: PromptRecord, _ head: Head, from source: Source
  ) throws -> Tensor {
    switch source {
    case .model(let model):
      let values = try values(of: prompt, by: model, CaptureSet([.pattern(head.layer)]))
      guard let pattern = values.pattern(head) else {
        throw ShellError(.notFound, "\(head) was not captured")
      }
      return pattern
    case .folder(let saved): return try saved.store.pattern(prompt.hash, head, of: saved.name)
    }
  }
}
