import Activations
import Causal
import Figures
import Language
import Terminal
import Transformers
import Workspace

/// A score of heads that needs the model itself, not only its patterns.
enum ModelScore: Equatable {
  /// What a head's weights say of it, without any prompt.
  case circuit(CircuitScore)
  /// What it does on prompts, beside what its pattern looks like.
  case activity(Activity)

  enum Activity: String, CaseIterable {
    case outputNorm = "output_norm"
    case weightedFirst = "weighted_first"
    case sink
  }

  static let all: [ModelScore] =
    CircuitScore.allCases.map { .circuit($0) } + Activity.allCases.map { .activity($0) }

  /// The score of this name.
  static func named(_ name: String) -> ModelScore? { all.first { $0.name == name } }

  var name: String {
    switch self {
    case .circuit(let score): score.rawValue
    case .activity(let activity): activity.rawValue
    }
  }

  var isOfWeights: Bool { if case .circuit = self { true } else { false } }

  var summary: String {
    switch self {
    case .circuit(.copying): "raises the token it looks at, by its weights"
    case .circuit(.copyRate): "how many tokens it copies, by its weights"
    case .circuit(.ov): "copies directions of the stream, by its weights"
    case .circuit(.matching): "looks at its own token, by its weights"
    case .activity(.outputNorm): "writes much: near 0 for a head that does nothing"
    case .activity(.weightedFirst): "takes what it writes from the first token"
    case .activity(.sink): "gives its attention to a learned sink, as gpt-oss has one"
    }
  }

  var definition: String {
    switch self {
    case .circuit(.copying):
      "sum of eigenvalues of W_E W_V W_O W_U over the sum of their magnitudes, 'help circuits'"
    case .circuit(.copyRate):
      "share of tokens among the ten that W_V W_O W_U raises most when it looks at them"
    case .circuit(.ov): "the ratio of 'copying' for W_V W_O alone"
    case .circuit(.matching): "the ratio of 'copying' for W_E W_Q W_K^T W_E^T, at distance 0"
    case .activity(.outputNorm):
      "mean over q >= 1 of |z[q] W_O|, before any norm behind attention"
    case .activity(.weightedFirst):
      "mean over q >= 1 of w[q, 0] / sum_k w[q, k], w[q, k] = A[q, k] |v[k] W_O|"
    case .activity(.sink): "mean over q >= 1 of 1 - sum_k A[q, k]; 0 without learned sinks"
    }
  }

  /// The score as tables name it; its values come from the model, never from a pattern.
  fileprivate var column: HeadScore {
    .ofPattern(name: name, summary: summary, definition: definition) { _ in nil }
  }
}

/// A score of either kind.
enum AnyScore {
  case pattern(HeadScore)
  case model(ModelScore)

  var isOfWeights: Bool { if case .model(let score) = self { score.isOfWeights } else { false } }

  var isOfPattern: Bool { if case .pattern = self { true } else { false } }
}

extension Workspace {
  /// Scores of the heads of a selection on each of its prompts; those of weights alone are the same
  /// on all, and need none.
  mutating func scores(
    _ scores: [AnyScore], form: CircuitForm, of selection: PatternSelection, for console: Console
  ) throws -> ScoreTable {
    let ofPatterns = scores.compactMap { if case .pattern(let score) = $0 { score } else { nil } }
    let patterns =
      ofPatterns.isEmpty
      ? nil : try self.scores(ofPatterns, of: selection, for: console)
    let heads = selection.heads.heads
    let count = max(1, selection.prompts.count)
    var columns: [(score: HeadScore, values: [Double?])] = []  // [prompt, head]
    var activities: [HeadActivityTable] = []
    var place = 0
    for score in scores {
      switch score {
      case .pattern(let own):
        let values = (0..<count).flatMap { prompt in
          heads.indices.map { patterns?.value(prompt: prompt, head: $0, score: place) }
        }
        columns.append((own, values.map { $0 ?? nil }))
        place += 1
      case .model(let own):
        guard case .model(let model) = selection.source else {
          throw ShellError(
            .usage,
            "\(own.name) is of the model, and \(selection.source.name) is a folder of patterns")
        }
        switch own {
        case .circuit(let circuit):
          let values = try circuitValues(circuit, form, model, heads, console)
          columns.append((own.column, (0..<count).flatMap { _ in values }))
        case .activity(let activity):
          if activities.isEmpty { activities = try self.activities(model, selection, console) }
          columns.append((own.column, activities.flatMap { $0.values(activity, of: heads) }))
        }
      }
    }
    return ScoreTable(
      heads: heads, scores: columns.map(\.score), prompts: count,
      values: (0..<count * heads.count).flatMap { row in columns.map { $0.values[row] } })
  }

  private func circuitValues(
    _ score: CircuitScore, _ form: CircuitForm, _ model: LoadedModel, _ heads: [Head],
    _ console: Console
  ) throws -> [Double?] {
    let progress = console.progress(score.rawValue, total: model.config.layers)
    defer { progress.finish() }
    let rows = try model.model.circuit(
      score, heads: heads, form: form, progress: { done, _ in progress.update(done: done) },
      checkpoint: console.checkpoint)
    let values = Dictionary(rows.map { ($0.head, $0.value) }) { first, _ in first }
    return heads.map { values[$0] }
  }

  private func activities(
    _ model: LoadedModel, _ selection: PatternSelection, _ console: Console
  ) throws -> [HeadActivityTable] {
    let progress = console.progress("score", total: selection.prompts.count)
    defer { progress.finish() }
    return try selection.prompts.map { prompt in
      defer { progress.advance() }
      let tokens = try console.causalPrompt(prompt, model).tokens
      return HeadActivityTable(
        rows: try model.edited.activity(
          tokens, layers: selection.heads.layers, checkpoint: console.checkpoint))
    }
  }

  /// The heads that a command names for scores of weights, which need no prompts.
  mutating func headSelection(
    _ invocation: Invocation, _ input: Value, for console: Console
  ) throws -> PatternSelection {
    let source = try source(invocation, for: console)
    var texts: [String] = []
    for word in invocation.words(.prompts) + invocation.words(.heads) {
      guard let parts = AddressParts(word), parts.prompt == nil else {
        throw ShellError(
          .usage, "a score of weights is the same for all prompts: leave '\(word.text)' out")
      }
      texts.append(parts.heads)
    }
    let heads =
      try input.heads.flatMap { HeadSelection($0, layers: source.layers, heads: source.heads) }
      ?? HeadSelection(texts.isEmpty ? "L*H*" : texts.joined(separator: ","), in: source.size)
    return PatternSelection(
      source: source, prompts: [], heads: heads, slice: nil, hasNamedHeads: !texts.isEmpty)
  }
}

/// What the heads of one prompt did.
private struct HeadActivityTable {
  let rows: [HeadActivity]

  func values(_ activity: ModelScore.Activity, of heads: [Head]) -> [Double?] {
    let own = Dictionary(rows.map { ($0.head, $0) }) { first, _ in first }
    return heads.map { head in
      own[head].map { row in
        switch activity {
        case .outputNorm: row.outputNorm
        case .weightedFirst: row.weightedFirstShare
        case .sink: row.sinkShare
        }
      }
    }
  }
}
