import Activations
import Language
import Workspace

extension Value {
  /// The text that stands for the value as an operand of a kind: prompts and heads as an address
  /// where those are wanted, else its text.
  ///
  /// - Returns: nil where the value has nothing of that kind.
  func operandText(_ kind: ValueKind) -> String? {
    // What a client gave is of no model and no prompt.
    if case .patterns(let list) = self, list.patterns.first?.address.model == Pattern.givenModel {
      return nil
    }
    guard kind == .prompt || kind == .heads else { return plainText }
    switch self {
    case .patterns(let list) where list.patterns.count == 1:
      return list.patterns[0].address.description
    case .patterns, .table:
      let parts = [prompts.map(Self.addresses), heads.map(Self.list)].compactMap { $0 }
      return parts.isEmpty ? plainText : parts.joined(separator: ":")
    default: return plainText
    }
  }

  /// The value as the part of a word: `$ioi` in `$ioi:L9H9`.
  var plainText: String? {
    switch self {
    case .text(let text): text
    case .heads(let selection): selection.description
    case .prompts(let list): Self.addresses(list.prompts)
    case .model(let source): source.name
    case .table(let table) where table.rowCount == 1 && table.columns.count == 1:
      table.columns[0].cells.text(0)
    case .table(let table): table.heads.map(Self.list) ?? table.prompts.map(Self.addresses)
    case .patterns(let list):
      list.patterns.count == 1 ? list.patterns[0].address.description : heads.map(Self.list)
    case .nothing, .figures: nil
    }
  }

  private static func addresses(_ prompts: [PromptRecord]) -> String {
    prompts.map { "@" + $0.hash }.joined(separator: ",")
  }

  private static func list(_ heads: [Head]) -> String {
    heads.map(\.description).joined(separator: ",")
  }
}
