/// A word that a command takes by its name: `--top 8`, `--top=8`, `-n 8`, or a flag `--force`.
public struct OptionSpec: Sendable {
  /// The long name, without dashes.
  public let name: String
  /// The short name, without its dash.
  public let short: Character?
  /// The kind of value it takes; nil for a flag.
  public let kind: ValueKind?
  /// The placeholder for the value in help.
  public let valueName: String
  /// The default value, as it would be written.
  public let standard: String?
  /// What it does, for help.
  public let doc: String
  /// Whether it may be given more than once.
  public let repeats: Bool
  /// Whether a flag is on by default and `--no-NAME` turns it off.
  public let isOnByDefault: Bool
  /// Names of the same option in other programs, without dashes; one letter is a short option.
  public let otherNames: [String]
  /// Whether the next word is its value also where that looks like an option.
  public let takesOptions: Bool

  /// An option with a value.
  public init(
    _ name: ArgumentName, short: Character? = nil, _ kind: ValueKind, _ doc: String,
    valueName: String? = nil, default standard: String? = nil, repeats: Bool = false,
    otherNames: [String] = [], takesOptions: Bool = false
  ) {
    self.name = name.spelling
    self.short = short
    self.kind = kind
    self.takesOptions = takesOptions
    self.valueName = valueName ?? kind.placeholder
    self.standard = standard
    self.doc = doc
    self.repeats = repeats
    self.otherNames = otherNames
    isOnByDefault = false
  }

  /// A flag: `--NAME`, and `--no-NAME`.
  public init(
    flag name: ArgumentName, short: Character? = nil, _ doc: String, isOn: Bool = false,
    otherNames: [String] = []
  ) {
    self.name = name.spelling
    self.short = short
    kind = nil
    takesOptions = false
    valueName = ""
    standard = nil
    self.doc = doc
    repeats = false
    self.otherNames = otherNames
    isOnByDefault = isOn
  }

  /// How it is given: `--top N`, `--force`.
  var usage: String {
    kind == nil ? (isOnByDefault ? "--no-\(name)" : "--\(name)") : "--\(name) \(valueName)"
  }
}

/// The name of a command's operand or option, such as `by` for `--by`; one that is not declared
/// does not compile.
///
/// Commands declare theirs as static members and ask for values by these: a name that is misspelt does not
/// compile.
public struct ArgumentName: Hashable, Sendable {
  /// The name in lower case, without dashes before it.
  public let spelling: String

  /// Declares a name.
  public init(_ spelling: String) { self.spelling = spelling }
}
