import Activations
import Formats
import Foundation
import Language
import Surveys
import Terminal
import Text
import Tokenizers
import Transformers
import Workspace

extension ShellCommand {
  static let capture = ShellCommand(
    spec: CommandSpec(
      "capture", "Run prompts through a model and keep its attention patterns", group: "Prompts",
      doc: """
        In the shell, values are kept in memory, and saved too if -o is given. As a program, they are \
        saved, to attn_data if -o names no other folder. The folder is one that pattern_lens reads.

        Prompts that the folder has already are skipped. Ctrl-C keeps what is finished; the same command \
        goes on from there. Of a folder with queries and keys (--keep qk) every command draws as of one with \
        patterns; captured again without --keep, prompts have patterns too, for pattern_lens.
        """,
      operands: [
        OperandSpec(
          .prompts, .prompt, .any,
          "Files (JSON Lines, or one text), addresses (p0, p*, @hash) or a text; - is standard input",
          otherNames: ["prompts", "p"])
      ],
      options: [
        OptionSpec(
          .model, short: "m", .model, "The model, or several separated by commas",
          valueName: "MODEL[,MODEL...]"),
        compatibilityOption, contextOption,
        OptionSpec(
          .output, short: "o", .folder, "The folder to save to", valueName: "DIR",
          otherNames: ["save-path", "s"]),
        hooksOption,
        OptionSpec(
          .ids, .text, "A prompt as token ids, nothing put before them", valueName: "'5 17 3'"),
        chatOption,
      ] + rawOptions + [
        shardOption,
        OptionSpec(.batchSize, short: "b", .integer(1...256), "Prompts that share a pass"),
        OptionSpec(
          .compress, .choice(["fast"] + (0...9).map(String.init)),
          "fast: rows as they are and runs of zeros, memory speed; 1-9: zlib, up to a tenth smaller; 0: not at all",
          valueName: "LEVEL"),
        OptionSpec(
          .keep, .choice(["patterns", "qk"]),
          "What is saved: patterns, or the queries and keys that they are made of, which take less of long prompts",
          default: "patterns"),
        OptionSpec(
          flag: .stackHeads, "Save one array of all patterns instead of one for each layer",
          otherNames: ["stacked-heads"]),
        OptionSpec(flag: .force, short: "f", "Capture again what is there already"),
        OptionSpec(.device, .choice(["cpu"]), "Where passes are computed", default: "cpu"),
        OptionSpec(flag: .noIndexHTML, "Write no HTML, which is never written here"),
      ],
      examples: [
        .init("capture 'When Mary and John went to the store, John gave a drink to'"),
        .init("capture prompts.jsonl -o attn_data --n-samples 20"),
        .init(#"capture p0 --hooks 'blocks\.\d+\.attn\.hook_(pattern|z)'"#),
      ],
      otherNames: ["activations"], takes: [.nothing, .prompts, .table], gives: .prompts)
  ) { invocation, input, workspace, console in
    let given = invocation.text(.model)?.split(separator: ",").map(String.init) ?? []
    let names: [String?] = given.isEmpty ? [nil] : given
    var captured: [PromptRecord] = []
    var replies: [String] = []
    var source: Source?
    for name in names {
      let model = try workspace.model(
        name, asTransformerLens: invocation.flag(.tlCompat),
        pastContext: invocation.flag(.pastContext), for: console)
      let prompts = try prompts(of: invocation, input, model, &workspace, console)
      replies.append(try capture(prompts, by: model, invocation, &workspace, console))
      captured = uniquePrompts(captured + prompts)
      source = .model(model)
      // Several models need not fit in memory together.
      if names.count > 1, let name { try workspace.close(name) }
    }
    captured = captured.map { prompt in
      workspace.place(of: prompt).map { workspace.prompts[$0] } ?? prompt
    }
    workspace.happened.append(.captured)
    return .prompts(
      PromptList(
        prompts: captured, reply: replies.joined(separator: "\n"),
        source: names.count == 1 ? source : nil))
  }

  /// The prompts that a command names, in order.
  private static func prompts(
    of invocation: Invocation, _ input: Value, _ model: LoadedModel, _ workspace: inout Workspace,
    _ console: Console
  ) throws -> [PromptRecord] {
    var prompts: [PromptRecord] = []
    if let ids = invocation.text(.ids) { prompts.append(try model.prompt(ids: ids)) }
    if let question = invocation.text(.chat) { prompts.append(try model.chat(question)) }
    prompts += try workspace.prompts(
      of: invocation.words(.prompts), in: .model(model), invocation, for: console)
    if prompts.isEmpty { prompts = input.prompts ?? [] }
    if let shard = try shard(of: invocation) {
      // A part may have no prompt at all: then there is nothing to do.
      return prompts.filter { shard.takes($0.text) }
    }
    guard !prompts.isEmpty else {
      throw ShellError(
        .usage,
        invocation.isGiven(.prompts)
          ? "there is no prompt in what was given"
          : "capture needs a prompt: a text, a file of prompts, p0, or --ids '5 17 3'")
    }
    return prompts
  }

  private static func capture(
    _ prompts: [PromptRecord], by model: LoadedModel, _ invocation: Invocation,
    _ workspace: inout Workspace, _ console: Console
  ) throws -> String {
    let isSaved = invocation.path(.output) != nil || console.savesByDefault
    let points = try points(
      invocation, model, isSaved: isSaved, workspace.settings(for: console))
    let destination = try destination(invocation, model, points, workspace, console)
    let run = CaptureRun(
      model: model, points: points,
      batchSize: invocation.integer(.batchSize) ?? workspace.settings(for: console).batchSize,
      destination: destination,
      keepsValues: invocation.text(.output) == nil && destination == nil || console.isInteractive,
      sharesBeginnings: workspace.settings(for: console).prefixLimit > 0)
    let progress = console.progress("capture", total: prompts.count)
    var evicted = 0
    defer { progress.finish() }
    var runs = workspace.runs(of: model, for: console)
    workspace.keptRuns[model.config.name] = nil  // moved, not copied
    defer { workspace.keptRuns[model.config.name] = runs }
    let report: CaptureRun.Report
    // A scheduler that takes the processor back gets what is finished written first.
    if console.isProgram { Interrupt.endSoftly() }
    let isCancelled = console.isCancelled
    report = try run(
      prompts, isCancelled: { isCancelled() || Interrupt.isEndRequested },
      watch: { done, _, rate in
        progress.update(
          done: done, label: rate > 0 ? "capture  \(Int(rate)) tokens/s" : "capture")
      }, sharing: &runs,
      keep: { prompt, values in
        try workspace.add(prompt)
        evicted += workspace.keep(values, of: prompt, by: model, for: console)
      })
    progress.finish()
    workspace.tellEvicted(evicted, for: console)
    return try reply(to: report, model, destination, &workspace, console, prompts)
  }

  /// What is captured: what --hooks names, else patterns, or queries and keys in their place.
  private static func points(
    _ invocation: Invocation, _ model: LoadedModel, isSaved: Bool, _ settings: Settings
  ) throws -> KeptPoints {
    let keep = invocation.text(.keep) ?? ""
    let asksKeys = invocation.isGiven(.keep) && keep == "qk"
    guard !invocation.isGiven(.hooks) else {
      guard !asksKeys else {
        throw ShellError(.usage, "--hooks says what is kept: leave --keep out")
      }
      return KeptPoints(
        try CaptureSet(
          matching: invocation.text(.hooks) ?? "", of: model.config.hookPoints))
    }
    let facts = try model.scoreFacts()
    if asksKeys, facts.points(of: model.config.patternLayers) == nil {
      throw ShellError(
        .failed,
        "the patterns of \(model.config.name) can't be made of queries and keys that are kept: leave --keep out"
      )
    }
    return KeptPoints(
      patternsOf: model.config.patternLayers, by: model.config, facts,
      isSaved || invocation.isGiven(.keep) ? keep : settings["keep"])
  }

  private static func destination(
    _ invocation: Invocation, _ model: LoadedModel, _ points: KeptPoints, _ workspace: Workspace,
    _ console: Console
  ) throws -> CaptureDestination? {
    guard let folder = invocation.path(.output) ?? (console.savesByDefault ? "attn_data" : nil)
    else {
      guard !invocation.flag(.stackHeads) else {
        throw ShellError(.usage, "--stack-heads says how to save: give a folder with -o")
      }
      return nil
    }
    try OutputMode.refuse(file: folder, asFolder: "'export p0 L* -o FILE' writes one file")
    let text = invocation.text(.compress) ?? workspace.settings(for: console)["compress"]
    var layout = CaptureLayout.archive(Compression(text) ?? .fast)
    if invocation.flag(.stackHeads) {
      let size = try model.config.checkedSize
      if let layer = size.patternless.keys.min() {
        throw ShellError(
          .usage, "--stack-heads needs patterns of all layers: \(size.patternlessSentence(layer))")
      }
      guard points.points.points == CaptureSet.patterns(layers: model.config.layers).points,
        points.long == nil
      else {
        throw ShellError(
          .usage, "--stack-heads saves patterns of all layers: leave --hooks and --keep out")
      }
      layout = .stacked(layers: model.config.layers)
    }
    return try CaptureDestination(
      store: CaptureStore(root: folder), model: model, layout: layout,
      savesKeys: points.long != nil, isForced: invocation.flag(.force))
  }

  private static func reply(
    to report: CaptureRun.Report, _ model: LoadedModel, _ destination: CaptureDestination?,
    _ workspace: inout Workspace, _ console: Console, _ prompts: [PromptRecord]
  ) throws -> String {
    console.tellPassedOver(report.problems)
    if report.truncated > 0 {
      console.notice(
        "\(counted(report.truncated, "prompt")) longer than the context of \(model.config.longestPrompt) "
          + "lost \(counted(report.lostTokens, "token")) at the end")
    }
    if report.isCancelled {
      let wanted = report.total - report.repeated - report.skipped
      throw ShellError(
        .cancelled,
        Interrupt.cause
          + ": \(report.captured) of \(wanted) prompts are kept; the same command goes on from there"
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
      line += ": p\(try workspace.add(only)) @\(only.hash)"
    }
    return "\(model.config.name): \(line)"
  }
}
