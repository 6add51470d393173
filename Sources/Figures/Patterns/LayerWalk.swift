internal import Activations
internal import Synchronization
internal import Tensors

/// Goes through the patterns of prompts layer by layer, on all cores.
///
/// As many layers are in memory as there are cores, however many prompts there are; each is read or
/// decoded once.
struct LayerWalk: Sendable {
  let prompts: [PromptPatterns]
  let layers: [Int]

  /// One layer of one prompt.
  struct Stop: Sendable {
    /// The prompt's place among those given.
    let prompt: Int
    let layer: Int
    let patterns: PromptPatterns.Open
  }

  private struct Progress {
    var next = 0
    var patterns: PromptPatterns.Open?  // of the prompt that is being gone through
    var failure: (any Error)?
  }

  /// Calls `body` for each layer of each prompt, until one call throws or `isCancelled` says so.
  ///
  /// - Throws: What the first failing call threw, once the others that run have returned.
  func forEach(
    until isCancelled: @Sendable () -> Bool, _ body: @Sendable (Stop) throws -> Void
  ) throws {
    let progress = Mutex(Progress())
    Parallel.forEach(min(Parallel.width, prompts.count * layers.count)) { _ in
      while !isCancelled(), let stop = progress.withLock({ next(&$0) }) {
        do {
          try body(stop)
        } catch {
          progress.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    if let failure = progress.withLock({ $0.failure }) { throw failure }
  }

  private func next(_ progress: inout Progress) -> Stop? {
    guard progress.failure == nil, progress.next < prompts.count * layers.count else {
      progress.patterns = nil
      return nil
    }
    let (prompt, place) = progress.next.quotientAndRemainder(dividingBy: layers.count)
    let patterns = place == 0 ? prompts[prompt].opened() : progress.patterns
    progress.next += 1
    progress.patterns = patterns
    return patterns.map { Stop(prompt: prompt, layer: layers[place], patterns: $0) }
  }
}
