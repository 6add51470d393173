import Activations
import Language
import Pictures
import Scripts
import Tensors
import Workspace

extension ShellCommand {
  static let map = ShellCommand(
    spec: CommandSpec(
      "map", "Compute a column of a table, or new matrices of patterns", group: "Tables",
      doc: """
        The expression is one of figure scripts. Over a table it is computed for each row from the \
        columns' names; 'NAME = EXPRESSION' names the new column. Over patterns, A is the pattern, n its \
        length, and layer and head are numbers; a figure as the result is shown as one, a number or a vector \
        of each pattern is a row or rows of a table.
        """,
      operands: [OperandSpec(.expression, .text, .one, "In quotes")],
      examples: [
        .init("tokens 'The cat sat' | map 'half = id / 2'"),
        .init("show 'a b a b' L3H4 | map 'log10(A + 1e-6)'"),
        .init("show 'a b a b' L* | map 'first = A[1:, 0].mean()' | sort first --desc"),
      ],
      surfaces: .shell, takes: rows.union(.patterns), gives: [.table, .patterns, .figures])
  ) { invocation, input, _, console in
    let isCancelled = console.isCancelled
    let text = invocation.text(.expression) ?? ""
    if case .patterns(let list) = input { return try mapped(list, text, isCancelled) }
    guard let table = input.table else { return input }
    return .table(try mapped(table, text, isCancelled))
  }

  private static func mapped(
    _ table: Table, _ text: String, _ isCancelled: () -> Bool
  ) throws -> Table {
    let (name, body) = named(text)
    let expression = try TableExpression(body, over: table)
    let values = try (0..<table.rowCount).map { row in
      if isCancelled() { throw CancellationError() }
      return try expression.value(row)
    }
    let numbers = values.compactMap(\.number)
    let isText = numbers.count < values.count
    let column =
      isText
      ? Table.Column.text(name, values.map { $0.string ?? $0.description })
      : Table.Column.number(name, numbers)
    return Table(table.columns.filter { $0.name != name } + [column])
  }

  /// The name before `=`, and what follows it.
  private static func named(_ text: String) -> (name: String, body: String) {
    guard let equals = text.firstIndex(of: "="),
      text[text.index(after: equals)...].first != "="
    else { return ("value", text) }
    let name = text[..<equals].filter { $0 != " " }
    guard Name.isValid(name) else { return ("value", text) }
    return (name, String(text[text.index(after: equals)...]))
  }

  private static func mapped(
    _ list: PatternList, _ text: String, _ isCancelled: () -> Bool
  ) throws -> Value {
    let (name, body) = named(text)
    let expression = try ScriptExpression(body, names: ["A", "n", "layer", "head", "tokens"])
    var results = Results(column: name)
    for pattern in list.patterns {
      if isCancelled() { throw CancellationError() }
      let value = try expression.value([
        "A": ScriptValue(pattern.values), "n": .integer(pattern.queries.count),
        "layer": .integer(pattern.address.head.layer), "head": .integer(pattern.address.head.index),
        "tokens": ScriptValue(pattern.queryLabels),
      ])
      try results.add(value, of: pattern, by: body)
    }
    return try results.value(like: list)
  }

  /// What an expression gives of patterns: it must be of one kind for all of them.
  private struct Results {
    /// The name of the column of numbers.
    let column: String
    private var patterns: [Pattern] = []
    private var figures: [ShownFigure] = []
    private var (prompts, heads): ([PromptRecord], [Head]) = ([], [])
    /// Which number of a vector each row of the table is.
    private var places: [Int] = []
    private var numbers: [Double] = []
    /// Whether there are numbers, of which a vector may have none.
    private var hasNumbers = false

    init(column: String) { self.column = column }

    mutating func add(_ value: ScriptValue, of pattern: Pattern, by text: String) throws {
      if let drawn = value.figures {
        figures += drawn.map { figure in
          ShownFigure(
            name: pattern.address.description + (figure.name.map { " \($0)" } ?? ""),
            figure: figure.figure)
        }
      } else if let matrix = value.tensor, matrix.shape == pattern.shape {
        patterns.append(pattern.replacing(matrix))
      } else if let matrix = value.tensor, matrix.shape.count == 2 {
        let map = try HeatMap(matrix, scale: .range())
        figures.append(ShownFigure(name: "\(pattern.address) \(text)", figure: .heatMap(map)))
      } else if let vector = value.vector {
        rows(vector, of: pattern)
        places += vector.indices
      } else if let number = value.number {
        rows([number], of: pattern)
      } else {
        throw ShellError(
          .usage,
          "the expression gives \(value.kind); wanted is a number, a vector, a matrix, or a figure")
      }
    }

    private mutating func rows(_ values: [Double], of pattern: Pattern) {
      prompts += repeatElement(pattern.prompt, count: values.count)
      heads += repeatElement(pattern.address.head, count: values.count)
      numbers += values
      hasNumbers = true
    }

    func value(like list: PatternList) throws -> Value {
      let areSame = places.isEmpty || places.count == numbers.count
      guard [!patterns.isEmpty, !figures.isEmpty, hasNumbers].count(where: { $0 }) < 2, areSame
      else {
        throw ShellError(
          .usage,
          "the expression gives results of several kinds: numbers, vectors, matrices of the pattern's shape and figures don't mix"
        )
      }
      if !figures.isEmpty { return .figures(figures) }
      if hasNumbers {
        return .table(
          Table(
            [.prompt("prompt", prompts), .head("head", heads)]
              + (places.isEmpty ? [] : [.integer("place", places)]) + [.number(column, numbers)]))
      }
      var mapped = PatternList(patterns: patterns)
      (mapped.colormap, mapped.limit) = (list.colormap, list.limit)
      return .patterns(mapped)
    }
  }
}
