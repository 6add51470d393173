import Activations
import Formats
import Language
import Pictures
import Text
import Viewer
import Workspace

extension ShellCommand {
  static let open = ShellCommand(
    spec: CommandSpec(
      "open", "Have the page show a prompt, a head, an edit, or a table of results",
      group: "Looking",
      doc: """
        Prints the page's address, and turns pages that are open to it. An edit's name stands for the model with it. A \
        table is drawn as a map where its rows stand at heads, layers or tokens, beside its rows; a column of \
        heads also orders and colours the page's grid. A row of one head alone opens that head. The last \(ViewerTable.limit) tables stay.
        """,
      operands: patternOperands,
      options: [modelOption],
      examples: [
        .init("serve; open 'a b a b' L3H4"),
        .init("capture 'a b'; open p0"),
        .init("edit silent = L3H4.z: 0; open p0 silent", "the patterns of demo+silent"),
        .init("ablate p0 --answer ' b' | open", "what each head does, on the page"),
      ],
      surfaces: .shell, takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .text)
  ) { invocation, input, workspace, console in
    guard let handle = console.page.handle else {
      throw ShellError(.failed, "there is no page yet: 'serve' starts it")
    }
    let words = invocation.words(.prompts) + invocation.words(.heads)
    let edits = words.compactMap(\.bareText).filter { name in
      workspace.edits.contains { $0.name == name }
    }
    let others = words.filter { !edits.contains($0.bareText ?? "") }
    if case .table(let table) = input, table.rowCount != 1 || table.heads?.count != 1 {
      return .text(
        try openTable(table, others, invocation, on: handle, in: &workspace, for: console))
    }
    let selection = try workspace.selection(
      of: others, invocation, input, standing: .last, for: console)
    var source = selection.source
    if !edits.isEmpty {
      guard case .model(let plain) = source else {
        throw ShellError(.usage, "\(source.name) is a folder: edits are of models")
      }
      source = .model(try workspace.model(plain, with: edits, for: console))
    }
    guard let prompt = selection.prompts.first else {
      throw ShellError(.notFound, "there is no prompt to open")
    }
    let head = selection.heads.heads.count == 1 ? selection.heads.heads.first : nil
    if let first = selection.heads.heads.first {
      _ = try workspace.patterns(
        of: [prompt], layers: [first.layer], from: source, for: console)
    }
    let model = source.name
    workspace.updatePage(for: console)
    handle.publish(nil, events: [.selected(model: model, hash: prompt.hash, head: head)])
    return .text(
      handle.url(
        model: CaptureStore.sanitizedName(model), hash: prompt.hash, head: head?.description))
  }

  /// Most rows of a table that a page draws.
  private static let mostRows = 100_000

  /// Has the page draw a table.
  ///
  /// - Returns: The address that shows it.
  private static func openTable(
    _ table: Table, _ words: [Word], _ invocation: Invocation, on handle: ViewerHandle,
    in workspace: inout Workspace, for console: Console
  ) throws -> String {
    guard table.rowCount > 0 else { throw ShellError(.usage, "the table has no rows to open") }
    guard table.rowCount <= mostRows else {
      throw ShellError(
        .usage,
        "the table has \(table.rowCount) rows; the page draws up to \(mostRows): 'head' and 'where' choose some"
      )
    }
    let source = try workspace.source(invocation, for: console)
    let size = try source.size
    let heads = table.columns.flatMap { column in
      if case .head(let heads) = column.cells { heads } else { [Head]() }
    }
    let outside = Set(heads.filter { $0.layer >= size.layers || $0.index >= size.heads })
    if let first = outside.min() {
      console.notice(
        "\(counted(outside.count, "head")) of the table, such as \(first), "
          + "\(outside.count == 1 ? "is" : "are") none of \(source.name), "
          + "which has \(size.layers) layers of \(size.heads): not on the map, and can't be opened")
    }
    // Its heads are shown on the prompt that is named, else on its own, else on the last one.
    let prompt =
      try workspace.prompts(of: words, in: source, invocation, for: console).first
      ?? table.prompts?.first ?? workspace.prompts.last
    if let prompt, let layer = table.heads?.first(where: { !outside.contains($0) })?.layer {
      _ = try workspace.patterns(of: [prompt], layers: [layer], from: source, for: console)
    }
    let columns = table.columns.map(ViewerTable.Column.init)
    let layout = ViewerTable.Layout(of: table, outside)
    workspace.updatePage(for: console)
    return handle.open { number in
      ViewerTable(
        number: number, model: source.name, hash: prompt?.hash, columns: columns, layout: layout)
    }
  }
}

extension ViewerTable.Column {
  /// The column as a page reads it.
  fileprivate init(_ column: Table.Column) {
    let numbers = column.cells.numbers
    self.init(
      column.name, isNumeric: numbers != nil,
      numbers?.map { number in
        number.isFinite ? .number(number) : number.isNaN ? .null : .string(exactText(number))
      } ?? (0..<column.cells.count).map { .string(column.cells.text($0)) })
  }
}

extension ViewerTable.Layout {
  /// Where a table's rows stand; nil where they stand at no places, or several at one.
  fileprivate init?(of table: Table, _ outside: Set<Head>) {
    guard let map = (try? ResultMap(table, outside: outside)) ?? nil else { return nil }
    self.init(
      down: map.down.label, across: map.across.label, rows: map.down.names,
      columns: map.across.names,
      places: map.places.map { place in place.map { ($0.row, $0.column) } })
  }
}
