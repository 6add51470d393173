import Activations
import Figures
import Formats
import Foundation
import Tensors
import Terminal
import Transformers

extension ShellCommand {
  static let show = ShellCommand(
    spec: CommandSpec(
      "show", "Draw heads' patterns in the terminal, or print their numbers", group: "Looking",
      doc: """
        Rows are queries, columns keys; row 0 is on top. Colours run from the least to the largest value of \
        what is drawn. What is not captured yet is captured first.

        HEADS is a selection such as L3H4, L0-3H2, L5 or L*H*, with a slice of tokens behind it if wanted: \
        L3H4[-1] is the last query, L3H4[3:9,:5] a block. Quote it in other shells, or write x for *.
        """,
      operands: [
        OperandSpec(
          "what", .prompt, .some,
          "A prompt (p0, @hash or a text; the last one if left out), then HEADS")
      ],
      options: [
        modelOption,
        OptionSpec(
          "from", .folder, "A folder of saved patterns, instead of a model", valueName: "DIR"),
        OptionSpec(
          "mode", .choice(["picture", "table", "tsv", "csv", "json"]), "How it is written",
          default: "picture"),
        OptionSpec("colormap", .choice(Colormap.names), "Colours", valueName: "NAME"),
        OptionSpec(flag: "log", "Equal steps of colour are equal factors"),
        OptionSpec("limit", .integer(1...10_000), "Most heads to draw", default: "16"),
      ],
      examples: [
        .init("show 'the cat sat on the mat, the cat sat' L3H4"),
        .init("show p0 'L3H4[-1]' --mode table", "where the last token looks"),
        .init("show L0-1H0", "two heads of the last prompt"),
      ])
  ) { invocation, session in
    let source = try PatternSource(invocation, &session)
    let words = invocation.texts("what")
    let (headText, sliceText) = splitSlice(words[words.count - 1])
    let heads = try HeadSelection(headText, layers: source.layers, heads: source.heads).heads
    let slice = try sliceText.map { try TokenSlice($0) }
    let prompt = try source.prompt(Array(words.dropLast()), &session)
    let limit = invocation.integer("limit") ?? 16
    for head in heads.prefix(limit) {
      let pattern = try source.pattern(of: prompt, head, &session)
      let labels = try source.labels(of: prompt, tokens: pattern.rows)
      let part = try slice?.resolved(queries: pattern.rows, keys: pattern.columns)
      let shown = ShownPattern(
        name: "\(source.name):@\(prompt.hash):\(head)\(sliceText ?? "")", text: prompt.text,
        values: try slice?.of(pattern) ?? pattern,
        queries: part?.queries ?? 0..<pattern.rows, keys: part?.keys ?? 0..<pattern.columns,
        labels: labels)
      try shown.write(invocation, session)
    }
    if heads.count > limit {
      session.notice("\(heads.count - limit) more heads: --limit \(heads.count) draws them all")
    }
  }

  /// A head selection and the slice of tokens behind it.
  private static func splitSlice(_ text: String) -> (heads: String, slice: String?) {
    guard let bracket = text.firstIndex(of: "[") else { return (text, nil) }
    return (String(text[..<bracket]), String(text[bracket...]))
  }
}

/// Where patterns come from: a model that is run when needed, or a folder.
private enum PatternSource {
  case model(LoadedModel)
  case folder(CaptureStore, model: String, layers: Int, heads: Int)

  init(_ invocation: Invocation, _ session: inout Session) throws {
    guard let root = invocation.path("from") else {
      self = .model(try session.model(invocation.text("model")))
      return
    }
    let store = CaptureStore(root: root)
    let names = store.models()
    let wanted = invocation.text("model").map { CaptureStore.sanitizedName($0) }
    let chosen = wanted.map { name in names.filter { $0 == name } } ?? names
    guard chosen.count == 1 else {
      let problem =
        chosen.isEmpty ? "has no model\(wanted.map { " '\($0)'" } ?? "")" : "has several models"
      throw ShellError(
        .notFound,
        "\(root) \(problem)" + (names.isEmpty ? "" : ": give -m with \(listed(names))"))
    }
    let config = try store.config(of: chosen[0])
    guard let layers = config["n_layers"]?.integerValue, let heads = config["n_heads"]?.integerValue
    else {
      throw FormatError(
        path: store.folder(of: chosen[0]) + "/model_cfg.json", problem: "lacks n_layers or n_heads")
    }
    self = .folder(store, model: chosen[0], layers: layers, heads: heads)
  }

  var name: String {
    switch self {
    case .model(let model): model.config.name
    case .folder(_, let model, _, _): model
    }
  }

  var layers: Int {
    switch self {
    case .model(let model): model.config.layers
    case .folder(_, _, let layers, _): layers
    }
  }

  var heads: Int {
    switch self {
    case .model(let model): model.config.heads
    case .folder(_, _, _, let heads): heads
    }
  }

