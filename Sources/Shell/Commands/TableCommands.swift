extension ShellCommand {
  /// What commands about rows take: tables, and lists that can be shown as one.
  static let rows: PipeKinds = [.table, .prompts, .heads]

  static let head = ShellCommand(
    spec: CommandSpec(
      "head", "Take the first rows", group: "Tables",
      operands: [OperandSpec("count", .integer(0...Int.max), .optional, "How many, 10 without")],
      examples: [.init("models | head 1"), .init("tokens 'The cat sat' | head")],
      surfaces: .shell, takes: rows, gives: .table)
  ) { invocation, input, _ in
    guard let table = input.table else { return input }
    let count = min(invocation.integer("count") ?? 10, table.rowCount)
    return .table(table.rows(Array(0..<count)))
  }
}
