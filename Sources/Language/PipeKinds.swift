import Text

/// Kinds of values that a command takes from a pipe or gives to one; several where it may be any of them.
public struct PipeKinds: OptionSet, Hashable, Sendable {
  /// A bit for each kind.
  public let rawValue: Int

  /// The kinds of these bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// No value: the command starts a pipeline, or ends it.
  public static let nothing = PipeKinds(rawValue: 1)
  /// Text.
  public static let text = PipeKinds(rawValue: 2)
  /// Prompts.
  public static let prompts = PipeKinds(rawValue: 4)
  /// A selection of heads.
  public static let heads = PipeKinds(rawValue: 8)
  /// Patterns, each with its address.
  public static let patterns = PipeKinds(rawValue: 16)
  /// Rows under names.
  public static let table = PipeKinds(rawValue: 32)
  /// Figures.
  public static let figures = PipeKinds(rawValue: 64)
  /// A model.
  public static let model = PipeKinds(rawValue: 128)

  /// Every kind but `nothing`.
  public static let any: PipeKinds = [.text, .prompts, .heads, .patterns, .table, .figures, .model]
}

extension PipeKinds: CustomStringConvertible {
  /// The kinds as words for a sentence: "a table or patterns".
  public var description: String {
    if isSuperset(of: .any) { return "anything" }
    let names: [(PipeKinds, String)] = [
      (.table, "a table"), (.patterns, "patterns"), (.figures, "figures"), (.prompts, "prompts"),
      (.heads, "heads"), (.text, "text"), (.model, "a model"), (.nothing, "nothing"),
    ]
    return listed(names.filter { contains($0.0) }.map(\.1))
  }
}
