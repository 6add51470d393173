import Activations
import Language
import Tensors
import Terminal
import Text
import Workspace

extension ShellCommand {
  /// What commands about rows take: tables, and what can be shown as one; patterns have a row for each
  /// cell.
  static let rows: PipeKinds = [.table, .prompts, .heads, .patterns]

  private static let countOperand = OperandSpec(
    .count, .integer(0...Int.max), .optional, "How many, 10 without")

  static let head = ShellCommand(
    spec: CommandSpec(
      "head", "Take the first rows", group: "Tables", operands: [countOperand],
      examples: [.init("models | head 1"), .init("tokens 'The cat sat' | head")],
      surfaces: .shell, takes: rows, gives: .table)
  ) { invocation, input, _, console in
    guard let table = try cellRows(of: input, console) else { return input }
    return .table(table.rows(Array((0..<table.rowCount).prefix(invocation.integer(.count) ?? 10))))
  }

  static let tail = ShellCommand(
    spec: CommandSpec(
      "tail", "Take the last rows", group: "Tables", operands: [countOperand],
      examples: [.init("tokens 'The cat sat' | tail 2"), .init("hooks | tail")],
      surfaces: .shell, takes: rows, gives: .table)
  ) { invocation, input, _, console in
    guard let table = try cellRows(of: input, console) else { return input }
    return .table(table.rows(Array((0..<table.rowCount).suffix(invocation.integer(.count) ?? 10))))
  }

  static let top = ShellCommand(
    spec: CommandSpec(
      "top", "Take the rows, or the cells of patterns, with the largest numbers", group: "Tables",
      doc: "Of a table: its last column of numbers, unless --by names another.",
      operands: [countOperand],
      options: [OptionSpec(.by, .text, "The column", valueName: "COLUMN")],
      examples: [
        .init("show 'a b a b' L3H4[-1] | top 3", "what the last token looks at"),
        .init("tokens 'The cat sat' | top 2 --by place"),
      ],
      surfaces: .shell, takes: [.table, .patterns], gives: .table)
  ) { invocation, input, workspace, console in
    guard let table = try cellRows(of: input, console) else { return input }
    let column: Table.Column
    if let name = invocation.text(.by) {
      column = try table.column(name)
    } else {
      guard let last = table.columns.last(where: { $0.cells.numbers != nil }) else {
        throw ShellError(.failed, "the table has no column of numbers")
      }
      column = last
    }
    let sorted = try table.sorted(
      by: column, descending: true, isCancelled: console.isCancelled)
    return .table(
      sorted.rows(Array((0..<table.rowCount).prefix(invocation.integer(.count) ?? 10))))
  }

  static let sort = ShellCommand(
    spec: CommandSpec(
      "sort", "Sort rows by a column", group: "Tables",
      doc: "Numbers are sorted as numbers, heads by layer and index, all else as text.",
      operands: [OperandSpec(.column, .text, .one, "The column")],
      options: [OptionSpec(flag: .desc, short: "d", "The largest first")],
      examples: [
        .init("tokens 'The cat sat' | sort id --desc"), .init("models | sort layers | head 3"),
      ],
      surfaces: .shell, takes: rows, gives: .table)
  ) { invocation, input, workspace, console in
    guard let table = try cellRows(of: input, console) else { return input }
    let column = try table.column(invocation.text(.column) ?? "")
    return .table(
      try table.sorted(
        by: column, descending: invocation.flag(.desc), isCancelled: console.isCancelled))
  }

  static let select = ShellCommand(
    spec: CommandSpec(
      "select", "Take columns, in this order", group: "Tables",
      operands: [OperandSpec(.columns, .text, .some, "Their names")],
      examples: [.init("models | select name layers heads"), .init("set | select setting value")],
      surfaces: .shell, takes: rows, gives: .table)
  ) { invocation, input, _, console in
    guard let table = try cellRows(of: input, console) else { return input }
    let names = invocation.texts(.columns).flatMap { $0.split(separator: ",").map(String.init) }
    return .table(Table(try names.map(table.column)))
  }

