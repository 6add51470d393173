import Activations
import Files
import Formats
import Language
import Tensors
import Text

extension ShellCommand {
  static let export = ShellCommand(
    spec: CommandSpec(
      "export", "Write patterns to one file for other programs", group: "Looking",
      doc: """
        npz holds an array [query, key] for each pattern, named HASH/L3H4; npy one array, [pattern, query, key] \
        for several of one size; csv a row for each cell; json addresses, tokens and values. Without --format \
        the file's ending says which.
        """,
      operands: patternOperands,
      options: [
        modelOption, fromOption,
        OptionSpec("format", .choice(["npz", "npy", "csv", "json"]), "The file's format"),
        OptionSpec("output", short: "o", .file, "The file", valueName: "FILE"),
      ],
      examples: [
        .init("export 'the cat sat' L3H4 -o l3h4.npy"),
        .init("show 'a b a b' L0-1 | export -o two-layers.npz"),
      ],
      takes: [.nothing, .patterns, .prompts, .heads, .table])
  ) { invocation, input, session in
    guard let path = invocation.path("output") else {
      throw ShellError(.usage, "export needs a file: -o FILE")
    }
    let ending = path.split(separator: ".").last.map(String.init) ?? ""
    let format = invocation.text("format") ?? ending
    guard ["npz", "npy", "csv", "json"].contains(format) else {
      throw ShellError(
        .usage, "'\(path)' has no ending npz, npy, csv or json: give --format")
    }
    let patterns: [Pattern]
    if case .patterns(let list) = input {
      patterns = list.patterns
    } else {
      patterns = try session.patterns(
        try session.selection(invocation, input, standing: .all))
    }
    if format == "npz" {
      try writeArchive(patterns, to: path)
    } else {
      let output = Output(for: path)
      let writer = ValueWriter(
        mode: OutputMode(rawValue: format) ?? .csv, output: output, settings: session.settings)
      try writer.write(.patterns(PatternList(patterns: patterns)))
      try writeAtomically(output.collected, to: path)
    }
    session.notice("\(counted(patterns.count, "pattern")) -> \(path)")
    return .nothing
  }

  private static func writeArchive(_ patterns: [Pattern], to path: String) throws {
    var writer = try NPZWriter(path: path)
    for pattern in patterns {
      try writer.append(
        EncodedArray(
          name: "\(pattern.address.hash)/\(pattern.address.head)\(pattern.address.slice)",
          shape: pattern.values.shape, values: pattern.values.values, compression: .fast))
    }
    try writer.finish()
  }

  static let save = ShellCommand(
    spec: CommandSpec(
      "save", "Write what comes through the pipe to a file and hand it on", group: "Tables",
      doc: "The file's ending says how: csv, tsv, json, jsonl, md, npy, png, svg.",
      operands: [OperandSpec("file", .file, .one, "The file, written whole or not at all")],
      examples: [
        .init("models | save models.csv | count"), .init("show 'a b a b' L3H4 | save a.png"),
      ],
      surfaces: .shell, takes: .any, gives: .any)
  ) { invocation, input, session in
    let path = invocation.path("file") ?? ""
    let output = Output(for: path)
    let writer = ValueWriter(
      mode: OutputMode(ending: path) ?? .auto, output: output, settings: session.settings)
    try writer.write(input)
    try writeAtomically(output.collected, to: path)
    return input
  }
}
