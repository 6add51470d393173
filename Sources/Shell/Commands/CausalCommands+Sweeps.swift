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
        values and effects are means, and std is the effect's standard deviation; --per-prompt gives the rows of each.
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
        metricOption, sweptPromptsOption,
      ],
      examples: [
        .init(
          "ablate '\(storyText)' L*H* --answer ' Mary' --against ' John' | sort effect | head 5"),
        .init("ablate p0-3 L3 --by mean --metric loss", "by the mean over these prompts"),
        .init("ablate p0 L3H4 --by scale --factor 0 --answer ' Mary' --metric prob"),
        .init("ablate p0 L2 --answer ' Mary' --metric 'logits[answer] - logits.mean()'"),
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
    let heads = selection.heads.heads
    var kinds = try AblationKinds(invocation, heads, prompts, model, &workspace, console)
    let progress = console.progress("ablate", total: prompts.count * heads.count)
    defer { progress.finish() }
    var runs: [SweepRun] = []
    for (place, prompt) in prompts.enumerated() {
      let answer = try console.causalAnswer(invocation, after: prompt, model, isTold: place == 0)
      let result = try model.edited.ablate(
        prompt.tokens, by: try kinds.prepared(for: prompt, model, console),
        metric: try answer.metric(invocation.text(.metric)),
        progress: { done, count in progress.update(done: place * count + done) },
        checkpoint: console.checkpoint)
      runs.append(SweepRun(result, answer, [("prompt", prompt)], model))
    }
    progress.finish()
    console.tellUnchanged(runs.map(\.result))
    return .table(try runs.table(perPrompt: invocation.flag(.perPrompt)))
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

        Several pairs are p0-9 --corrupt p10-19; or prompts that came with their corruption, as 'prompts make ioi' adds \
        them; or in one row, each clean prompt before its corrupt one: values and effects are then means, and std is the effect's standard \
        deviation; --per-prompt gives the rows of each pair.
        """,
      operands: [pairPrompts],
      options: causalOptions + [
        corruptOption,
        OptionSpec(
          .what, .choice(PatchSite.allCases.map(\.rawValue)), "The activation", valueName: "POINT",
          default: "z"),
        metricOption, sweptPromptsOption,
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
    let pairs = try workspace.causalPairs(invocation, input, model, for: console)
    let site = PatchSite(rawValue: invocation.text(.what) ?? "") ?? .z
    let progress = console.progress("patch", total: 100 * pairs.count)
    defer { progress.finish() }
    var runs: [SweepRun] = []
    for (place, pair) in pairs.enumerated() {
      let result = try model.edited.patch(
        pair.prompts, site,
        progress: { progress.update(done: 100 * place + 100 * $0 / max(1, $1)) },
        checkpoint: console.checkpoint)
      runs.append(SweepRun(result, pair, model))
    }
    progress.finish()
    console.tellEnds(runs.map(\.result))
    return .table(try runs.table(perPrompt: invocation.flag(.perPrompt)))
  }
}

/// What takes the place of heads, for each prompt.
private struct AblationKinds {
  private let heads: [Head]
  private let by: String
  private let factor: Double
  private let averaging: Edit.Averaging
  private let others: [CausalPrompt]
  /// What serves every prompt, once one has asked for it.
  private var common: PreparedAblation?

  init(
    _ invocation: Invocation, _ heads: [Head], _ prompts: [CausalPrompt], _ model: LoadedModel,
    _ workspace: inout Workspace, _ console: Console
  ) throws {
    self.heads = heads
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

  /// What takes their place in a prompt; means are run once for all prompts.
  mutating func prepared(
    for prompt: CausalPrompt, _ model: LoadedModel, _ console: Console
  ) throws -> PreparedAblation {
    let kind = try kind(for: prompt)
    if by != "resample", let common { return common }
    let prepared = try model.edited.prepareAblation(
      of: heads, by: kind, checkpoint: console.checkpoint)
    common = prepared
    return prepared
  }

  private func kind(for prompt: CausalPrompt) throws -> AblationKind {
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
