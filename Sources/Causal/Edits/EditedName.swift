/// Names of models with edits: `demo+nobos+silent` is `demo` with the edit `nobos`, then `silent`.
public enum EditedName {
  /// The model's own name and the edits behind it, in their order; none where `name` ends in no edit's name.
  public static func split(_ name: String) -> (base: String, edits: [String]) {
    var (base, edits) = (name[...], [String]())
    while let plus = base.lastIndex(of: "+"), plus > base.startIndex {
      let last = String(base[base.index(after: plus)...])
      guard isName(last) else { break }
      edits.insert(last, at: 0)
      base = base[..<plus]
    }
    return (String(base), edits)
  }

  /// The name of a model with edits.
  public static func joined(_ base: String, _ edits: [String]) -> String {
    ([base] + edits).joined(separator: "+")
  }

  /// Whether `text` can name an edit: ASCII letters, digits and `_`, no digit first.
  public static func isName(_ text: String) -> Bool {
    guard let first = text.first, !first.isNumber else { return false }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
