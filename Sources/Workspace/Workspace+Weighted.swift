package import Activations
package import Causal
package import Figures
import Transformers

extension Workspace {
  /// Patterns times the lengths of the vectors they mix; takes a pass for each prompt.
  package func weightedPatterns(
    of prompts: [PromptRecord], layers: [Int], from source: Source, by weight: AttentionWeighting,
    for asker: any Asker
  ) throws -> [PromptPatterns] {
    guard case .model(let model) = source else {
      throw ShellError(
        .usage, "--weighted needs the model: \(source.name) is a folder of patterns without values")
    }
    return try prompts.map { prompt in
      let own = try asker.causalPrompt(prompt, model)
      var cache = ActivationCache()
      for (layer, pattern) in try model.edited.weightedPatterns(
        own.tokens, layers: layers, by: weight, checkpoint: asker.checkpoint)
      { cache[.pattern(layer)] = pattern }
      return PromptPatterns(cache, of: prompt, labels: own.labels)
    }
  }
}

extension FigureFunction {
  /// The same function with the weighting in its name, so that its figures can't be taken for those
  /// of plain patterns.
  package func named(for weight: AttentionWeighting?) -> FigureFunction {
    guard let weight else { return self }
    return FigureFunction(
      name: "\(name)_by_\(weight.rawValue)",
      summary: "\(summary); weights times the lengths of \(weight.rawValue)", origin: origin,
      code: "\(code)\n# A is the pattern times the lengths of \(weight.rawValue)", format: format,
      isParallel: isParallel
    ) { try draw($0) }
  }
}
