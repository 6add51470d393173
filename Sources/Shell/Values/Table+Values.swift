import Activations
import Scripts
import Tensors

extension Table {
  /// A row for each prompt.
  init(prompts: [PromptRecord]) {
    self.init([
      .prompt("prompt", prompts),
      .integer("tokens", prompts.map { $0.tokens.count }),
      .text("text", prompts.map(\.text)),
    ])
  }

  /// A row for each cell of each pattern, query by query.
  init(cellsOf patterns: [Pattern]) {
    var prompts: [PromptRecord] = []
    var (heads, queries, keys): ([Head], [Int], [Int]) = ([], [], [])
    var (queryTokens, keyTokens): ([String], [String]) = ([], [])
    var attention: [Double] = []
    for pattern in patterns {
      let count = pattern.values.values.count
      prompts += repeatElement(pattern.prompt, count: count)
      heads += repeatElement(pattern.address.head, count: count)
      attention += pattern.values.values.map(Double.init)
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

  /// The heads in its first column of heads, each once; nil where it has no such column.
  var heads: [Head]? {
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
  var prompts: [PromptRecord]? {
    for column in columns {
      guard case .prompt(let prompts) = column.cells else { continue }
      var seen: Set<String> = []
      return prompts.filter { seen.insert($0.hash).inserted }
    }
    return nil
  }
}

func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
  var seen: Set<Element> = []
  return elements.filter { seen.insert($0).inserted }
}
