internal import Text

/// The kind of value that an operand or option stands for: it decides what is checked, what Tab
/// offers, and what help shows.
public enum ValueKind: Hashable, Sendable {
  /// Any text.
  case text
  /// A whole number in a range.
  case integer(ClosedRange<Int>)
  /// A number, `nan` and infinities excluded.
  case number
  /// One of these.
  case choice([String])
  /// A path of a file.
  case file
  /// A path of a folder.
  case folder
  /// A model: a name or a path.
  case model
  /// Prompts: `p0`, `p3-7`, `@hash`, or text.
  case prompt
  /// A selection of heads: `L5H1,L6H*`.
  case heads
  /// A hook point: `blocks.5.attn.hook_pattern`.
  case hookPoint
  /// A figure function.
  case figure
  /// A score of heads.
  case score
  /// A setting.
  case setting
  /// A value of the setting of this name; on Tab that of the word before.
  case settingValue(of: String)
  /// A verb or subcommand.
  case command
  /// A background job: `%2`.
  case job
  /// A variable, without `$`.
  case variable

  /// The placeholder in help for a value that has no name of its own.
  public var placeholder: String {
    switch self {
    case .text: "TEXT"
    case .integer: "N"
    case .number: "X"
    case .choice(let values): values.joined(separator: "|")
    case .file: "FILE"
    case .folder: "DIR"
    case .model: "MODEL"
    case .prompt: "PROMPT"
    case .heads: "HEADS"
    case .hookPoint: "POINT"
    case .figure: "FIGURE"
    case .score: "SCORE"
    case .setting: "SETTING"
    case .settingValue: "VALUE"
    case .command: "COMMAND"
    case .job: "JOB"
    case .variable: "NAME"
    }
  }

  /// Why `text` is no value of this kind, as far as its spelling tells; nil if it may be one.
  package func problem(with text: String) -> String? {
    switch self {
    case .integer(let range):
      guard let value = Int(text) else { return "expected a whole number" }
      if range.contains(value) { return nil }
      if range.upperBound == .max { return "expected at least \(range.lowerBound)" }
      if range.lowerBound == .min { return "expected at most \(range.upperBound)" }
      return "expected \(range.lowerBound)-\(range.upperBound)"
    case .number:
      return Double(text).map(\.isFinite) == true ? nil : "expected a number"
    case .choice(let values):
      if values.contains(text) { return nil }
      let suggestion = nearest(to: text, in: values).map { "; did you mean '\($0)'?" } ?? ""
      guard values.count > 40 else { return "expected \(listed(values))\(suggestion)" }
      return "expected one of \(values.count) names such as \(listed(Array(values.prefix(3))))"
        + (suggestion.isEmpty ? "; Tab offers them" : suggestion)
    default: return nil
    }
  }
}
