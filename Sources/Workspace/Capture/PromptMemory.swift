import Activations
import Tensors
import Text
import Transformers

/// How much memory prompts of a model take, told before any is run.
package struct PromptMemory {
  private let config: ModelConfig
  private let patterns: CaptureSet
  /// What patterns are made of; nil where they can't be made.
  private let made: CaptureSet?

  /// Describes the memory that all patterns of a model take.
  ///
  /// - Throws: `FormatError` or `ModelError` where a weight that says how it scores is missing or damaged.
  package init(of model: LoadedModel) throws {
    config = model.config
    patterns = CaptureSet(config.patternLayers.map { .pattern($0) })
    made = try model.scoreFacts().points(of: config.patternLayers)
  }

  /// A sentence that says what a prompt of so many tokens takes.
  package func text(tokens count: Int) -> String {
    func size(_ points: CaptureSet) -> String {
      byteText(config.memory(tokens: count, keeping: points)) + " and "
        + byteText(config.workingMemory(tokens: count, capturing: points)) + " while it runs"
    }
    let keys = made.map { "; as queries and keys \(size($0))" } ?? ""
    return "\(counted(count, "token")): patterns \(size(patterns))\(keys)"
  }

  /// The longest prompt, in tokens, that fits into `free` bytes in the smallest form it can be kept
  /// in.
  package func most(in free: Int) -> Int {
    func fits(_ count: Int) -> Bool {
      [patterns, made].compactMap(\.self).contains { points in
        config.memory(tokens: count, keeping: points)
          + config.workingMemory(tokens: count, capturing: points) <= free
      }
    }
    var (low, high) = (0, 1 << 26)
    while high - low > 1 {
      let middle = (low + high) / 2
      if fits(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
