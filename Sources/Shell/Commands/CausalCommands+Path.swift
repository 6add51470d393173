import Activations
import Causal
import Language
import Terminal
import Text
import Transformers
import Workspace

extension ShellCommand {
  static let path = ShellCommand(
    spec: CommandSpec(
      "path", "Measure what flows from one head to what reads it", group: "Doing",
      doc: """
        Path patching (Wang et al., 2022): the clean prompt is run with one input of a later head, q, k or v, as \
        it is when the sender alone has its z of the corrupt prompt and all other heads are frozen. The effect \
        is the metric less that of the clean run: negative where the edge carries what the answer needs. The \
        rows 'logits' and 'everywhere' are the path to the last norm, and the sender's z patched plainly.

        Receivers are such as L3H4.k; without them every input of every later head is measured. Several pairs are \
        given and averaged as in 'patch'.
        """,
      operands: [pairPrompts],
      options: causalOptions + [
        corruptOption,
        OptionSpec(.sender, .text, "The head whose output is changed", valueName: "HEAD"),
        OptionSpec(
          .to, .text, "The inputs that it may reach, separated by commas",
          valueName: "HEAD.k[,...]"),
        OptionSpec(
          .mlps, .choice(["frozen", "free"]), "Whether MLPs on the way are computed anew",
          default: "frozen"),
        metricOption, sweptPromptsOption,
      ],
      examples: [
        .init(
          "path '\(storyText)' 'When Mary and John went to the store, Mary gave a drink to' "
            + "--sender L2H0 --answer ' Mary' --against ' John' | sort effect | head 5"),
        .init(
          "path '\(storyText)' 'When Mary and John went to the store, Mary gave a drink to' "
            + "--sender L2H0 --to L3H4.k,L3H3.q --answer ' Mary' --against ' John'"),
      ],
      takes: [.nothing, .prompts, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let model = try workspace.model(invocation.text(.model), for: console)
    guard let name = invocation.text(.sender) else {
      throw ShellError(.usage, "path needs a head that it starts from: --sender L2H0")
    }
    let sender = try head(name, model)
    let receivers = try invocation.text(.to).map { text in
      try text.split(separator: ",").map { try receiver(String($0), model) }
    }
    let pairs = try workspace.causalPairs(invocation, input, model, for: console)
    let progress = console.progress("path", total: 100 * pairs.count)
    defer { progress.finish() }
    var runs: [SweepRun] = []
    for (place, pair) in pairs.enumerated() {
      let result = try model.edited.path(
        pair.prompts, from: sender, to: receivers,
        invocation.text(.mlps) == "free" ? .viaMLPs : .direct,
        progress: { progress.update(done: 100 * place + 100 * $0 / max(1, $1)) },
        checkpoint: console.checkpoint)
      runs.append(SweepRun(result, pair, model))
    }
    progress.finish()
    console.tellUnchanged(runs.map(\.result))
    return .table(try runs.table(perPrompt: invocation.flag(.perPrompt)))
  }

  private static func head(_ text: String, _ model: LoadedModel) throws -> Head {
    let heads = try HeadSelection(
      text, in: model.config.checkedSize
    ).heads
    guard heads.count == 1 else {
      throw ShellError(.usage, "'\(text)' is \(counted(heads.count, "head")), and one is needed")
    }
    return heads[0]
  }

  private static func receiver(_ text: String, _ model: LoadedModel) throws -> PathReceiver {
    let parts = text.trimmingPrefix(" ").split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let input = PathInput(rawValue: String(parts[1])) else {
      throw ShellError(
        .usage, "'\(text)' is no input of a head: these are written L3H4.q, L3H4.k and L3H4.v")
    }
    return PathReceiver(try head(String(parts[0]), model), input)
  }
}
