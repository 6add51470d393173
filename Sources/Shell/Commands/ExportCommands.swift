import Activations
import Files
import Formats
import Language
import Tensors
import Text
import Workspace

extension ShellCommand {
  static let export = ShellCommand(
    spec: CommandSpec(
      "export", "Write patterns to one file, or a folder, for other programs", group: "Looking",
      doc: """
        npz holds an array [query, key] for each pattern, named HASH/L3H4; npy one array, [pattern, query, key] \
        for several of one size; csv a row for each cell; json addresses, tokens and values. Without --format \
        the file's ending says which.

        --format folder writes whole patterns of prompts as pattern_lens reads them, an activations.npz each. Of saved \
        queries and keys (capture --keep qk) they are made without the model.
        """,
      operands: patternOperands,
      options: [
        modelOption, contextOption, fromOption,
        OptionSpec(.format, .choice(["npz", "npy", "csv", "json", "folder"]), "The file's format"),
        OptionSpec(.output, short: "o", .file, "The file, or the folder", valueName: "FILE"),
      ],
      examples: [
        .init("export 'the cat sat' L3H4 -o l3h4.npy"),
        .init("show 'a b a b' L0-1 | export -o two-layers.npz"),
        .init(
          "capture 'a b a b' --keep qk -o qk; export --from qk --format folder -o patterns",
          "patterns of saved queries and keys, for pattern_lens"),
      ],
      takes: [.nothing, .patterns, .prompts, .heads, .table])
  ) { invocation, input, workspace, console in
    guard let path = invocation.path(.output) else {
      throw ShellError(.usage, "export needs a file: -o FILE")
    }
    let ending = path.split(separator: ".").last.map(String.init) ?? ""
    let format = invocation.text(.format) ?? ending
    if format == "folder" {
      let selection = try workspace.selection(invocation, input, standing: .all, for: console)
      try writeFolder(selection, to: path, in: &workspace, for: console)
      return .nothing
    }
    guard ["npz", "npy", "csv", "json"].contains(format) else {
      throw ShellError(
        .usage,
        "'\(path)' has no ending npz, npy, csv or json: give --format, which may be folder too")
    }
    let patterns: [Pattern]
    if case .patterns(let list) = input {
      patterns = list.patterns
    } else {
      patterns = try workspace.patterns(
        try workspace.selection(invocation, input, standing: .all, for: console), for: console)
    }
    if format == "npz" {
      try writeArchive(patterns, to: path, isCancelled: console.isCancelled)
    } else {
      let mode = OutputMode(rawValue: format) ?? .csv
      try write(.patterns(PatternList(patterns: patterns)), as: mode, to: path, workspace, console)
    }
    console.notice("\(counted(patterns.count, "pattern")) -> \(path)")
    return .nothing
  }

  /// Writes a value to a file, whole or not at all.
  private static func write(
    _ value: Value, as mode: OutputMode, to path: String, _ workspace: Workspace, _ console: Console
  ) throws {
    let output = Output(for: path)
    var writer = ValueWriter(mode: mode, output: output, settings: workspace.settings(for: console))
    writer.isCancelled = console.isCancelled
    try writer.write(value)
    try console.output.flush()
    try output.save(to: path, isCancelled: console.isCancelled)
  }

  private static func writeArchive(
    _ patterns: [Pattern], to path: String, isCancelled: () -> Bool
  ) throws {
    var writer = try NPZWriter(path: path)
    for pattern in patterns {
      if isCancelled() { throw CancellationError() }
      try writer.append(pattern.array)
    }
    try writer.finish()
  }

  static let save = ShellCommand(
    spec: CommandSpec(
      "save", "Write what comes through the pipe to a file and hand it on", group: "Tables",
      doc: "The file's ending says how: csv, tsv, json, jsonl, md, npy, npz, png, svg.",
      operands: [OperandSpec(.file, .file, .one, "The file, written whole or not at all")],
      examples: [
        .init("models | save models.csv | count"), .init("show 'a b a b' L3H4 | save a.png"),
      ],
      surfaces: .shell, takes: .any, gives: .any)
  ) { invocation, input, workspace, console in
    let path = invocation.path(.file) ?? ""
    try OutputMode.refuse(ending: path)
    try write(input, as: OutputMode(ending: path) ?? .auto, to: path, workspace, console)
    return input
  }
}
