import Activations
import Language
import Scripts
import Surveys
import Tensors
import Terminal
import Text
import Workspace

extension ShellCommand {
  static let find = ShellCommand(
    spec: CommandSpec(
      "find", "Find the cells of patterns where an expression is true", group: "Looking",
      doc: """
        The expression is one of figure scripts: A is the pattern, q and k the numbers of query and key, n \
        the number of tokens, layer and head numbers; conditions on cells are joined by & and |. --query and --key keep the cells of tokens with that text, \
        which may be several in a row: --key ' John' finds both of ' Jo' and 'hn'.

        Files and folders of texts (also .gz and .zst) are read as they come, no more than some hundred texts of them \
        in memory; prompts where something is found are then the session's. The search stops at --limit cells.
        """,
      operands: patternOperands,
      options: [
        modelOption, contextOption, fromOption,
        OptionSpec(.`where`, .text, "The expression", valueName: "EXPR", default: "A > 0.5"),
        OptionSpec(.query, .text, "Only queries of this text", valueName: "TEXT"),
        OptionSpec(.key, .text, "Only keys of this text", valueName: "TEXT"),
        OptionSpec(
          .limit, .integer(1...10_000_000), "Most cells, where the search stops", default: "100000"),
      ] + textOptions,
      examples: [
        .init("find 'a b a b a b' L* --where '(A > 0.5) & (q - k > 1)'"),
        .init("find 'the cat and the dog' L3 --key ' the' --where 'A > 0.1'"),
      ],
      takes: [.nothing, .prompts, .heads, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let expression = try ScriptExpression(
      invocation.text(.`where`) ?? "", names: ["A", "q", "k", "n", "layer", "head"])
    let (query, key) = (invocation.text(.query), invocation.text(.key))
    var cells: [FoundCell] = []
    var places = TextPlaces()
    let isCancelled = console.isCancelled
    let limit = invocation.integer(.limit) ?? 100_000
    func look(in pattern: Pattern) throws {
      guard cells.count < limit else { throw LimitReached() }
      let queries = places.marks(query, in: pattern, pattern.queries)
      let keys = places.marks(key, in: pattern, pattern.keys)
      let columns = pattern.keys.count
      // An expression of each cell by itself needs no more than some rows at a time.
      let length =
        expression.isCellwise ? max(1, 1_000_000 / max(columns, 1)) : pattern.queries.count
      for start in stride(from: 0, to: pattern.queries.count, by: length) {
        if isCancelled() { throw CancellationError() }
        let rows = start..<min(start + length, pattern.queries.count)
        guard !expression.isCellwise || queries[rows].contains(true) else { continue }
        let values = pattern.rows.rows(rows)
        let isFound = try mask(of: values, rows, pattern, expression)
        for place in isFound.indices where isFound[place] != 0 {
          let (row, column) = (start + place / columns, place % columns)
          let isSeen = pattern.keys.lowerBound + column <= pattern.queries.lowerBound + row
          if queries[row], keys[column], isSeen || values.values[place] != 0 {
            cells.append(FoundCell(pattern, row, column, values.values[place]))
            guard cells.count < limit else { throw LimitReached() }
          }
        }
      }
    }
    do {
      if case .nothing = input, !invocation.isGiven(.from),
        let (files, others) = try workspace.textFiles(invocation, for: console)
      {
        try forEachPattern(of: files, others, invocation, &workspace, console, look)
        for prompt in uniquePrompts(cells.map(\.prompt)) { try workspace.add(prompt) }
      } else {
        let selection = try workspace.selection(invocation, input, standing: .all, for: console)
        try workspace.forEachPattern(of: selection, for: console, look)
      }
    } catch is LimitReached {
      for prompt in uniquePrompts(cells.map(\.prompt)) { try workspace.add(prompt) }
      console.notice("the search stopped at \(counted(limit, "cell")) (--limit)")
    }
    for text in [query, key].compactMap(\.self) where !places.found.contains(text) {
      console.notice("no prompt has '\(text)': 'tokens' lists a prompt's tokens")
    }
    return .table(table(of: cells))
  }

  /// Hands each pattern of files of texts to `body`, and keeps none.
  private static func forEachPattern(
    of files: SurveyFiles, _ others: [Word], _ invocation: Invocation,
    _ workspace: inout Workspace, _ console: Console, _ body: (Pattern) throws -> Void
  ) throws {
    let source = try workspace.source(invocation, for: console)
    guard case .model(let model) = source else {
      throw ShellError(.usage, "a folder of saved patterns has no patterns of texts in files")
    }
    let heads = try workspace.heads(of: others, .nothing, source)
    let settings = try textSettings(invocation, files.sources, heads, [], model)
    let cut = surveyModel(model, settings, isCancelled: console.isCancelled)
    // A capture cuts a text at the model's context itself, and calls it by the whole.
    let isCutAnew = settings.splits || invocation.isGiven(.maxTokens)
    let reader = TextReader(
      files, settings, by: isCutAnew ? cut : cut.namingWholeTexts,
      skipsBad: invocation.flag(.skipBad))
    let (progress, watch) = bar("find", over: files, console)
    defer { progress.finish() }
    let report = try reader.forEachChunk(isCancelled: console.isCancelled, watch: watch) { texts in
      // What a chunk leaves in the cache goes with it.
      var scratch = workspace
      scratch.cache = CapturedValues()
      let prompts = uniquePrompts(texts.map { PromptRecord(text: $0) })
      let selection = PatternSelection(
        source: source, prompts: prompts, heads: heads, slice: nil, hasNamedHeads: true)
      try scratch.forEachPattern(of: selection, for: Barless(console: console), body)
    }
    progress.finish()
    try tellUnread(report, settings, console, "")
  }

  /// That as many cells were found as were wanted.
  private struct LimitReached: Error {}

  /// Where texts stand in prompts: each is looked for once in a prompt, however many heads are.
  private struct TextPlaces {
    /// The hash of the prompt that is looked at, and the places of texts in it.
    private var prompt = ""
    private var known: [String: Set<Int>] = [:]
    /// Texts that a prompt has.
    private(set) var found: Set<String> = []

    /// For each token of `range` whether it is of `text`; all are without one.
    mutating func marks(_ text: String?, in pattern: Pattern, _ range: Range<Int>) -> [Bool] {
      guard let text else { return range.map { _ in true } }
      if prompt != pattern.prompt.hash {
        prompt = pattern.prompt.hash
        known = [:]
      }
      let tokens = known[text] ?? TokenText.places(of: text, in: pattern.labels)
      known[text] = tokens
      if !tokens.isEmpty { found.insert(text) }
      return range.map(tokens.contains)
    }
  }

  /// A cell without its pattern: the patterns of a search may take more than there is of memory.
  private struct FoundCell {
    let prompt: PromptRecord
    let head: Head
    let query: Int
    let queryToken: String
    let key: Int
    let keyToken: String
    let attention: Float

    init(_ pattern: Pattern, _ row: Int, _ column: Int, _ attention: Float) {
      prompt = pattern.prompt
      head = pattern.address.head
      query = pattern.queries.lowerBound + row
      queryToken = pattern.label(pattern.queries, row)
      key = pattern.keys.lowerBound + column
      keyToken = pattern.label(pattern.keys, column)
      self.attention = attention
    }
  }

  /// For each cell whether the expression is true: not 0.
  private static func mask(
    of values: Tensor, _ places: Range<Int>, _ pattern: Pattern, _ expression: ScriptExpression
  ) throws -> [Float] {
    let (rows, columns) = (values.rows, values.columns)
    let first = pattern.queries.lowerBound
    let value = try expression.value([
      "A": ScriptValue(values), "n": .integer(pattern.labels.count),
      "q": ScriptValue(Tensor(shape: [rows, 1], values: places.map { Float(first + $0) })),
      "k": ScriptValue(Tensor(shape: [1, columns], values: pattern.keys.map { Float($0) })),
      "layer": .integer(pattern.address.head.layer), "head": .integer(pattern.address.head.index),
    ])
    guard let tensor = value.tensor else {
      throw ShellError(.usage, "the condition gives \(value.kind), and not true or false of cells")
    }
    switch tensor.shape {
    case [rows, columns]: return tensor.values
    case [rows, 1]: return tensor.values.flatMap { Array(repeating: $0, count: columns) }
    case [1, columns], [columns]:
      return Array(repeating: tensor.values, count: rows).flatMap { $0 }
    case []: return Array(repeating: tensor.values[0], count: rows * columns)
    default:
      throw ShellError(
        .usage, "the condition has shape \(tensor.shape); the pattern has [\(rows), \(columns)]")
    }
  }

  private static func table(of cells: [FoundCell]) -> Table {
    Table([
      .prompt("prompt", cells.map(\.prompt)), .head("head", cells.map(\.head)),
      .integer("query", cells.map(\.query)), .text("query_token", cells.map(\.queryToken)),
      .integer("key", cells.map(\.key)), .text("key_token", cells.map(\.keyToken)),
      .number("attention", cells.map { Double($0.attention) }),
    ])
  }
}
