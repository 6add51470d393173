import Activations
import Causal
import Language
import Terminal
import Text
import Transformers
import Workspace

extension ShellCommand {
  static let ablate = ShellCommand(
    spec: CommandSpec(
      "ablate", "Take heads out, one at a time, and measure what is lost", group: "Doing",
      doc: """
        A head is changed at z, its mixed values before the output map, at all tokens, and all later layers are \
        computed anew. The effect is the metric with the head changed less the metric without: negative where \
        the head helped.

        --by zero puts 0 there, scale the head's own z times --factor, mean its mean over the prompts of --over \
        at each position, resample its z on a prompt of --over that has as many tokens. Over several prompts \
        values and effects are means; std is how far the effect spreads.
        """,
      operands: [
        patternOperands[0],
        OperandSpec(
          .heads, .heads, .optional, "Whole heads, all without: L3H4, L0-3H2, L5, L*H*"),
      ],
      options: causalOptions + [
        OptionSpec(
          .by, .choice(["zero", "mean", "resample", "scale"]), "What takes the head's place",
          default: "zero"),
        OptionSpec(
          .over, .prompt, "Prompts of means and of other values; without it those of the command",
          valueName: "PROMPTS"),
        OptionSpec(.factor, .number, "With --by scale: what z is multiplied by", default: "0.5"),
        OptionSpec(
          .average, .choice(Edit.Averaging.allCases.map(\.rawValue)),
          "With --by mean: over prompts at each position, over all positions, or all but the first",
          default: Edit.Averaging.position.rawValue),
        metricOption,
      ],
      examples: [
        .init(
          "ablate '\(storyText)' L*H* --answer ' Mary' --against ' John' | sort effect | head 5"),
        .init("ablate p0-3 L3 --by mean --metric loss", "by the mean over these prompts"),
        .init("ablate p0 L3H4 --by scale --factor 0 --answer ' Mary' --metric prob"),
      ],
      takes: [.nothing, .prompts, .heads, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let selection = try wholeSelection(invocation, input, &workspace, console)
    guard case .model(let model) = selection.source else {
      throw ShellError(
        .notFound, "\(selection.source.name) is a folder of patterns: 'load MODEL' opens one to run"
      )
    }
    let prompts = try selection.prompts.map { try console.causalPrompt($0, model) }
    let kinds = try AblationKinds(invocation, prompts, model, &workspace, console)
    let heads = selection.heads.heads
    let progress = console.progress("ablate", total: prompts.count * heads.count)
    defer { progress.finish() }
    var results: [EffectTable] = []
    for (place, prompt) in prompts.enumerated() {
      let answer = try console.causalAnswer(invocation, after: prompt, model, isTold: place == 0)
      results.append(
        try model.edited.ablate(
          prompt.tokens, heads: heads, by: try kinds.kind(for: prompt),
          metric: try answer.metric(invocation.text(.metric)),
          progress: { done, count in progress.update(done: place * count + done) },
          checkpoint: console.checkpoint))
    }
    progress.finish()
    console.tellUnchanged(results)
    return .table(Table([.head("head", heads)] + effects(results)))
  }

  static let patch = ShellCommand(
    spec: CommandSpec(
      "patch", "Put a clean run's values into a corrupt one, and measure what that restores",
      group: "Doing",
      doc: """
        The corrupt prompt is run with one activation of the clean run at a time, both of as many tokens. \
        The effect is (patched - corrupt) / (clean - corrupt): 0 where nothing is restored, 1 where all is.

        resid_pre, attn_out and mlp_out are replaced at one token of one layer; z, q and pattern for a head, \
        k and v for a key head, which a group of query heads may share, at all tokens.
        """,
      operands: [
        OperandSpec(
          .prompts, .prompt, .any, "The clean prompt, then the corrupt one: addresses or texts")
      ],
      options: causalOptions + [
        OptionSpec(
          .what, .choice(PatchSite.allCases.map(\.rawValue)), "The activation", valueName: "POINT",
          default: "z"),
        metricOption,
      ],
      examples: [
        .init(
          "patch '\(storyText)' 'When Mary and John went to the store, Mary gave a drink to' "
            + "--answer ' Mary' --against ' John' | sort effect --desc | head 5"),
        .init(
          "patch '\(storyText)' 'When Mary and John went to the store, Mary gave a drink to' "
            + "--answer ' Mary' --metric logprob --what resid_pre"),
      ],
      takes: [.nothing, .prompts, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let model = try workspace.model(invocation.text(.model), for: console)
    let (pair, clean) = try workspace.causalPair(invocation, input, model, for: console)
    let site = PatchSite(rawValue: invocation.text(.what) ?? "") ?? .z
    let progress = console.progress("patch", total: 100)
    defer { progress.finish() }
    let result = try model.edited.patch(
      pair, site, progress: { done, count in progress.update(done: 100 * done / max(1, count)) },
      checkpoint: console.checkpoint)
    progress.finish()
    console.notice(
      "\(result.metric): \(shortNumber(result.source[0])) on the clean prompt, "
        + "\(shortNumber(result.unchanged[0])) on the corrupt one")
    return .table(Table(places(result.rows.map(\.place), clean) + effects([result])))
  }

  /// Columns that say where changes were made.
  private static func places(_ places: [SweepPlace], _ prompt: CausalPrompt) -> [Table.Column] {
    let heads = places.compactMap { place -> Head? in
      switch place {
      case .head(let head), .keyHead(let head): head
      default: nil
      }
    }
    let tokens = places.compactMap { place -> (layer: Int, position: Int)? in
      if case .token(let layer, let position) = place { (layer, position) } else { nil }
    }
    if heads.count == places.count { return [.head("head", heads)] }
    guard tokens.count == places.count else {
      return [.text("place", places.map(\.description))]
    }
    return [
      .integer("layer", tokens.map(\.layer)), .integer("query", tokens.map(\.position)),
      .text("token", tokens.map { prompt.labels[$0.position] }),
    ]
  }

  /// The columns of what changes do, means over the prompts.
  static func effects(_ tables: [EffectTable]) -> [Table.Column] {
    let places = tables.first?.rows.indices ?? 0..<0
    func means(_ value: (Effect) -> Double) -> [Double] {
      places.map { place in
        tables.reduce(0) { $0 + value($1.rows[place]) } / Double(tables.count)
      }
    }
    let effects = means(\.effect)
    var columns: [Table.Column] = [
      .number("value", means(\.value)), .number("effect", effects),
    ]
    if tables.count > 1 {
      let spreads = places.map { place in
        let squares = tables.reduce(0) { sum, table in
          let difference = table.rows[place].effect - effects[place]
          return sum + difference * difference
        }
        return (squares / Double(tables.count - 1)).squareRoot()
      }
      columns.append(.number("std", spreads))
      columns.append(.integer("prompts", places.map { _ in tables.count }))
    }
    columns.append(.text("metric", places.map { _ in tables[0].metric }))
    return columns
  }
}

/// What takes the place of heads, for each prompt.
private struct AblationKinds {
  let by: String
  let factor: Double
  let averaging: Edit.Averaging
  let others: [CausalPrompt]

  init(
    _ invocation: Invocation, _ prompts: [CausalPrompt], _ model: LoadedModel,
    _ workspace: inout Workspace, _ console: Console
  ) throws {
    by = invocation.text(.by) ?? "zero"
    factor = invocation.number(.factor) ?? 0.5
    averaging = invocation.text(.average).flatMap(Edit.Averaging.init) ?? .position
    guard invocation.isGiven(.over) else {
      others = prompts
      return
    }
    guard by == "mean" || by == "resample" else {
      throw ShellError(.usage, "--over says whose values --by mean and --by resample take")
    }
    let found = try workspace.prompts(
      of: invocation.words(.over), in: .model(model), invocation, for: console)
    others = try found.map { try console.causalPrompt($0, model) }
  }

  func kind(for prompt: CausalPrompt) throws -> AblationKind {
    switch by {
    case "mean":
      guard averaging != .position || others.contains(where: { $0.tokens != prompt.tokens }) else {
        throw ShellError(
          .failed,
          "--by mean: the mean over one prompt is what it has already; --over names prompts")
      }
      return .mean(over: others.map(\.tokens), averaging)
    case "scale": return .scale(Float(factor))
    case "resample":
      let other = others.first { other in
        other.tokens.count == prompt.tokens.count && other.tokens != prompt.tokens
      }
      guard let other else {
        throw ShellError(
          .failed,
          "--by resample: no other prompt has \(prompt.tokens.count) tokens; --over names prompts to take from"
        )
      }
      return .resample(other.tokens)
    default: return .zero
    }
  }
}

extension Workspace {
  /// The clean and the corrupt prompt of a command, with what is measured on both.
  mutating func causalPair(
    _ invocation: Invocation, _ input: Value, _ model: LoadedModel, for console: Console
  ) throws -> (PromptPair, clean: CausalPrompt) {
    var records = try prompts(
      of: invocation.words(.prompts), in: .model(model), invocation, for: console)
    if records.isEmpty { records = input.prompts ?? [] }
    guard records.count == 2 else {
      throw ShellError(
        .usage,
        "\(invocation.spec.name) takes a clean prompt and a corrupt one; there are \(records.count)"
      )
    }
    let clean = try console.causalPrompt(records[0], model)
    let corrupt = try console.causalPrompt(records[1], model)
    let answer = try console.causalAnswer(invocation, after: clean, model)
    let pair = try PromptPair(
      clean: clean.tokens, corrupt: corrupt.tokens,
      metric: try answer.metric(invocation.text(.metric)))
    return (pair, clean)
  }
}

extension Console {
  /// Says what the metric is where nothing is changed.
  func tellUnchanged(_ tables: [EffectTable]) {
    let values = tables.flatMap(\.unchanged)
    guard let first = tables.first, !values.isEmpty else { return }
    let mean = values.reduce(0, +) / Double(values.count)
    notice(
      "\(first.metric): \(shortNumber(mean)) unchanged"
        + (values.count > 1 ? ", the mean of \(values.count) prompts" : ""))
  }
}

/// A number for a sentence.
private func shortNumber(_ number: Double) -> String {
  let rounded = (number * 10_000).rounded() / 10_000
  return exactText(rounded == 0 ? number : rounded)
}
