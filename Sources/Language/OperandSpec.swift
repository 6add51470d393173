/// A word that a command takes by its place.
public struct OperandSpec: Sendable {
  /// How many words it takes.
  public enum Arity: Sendable {
    case one
    case optional
    /// None or more.
    case any
    /// One or more.
    case some
  }

  /// The name that the command asks for it by, in lower case; help shows it in capitals.
  public let name: String
  /// The kind of value it stands for.
  public let kind: ValueKind
  /// How many words it takes.
  public let arity: Arity
  /// What it is, for help.
  public let doc: String
  /// Names of an option of other programs that means the same; one letter is a short option.
  public let otherNames: [String]

  /// An operand.
  public init(
    _ name: ArgumentName, _ kind: ValueKind, _ arity: Arity = .one, _ doc: String = "",
    otherNames: [String] = []
  ) {
    self.otherNames = otherNames
    self.name = name.spelling
    self.kind = kind
    self.arity = arity
    self.doc = doc
  }

  /// The name as help shows it.
  package var placeholder: String { name.uppercased() }

  /// The name with brackets and dots for its arity.
  var usage: String {
    switch arity {
    case .one: placeholder
    case .optional: "[\(placeholder)]"
    case .any: "[\(placeholder)...]"
    case .some: "\(placeholder)..."
    }
  }

  var isRequired: Bool { arity == .one || arity == .some }
  var takesSeveral: Bool { arity == .any || arity == .some }
}
