package import Activations
import Scripts
import Tensors

extension Table {
  /// A row for each prompt.
  ///
  /// - Parameter counts: Tokens of each as a model gets them, nil where that is not known; without, those
  ///   that were saved with the prompts.
  package init(prompts: [PromptRecord], tokens counts: [Int?]? = nil) {
    let known = counts ?? prompts.map { $0.tokens.isEmpty ? nil : $0.tokens.count }
    let tokens: Column =
      known.contains(nil)
      ? .number("tokens", known.map { $0.map(Double.init) ?? .nan })
      : .integer("tokens", known.compactMap(\.self))
    self.init([.prompt("prompt", prompts), tokens, .text("text", prompts.map(\.text))])
  }

  /// A row for each cell of each pattern, query by query.
  package init(cellsOf patterns: [Pattern]) { self.init(cellsOf: patterns) {} }

  /// The same.
  ///
  /// - Parameter checkpoint: Called before each pattern; what it throws ends the work.
  package init(cellsOf patterns: [Pattern], _ checkpoint: () throws -> Void) rethrows {
    var prompts: [PromptRecord] = []
    var (heads, queries, keys): ([Head], [Int], [Int]) = ([], [], [])
    var (queryTokens, keyTokens): ([String], [String]) = ([], [])
    var attention: [Double] = []
    for pattern in patterns {
      try checkpoint()
      let count = pattern.rows.count
      prompts += repeatElement(pattern.prompt, count: count)
      heads += repeatElement(pattern.address.head, count: count)
      pattern.forEachRow { _, values in attention += values.map(Double.init) }
      for (query, token) in zip(pattern.queries, pattern.queryLabels) {
        queries += repeatElement(query, count: pattern.keys.count)
        queryTokens += repeatElement(token, count: pattern.keys.count)
        keys += pattern.keys
        keyTokens += pattern.keyLabels
      }
    }
    self.init([
      .prompt("prompt", prompts), .head("head", heads), .integer("query", queries),
      .integer("key", keys), .text("query_token", queryTokens), .text("key_token", keyTokens),
      .number("attention", attention),
    ])
  }

  /// Joins the rows of tables with the same columns.
  package init(joining tables: [Table]) {
    guard let first = tables.first else {
      self.init([])
      return
    }
    self.init(
      first.columns.indices.map { place in
        tables.dropFirst().reduce(first.columns[place]) { column, table in
          Column(column.name, column.cells.appending(table.columns[place].cells))
        }
      })
  }

  /// The heads in its first column of heads, each once; nil where it has no such column.
  package var heads: [Head]? {
    for column in columns {
      switch column.cells {
      case .head(let heads): return unique(heads)
      case .address(let addresses): return unique(addresses.map(\.head))
      default: continue
      }
    }
    return nil
  }

  /// The prompts in its first column of prompts, each once; nil where it has no such column.
  package var prompts: [PromptRecord]? {
    for column in columns {
      guard case .prompt(let prompts) = column.cells else { continue }
      var seen: Set<String> = []
      return prompts.filter { seen.insert($0.hash).inserted }
    }
    return nil
  }
}

/// The elements without repetitions, in order.
package func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
  var seen: Set<Element> = []
  return elements.filter { seen.insert($0).inserted }
}
