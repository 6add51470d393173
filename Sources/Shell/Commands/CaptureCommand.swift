import Activations
import Formats
import Foundation
import Language
import Terminal
import Text
import Tokenizers
import Transformers

extension ShellCommand {
  static let capture = ShellCommand(
    spec: CommandSpec(
      "capture", "Run prompts through a model and keep its attention patterns", group: "Prompts",
      doc: """
        In the shell, values are kept in memory, and saved too if -o is given. As a program, they are \
        saved, to attn_data if -o names no other folder. The folder is one that pattern_lens reads.

        Prompts that the folder has already are skipped. Ctrl-C keeps what is finished; the same command \
        goes on from there.
        """,
      operands: [
        OperandSpec(
          "prompts", .prompt, .any,
          "Files (JSON Lines, or one text), addresses (p0, p*, @hash) or a text; - is standard input"
        )
      ],
      options: [
        OptionSpec(
          "model", short: "m", .model, "The model, or several separated by commas",
          valueName: "MODEL[,MODEL...]"),
        compatibilityOption,
        OptionSpec("output", short: "o", .folder, "The folder to save to", valueName: "DIR"),
        hooksOption,
        OptionSpec(
          "ids", .text, "A prompt as token ids, nothing put before them", valueName: "'5 17 3'"),
      ] + rawOptions + [
        OptionSpec("batch-size", short: "b", .integer(1...256), "Prompts that share a pass"),
        OptionSpec(
          "compress", .choice(["fast"] + (0...9).map(String.init)),
          "fast: rows as they are and runs of zeros, memory speed; 1-9: zlib, up to a tenth smaller; 0: not at all",
          valueName: "LEVEL"),
        OptionSpec(
          flag: "stack-heads", "Save one array of all patterns instead of one for each layer"),
        OptionSpec(flag: "force", short: "f", "Capture again what is there already"),
      ],
      examples: [
        .init("capture 'When Mary and John went to the store, John gave a drink to'"),
        .init("capture prompts.jsonl -o attn_data --n-samples 20"),
        .init(#"capture p0 --hooks 'blocks\.\d+\.attn\.hook_(pattern|z)'"#),
      ],
      takes: [.nothing, .prompts, .table], gives: .prompts)
  ) { invocation, input, session in
    let given = invocation.text("model")?.split(separator: ",").map(String.init) ?? []
    let names: [String?] = given.isEmpty ? [nil] : given
    var captured: [PromptRecord] = []
    var replies: [String] = []
    for name in names {
      let model = try session.model(
        name, asTransformerLens: invocation.flag("tl-compat"))
      let prompts = try prompts(of: invocation, input, model, &session)
      replies.append(try capture(prompts, by: model, invocation, &session))
      captured = uniquePrompts(captured + prompts)
      // Several models need not fit in memory together.
      if names.count > 1, let name { try session.close(name) }
    }
    captured = captured.map { prompt in
      session.place(of: prompt).map { session.prompts[$0] } ?? prompt
    }
    session.eventHooks.happened.append(.captured)
    return .prompts(PromptList(prompts: captured, reply: replies.joined(separator: "\n")))
  }

  /// The prompts that a command names, in order.
  private static func prompts(
    of invocation: Invocation, _ input: Value, _ model: LoadedModel, _ session: inout Session
  ) throws -> [PromptRecord] {
    var prompts: [PromptRecord] = []
    if let ids = invocation.text("ids") { prompts.append(try model.prompt(ids: ids)) }
    prompts += try session.prompts(
      of: invocation.words("prompts"), in: .model(model), invocation)
    if prompts.isEmpty { prompts = input.prompts ?? [] }
    guard !prompts.isEmpty else {
      throw ShellError(
        .usage,
        invocation.isGiven("prompts")
          ? "there is no prompt in what was given"
          : "capture needs a prompt: a text, a file of prompts, p0, or --ids '5 17 3'")
    }
    return prompts
  }

  private static func capture(
    _ prompts: [PromptRecord], by model: LoadedModel, _ invocation: Invocation,
    _ session: inout Session
  ) throws -> String {
    let points = try CaptureSet(
      matching: invocation.text("hooks") ?? "", of: model.config.hookPoints)
    let destination = try destination(invocation, model, points, session)
    let run = CaptureRun(
      model: model, points: points,
      batchSize: invocation.integer("batch-size") ?? session.settings.batchSize,
      destination: destination)
    let progress = session.progress("capture", total: prompts.count)
    var shared = session
    var evicted = 0
    let keepsValues =
      invocation.text("output") == nil && destination == nil || session.isInteractive
    defer {
      progress.finish()
      session = shared
    }
    let report: CaptureRun.Report
    do {
      report = try run(
        prompts, isCancelled: session.isCancelled,
        watch: { done, _, rate in
          progress.update(
            done: done, label: rate > 0 ? "capture  \(Int(rate)) tokens/s" : "capture")
        },
        keep: keepsValues
          ? { prompt, values in
            shared.add(prompt)
            evicted += shared.keep(values, of: prompt, by: model)
          } : nil)
    } catch {
      try finish(destination, model)
      throw error
    }
    progress.finish()
    try finish(destination, model)
    shared.tellEvicted(evicted)
    return try reply(to: report, model, destination, &shared, prompts)
  }

  private static func destination(
    _ invocation: Invocation, _ model: LoadedModel, _ points: CaptureSet, _ session: Session
  ) throws -> CaptureDestination? {
    guard let folder = invocation.path("output") ?? (session.savesByDefault ? "attn_data" : nil)
    else {
      guard !invocation.flag("stack-heads") else {
        throw ShellError(.usage, "--stack-heads says how to save: give a folder with -o")
      }
      return nil
    }
    let text = invocation.text("compress") ?? session.settings["compress"]
    var layout = CaptureLayout.archive(Compression(text) ?? .fast)
    if invocation.flag("stack-heads") {
      guard points.points == CaptureSet.patterns(layers: model.config.layers).points else {
        throw ShellError(.usage, "--stack-heads saves patterns of all layers: leave --hooks out")
      }
      layout = .stacked(layers: model.config.layers)
    }
    return CaptureDestination(
      store: CaptureStore(root: folder), layout: layout, isForced: invocation.flag("force"))
  }

  /// Writes the model's configuration and the indexes, so that the folder is complete however the run ended.
  private static func finish(_ destination: CaptureDestination?, _ model: LoadedModel) throws {
    guard let store = destination?.store else { return }
    let config = model.config.hookedTransformerConfig(
      tokenizerPrependsBOS: model.tokenizer?.prependsBOS)
    try store.writeConfig(config.objectValue ?? [:], of: model.config.name)
    try store.updateIndexes()
  }

  private static func reply(
    to report: CaptureRun.Report, _ model: LoadedModel, _ destination: CaptureDestination?,
    _ session: inout Session, _ prompts: [PromptRecord]
  ) throws -> String {
    if report.truncated > 0 {
      session.notice(
        "\(counted(report.truncated, "prompt")) longer than the context of \(model.config.contextLength) "
          + "lost \(counted(report.lostTokens, "token")) at the end")
    }
    if report.isCancelled {
      let wanted = report.total - report.repeated - report.skipped
      throw ShellError(
        .cancelled,
        "cancelled: \(report.captured) of \(wanted) prompts are kept; the same command goes on from there"
      )
    }
    var line = "\(counted(report.captured, "prompt"))"
    if report.captured > 0 {
      let rate = Double(report.tokens) / max(report.seconds, 1e-9)
      line +=
        ", \(counted(report.tokens, "token")) in \(durationText(report.seconds)) (\(Int(rate)) tokens/s)"
    }
    if report.skipped > 0 { line += ", \(report.skipped) skipped: already there" }
    if report.repeated > 0 { line += ", \(report.repeated) given twice" }
    if let destination { line += " -> \(destination.store.folder(of: model.config.name))" }
    if destination == nil, report.captured == 1, let only = prompts.first {
      line += ": p\(session.add(only)) @\(only.hash)"
    }
    return "\(model.config.name): \(line)"
  }
}
