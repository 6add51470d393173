import Activations
import Causal
import Language
import Terminal
import Text
import Transformers
import Workspace

extension ShellCommand {
  static let circuits = ShellCommand(
    spec: CommandSpec(
      "circuits", "Read heads by their weights alone, without a prompt", group: "Doing",
      doc: """
        copying is the sum of the eigenvalues of W_E W_V W_O W_U over the sum of their magnitudes: 1 for a head \
        that raises the token it looks at. ov is the same of W_V W_O, matching of W_E W_Q W_K^T W_E^T; copy_rate \
        is the share of tokens among the ten that a head raises most when it looks at them.

        compose is how much of what a writer writes a reader in a later layer reads, through its queries, keys \
        or values: |OV M| / (|OV| |M|). With --token, ov lists the tokens that a head raises most when it looks \
        at that one. Rotations are left out: what is said is for distance 0.
        """,
      operands: [
        OperandSpec(
          .what, .choice(CircuitScore.allCases.map(\.rawValue) + ["compose"]), .one,
          "What to read"),
        OperandSpec(.heads, .heads, .any, "Heads, all without; compose: writers, then readers"),
      ],
      options: [
        modelOption,
        OptionSpec(
          .by, .choice(PathInput.allCases.map(\.rawValue)), "With compose: the reader's input",
          default: "k"),
        OptionSpec(.token, .text, "With ov: the token that the head looks at", valueName: "TEXT"),
        OptionSpec(.top, .integer(1...Int.max), "With --token: how many tokens", default: "10"),
        OptionSpec(flag: .raw, "Weights as they are stored, the norms' factors not folded in"),
      ],
      examples: [
        .init("circuits ov | sort value --desc | head 5"),
        .init("circuits compose L2 L3H4 --by k", "who writes what L3H4's keys read"),
        .init("circuits ov L3H4 --token ' Mary'"),
      ],
      gives: .table)
  ) { invocation, _, workspace, console in
    let model = try workspace.model(invocation.text(.model), for: console)
    if !model.edits.isEmpty {
      console.notice("weights alone are looked at: the edits of \(model.config.name) change none")
    }
    let form: CircuitForm = invocation.flag(.raw) ? .raw : .folded
    let what = invocation.text(.what) ?? ""
    let selections = try invocation.texts(.heads).map { text in
      do {
        return try HeadSelection(text, in: model.config.checkedSize).heads
      } catch let error as SelectionError where what == "ov" && !text.hasPrefix("L") {
        throw ShellError(
          .usage, "\(error); the token that a head looks at is --token '\(text)'")
      }
    }
    if what == "compose" { return try composition(selections, form, model, invocation, console) }
    if let text = invocation.text(.token) {
      guard what == "ov", selections.count == 1, selections[0].count == 1 else {
        throw ShellError(.usage, "--token is for one head: circuits ov L3H4 --token ' Mary'")
      }
      return try outputs(of: selections[0][0], text, form, model, invocation, console)
    }
    let score = CircuitScore(rawValue: what) ?? .copying
    let progress = console.progress(what, total: model.config.layers)
    defer { progress.finish() }
    let rows = try model.model.circuit(
      score, heads: selections.isEmpty ? nil : unique(selections.flatMap { $0 }), form: form,
      progress: { done, _ in progress.update(done: done) }, checkpoint: console.checkpoint)
    return .table(
      Table([.head("head", rows.map(\.head)), .number("value", rows.map(\.value))]))
  }

  private static func composition(
    _ selections: [[Head]], _ form: CircuitForm, _ model: LoadedModel, _ invocation: Invocation,
    _ console: Console
  ) throws -> Value {
    guard selections.isEmpty || selections.count == 2 else {
      throw ShellError(
        .usage, "compose takes writers and readers: circuits compose L0-1 L3H4 --by k")
    }
    let progress = console.progress("compose", total: model.config.layers)
    defer { progress.finish() }
    let pairs = try model.model.composition(
      by: PathInput(rawValue: invocation.text(.by) ?? "") ?? .k, writers: selections.first,
      readers: selections.last, form: form, progress: { done, _ in progress.update(done: done) },
      checkpoint: console.checkpoint)
    progress.finish()
    let baseline = (model.model.compositionBaseline * 1000).rounded() / 1000
    console.notice("independent random heads have about \(baseline)")
    return .table(
      Table([
        .head("writer", pairs.map(\.writer)), .head("reader", pairs.map(\.reader)),
        .number("value", pairs.map(\.value)),
      ]))
  }

  private static func outputs(
    of head: Head, _ text: String, _ form: CircuitForm, _ model: LoadedModel,
    _ invocation: Invocation, _ console: Console
  ) throws -> Value {
    let ids = try model.continuation(text, of: PromptRecord(text: ""))
    guard let token = ids.first else { throw ShellError(.usage, "--token is empty") }
    if ids.count > 1 {
      console.notice(
        "--token: '\(text)' is \(ids.count) tokens; the first, '\(model.piece(token))', is used")
    }
    let found = try model.model.outputTokens(
      of: head, lookingAt: [token], count: invocation.integer(.top) ?? 10, form: form,
      checkpoint: console.checkpoint)[0]
    return .table(
      Table([
        .integer("id", found.map(\.token)), .text("token", found.map { model.piece($0.token) }),
        .number("value", found.map { Double($0.value) }),
      ]))
  }
}