  static let filter = ShellCommand(
    spec: CommandSpec(
      "where", "Take the rows where an expression is true", group: "Tables",
      doc: """
        The expression is one of figure scripts, over the names of the columns: comparisons, \
        arithmetic, 'and', 'or', 'not', functions. Columns that hold no numbers are strings. Of \
        patterns the rows are their cells: query, key, query_token, key_token, attention.
        """,
      operands: [OperandSpec(.expression, .text, .one, "In quotes, as it may contain > and |")],
      examples: [
        .init("tokens 'The cat sat' | where 'id > 260'"),
        .init("show 'a b a b' L3H4 | where 'attention > 0.3' | sort attention --desc"),
        .init(#"models | where 'layers > 2 and family != "-"'"#),
      ],
      surfaces: .shell, takes: rows, gives: .table)
  ) { invocation, input, _, console in
    let isCancelled = console.isCancelled
    let text = invocation.text(.expression) ?? ""
    func chosen(_ table: Table) throws -> Table {
      let expression = try TableExpression(text, over: table)
      return table.rows(
        try (0..<table.rowCount).filter { row in
          if isCancelled() { throw CancellationError() }
          return try expression.holds(row)
        })
    }
    if case .patterns(let list) = input {
      // A pattern at a time, so that many of them need no memory for all their cells.
      return .table(Table(joining: try list.patterns.map { try chosen(Table(cellsOf: [$0])) }))
    }
    guard let table = input.table else { return input }
    return .table(try chosen(table))
  }

  static let count = ShellCommand(
    spec: CommandSpec(
      "count", "Count rows, prompts, heads or patterns", group: "Tables",
      examples: [.init("hooks | count"), .init("show 'a b' L0-1H* | count")],
      surfaces: .shell, takes: [.table, .prompts, .heads, .patterns, .figures], gives: .text)
  ) { _, input, _, _ in
    switch input {
    case .patterns(let list): .text("\(list.patterns.count)")
    case .figures(let figures): .text("\(figures.count)")
    default: .text("\(input.table?.rowCount ?? 0)")
    }
  }

  static let page = ShellCommand(
    spec: CommandSpec(
      "page", "Show a whole result in a pager", group: "Tables",
      doc:
        "The pager is $PAGER, or less, which shows what fits the screen at once and else waits for q. "
        + "Off a terminal the result is written as it is.",
      examples: [.init("hooks | page"), .init("show 'a b a b' L0H* | page")],
      surfaces: .shell, takes: .any)
  ) { _, input, workspace, console in
    let mode = OutputMode(rawValue: workspace.settings(for: console)["mode"]) ?? .auto
    if console.showsPagers {
      try console.page(input, mode: mode, by: console.pager, workspace.settings(for: console))
    } else {
      var writer = ValueWriter(
        mode: mode, output: console.output, settings: workspace.settings(for: console))
      writer.isCapped = false
      try writer.write(input)
    }
    return .nothing
  }
}

extension ShellCommand {
  /// What came through a pipe as rows; nil where it has none.
  ///
  /// - Throws: `ShellError` for more cells of patterns than fit a table; `CancellationError`.
  fileprivate static func cellRows(of input: Value, _ console: Console) throws -> Table? {
    if case .patterns(let list) = input {
      let cells = list.patterns.reduce(0) { $0 + $1.rows.count }
      guard cells <= 20_000_000 else {
        throw ShellError(
          .failed,
          "\(cells) cells are too many for a table: name heads or a slice, or put 'where' first")
      }
      return try Table(cellsOf: list.patterns) {
        if console.isCancelled() { throw CancellationError() }
      }
    }
    return input.table
  }
}

extension Table {
  /// The column of this name.
  ///
  /// - Throws: `ShellError` that says what there is.
  func column(_ name: String) throws -> Column {
    if let column = self[name] { return column }
    let names = columns.map(\.name)
    let hint = nearest(to: name, in: names).map { "did you mean '\($0)'?" }
    throw ShellError(
      .notFound, "there is no column '\(name)': " + (hint ?? "there are \(listed(names))"))
  }
}