  /// The prompt that words mean; the last one without words.
  func prompt(_ words: [String], _ session: inout Session) throws -> PromptRecord {
    switch self {
    case .model(let model):
      if words.isEmpty {
        guard let last = session.prompts.last else {
          throw ShellError(.notFound, "there are no prompts yet: show TEXT HEADS")
        }
        return last
      }
      let prompt = try ShellCommand.singlePrompt(words, model, session)
      session.add(prompt)
      return prompt
    case .folder(let store, let model, _, _):
      let prompts = store.prompts(of: model).prompts
      let address = words.joined(separator: " ")
      let place = address.hasPrefix("p") ? Int(address.dropFirst()) : words.isEmpty ? 0 : nil
      if let place {
        guard prompts.indices.contains(place) else {
          throw ShellError(
            .notFound,
            "'p\(place)' is outside \(store.folder(of: model)): it has \(prompts.count) prompts")
        }
        return prompts[place]
      }
      let found = prompts.filter {
        address.hasPrefix("@") ? $0.hash.hasPrefix(address.dropFirst()) : $0.text == address
      }
      guard found.count == 1 else {
        throw ShellError(
          .notFound,
          "'\(address)' fits \(found.isEmpty ? "no prompt" : "\(found.count) prompts") "
            + "of \(store.folder(of: model))")
      }
      return found[0]
    }
  }

  /// A head's pattern, `[query, key]`.
  func pattern(of prompt: PromptRecord, _ head: Head, _ session: inout Session) throws -> Tensor {
    switch self {
    case .model(let model):
      let values = try session.values(
        of: prompt, by: model, CaptureSet([.pattern(head.layer)]))
      guard let pattern = values.pattern(head) else {
        throw ShellError(.notFound, "\(head) was not captured")
      }
      return pattern
    case .folder(let store, let model, _, _): return try store.pattern(prompt.hash, head, of: model)
    }
  }

  /// A label for each token of a pattern, a mark first where a BOS was read.
  func labels(of prompt: PromptRecord, tokens count: Int) throws -> [String] {
    switch self {
    case .model(let model): return try model.labels(of: prompt)
    case .folder:
      let before = max(0, count - prompt.tokens.count)
      return Array(
        (Array(repeating: "<BOS>", count: before) + prompt.tokens).prefix(count))
    }
  }
}

/// A part of a pattern with what is needed to draw it or print its numbers.
private struct ShownPattern {
  let name: String
  let text: String
  let values: Tensor  // [queries, keys]
  let queries: Range<Int>
  let keys: Range<Int>
  let labels: [String]

  func write(_ invocation: Invocation, _ session: Session) throws {
    let output = session.output
    let queryLabels = queries.map { labels.indices.contains($0) ? labels[$0] : "" }
    let keyLabels = keys.map { labels.indices.contains($0) ? labels[$0] : "" }
    switch invocation.text("mode") ?? "picture" {
    case "json":
      let rows = (0..<values.rows).map { row in
        JSON.array(values[row].values.map { .number(Double("\($0)") ?? Double($0)) })
      }
      let object: JSON = .object([
        "address": .string(name), "text": .string(text),
        "queries": .array(queryLabels.map { .string($0) }),
        "keys": .array(keyLabels.map { .string($0) }), "pattern": .array(rows),
      ])
      try output.line(object.text)
    case "tsv", "csv":
      let separator = invocation.text("mode") == "csv" ? "," : "\t"
      try output.line(
        ["query", "key", "query token", "key token", "attention"].joined(separator: separator))
      for row in 0..<values.rows {
        for column in 0..<values.columns {
          let fields = [
            "\(queries.lowerBound + row)", "\(keys.lowerBound + column)",
            field(queryLabels[row], separator), field(keyLabels[column], separator),
            "\(values.values[row * values.columns + column])",
          ]
          try output.line(fields.joined(separator: separator))
        }
      }
    case "table": try writeTable(output, queryLabels, keyLabels)
    default: try draw(invocation, session, queryLabels, keyLabels)
    }
  }

  /// For each query its keys, the strongest first.
  private func writeTable(
    _ output: Output, _ queryLabels: [String], _ keyLabels: [String]
  ) throws {
    var table = TextTable(columns: ["query", "", "key", "", "attention"])
    for row in 0..<values.rows {
      let weights = values[row].values
      let order = weights.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }
      for column in order.prefix(values.rows == 1 ? weights.count : 5) where weights[column] > 0 {
        table.rows.append([
          "\(queries.lowerBound + row)", queryLabels[row], "\(keys.lowerBound + column)",
          keyLabels[column], String(format: "%.6f", weights[column]),
        ])
      }
    }
    try output.line(name)
    try output.write(table.text(aligned: output.isTerminal, style: output.style))
  }

  private func draw(
    _ invocation: Invocation, _ session: Session, _ queryLabels: [String], _ keyLabels: [String]
  ) throws {
    let output = session.output
    let graphics = session.settings["graphics"]
    if graphics == "off" { return try output.line(name) }
    let mapName = invocation.text("colormap") ?? session.settings["colormap"]
    let map = try HeatMap(values, colormap: Colormap(named: mapName), scale: .range())
    var options = TextOptions(width: output.size.columns)
    options.depth = graphics == "ascii" ? .none : output.style.depth
    options.unicode = output.isTerminal ? TextLocale.isUTF8 : true
    options.logarithmic = invocation.flag("log")
    try output.write(
      map.text(queries: queryLabels, keys: keyLabels, title: name, options: options) + "\n")
  }

  /// A label as one field: quoted for CSV, visible symbols for what would break a TSV line.
  private func field(_ text: String, _ separator: String) -> String {
    guard separator == "," else {
      return text.replacing("\t", with: "\\t").replacing("\n", with: "\\n")
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
