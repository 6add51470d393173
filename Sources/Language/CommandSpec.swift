/// One command: a verb of the shell, a subcommand of the program, or both.
///
/// The table of these is what words are parsed by, and what help, completion and the manual are
/// made of; nothing of a command is said twice.
public struct CommandSpec: Sendable {
  /// Where a command can be given.
  public struct Surfaces: OptionSet, Sendable {
    /// A bit for each surface.
    public let rawValue: Int

    /// The surfaces of these bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// As a verb in the shell and in scripts.
    public static let shell = Surfaces(rawValue: 1)
    /// As a subcommand of the program.
    public static let program = Surfaces(rawValue: 2)
    /// Both.
    public static let all: Surfaces = [.shell, .program]
  }

  /// A command line that works, and what it does.
  public struct Example: Sendable {
    /// What is typed.
    public let line: String
    /// What the command does or shows; may be empty.
    public let effect: String

    /// An example.
    public init(_ line: String, _ effect: String = "") {
      self.line = line
      self.effect = effect
    }
  }

  /// The verb.
  public let name: String
  /// One line without a full stop: what it does, as in "Rank heads by a score".
  public let summary: String
  /// Paragraphs of help below the summary; may be empty.
  public let doc: String
  /// What the overview lists it under.
  public let group: String
  /// Its operands in order; at most one of them takes several words.
  public let operands: [OperandSpec]
  /// Its options in the order of its help.
  public private(set) var options: [OptionSpec]
  /// Lines that work.
  public let examples: [Example]
  /// Where it can be given.
  public let surfaces: Surfaces
  /// Other names of the command: another program's name for it, or several words such as `export
  /// site`.
  public let otherNames: [String]
  /// Whether its name must be typed whole, where other commands may be shortened to their
  /// beginning.
  public let isSpelledOut: Bool
  /// Whether it is a server: it does not end by itself, and runs in the background with or without
  /// `&`.
  public let isServer: Bool
  /// Whether what follows the first operand is another command, whose options are not this one's.
  public let takesCommand: Bool
  /// The kinds of values it takes from a pipe; `nothing` is among them if it may also begin a
  /// pipeline.
  public let takes: PipeKinds
  /// The kinds of values that its result may be.
  public let gives: PipeKinds

  /// A command.
  public init(
    _ name: String, _ summary: String, group: String = "", doc: String = "",
    operands: [OperandSpec] = [], options: [OptionSpec] = [], examples: [Example] = [],
    surfaces: Surfaces = .all, otherNames: [String] = [], isSpelledOut: Bool = false,
    isServer: Bool = false, takesCommand: Bool = false, takes: PipeKinds = .nothing,
    gives: PipeKinds = .nothing
  ) {
    self.name = name
    self.summary = summary
    self.group = group
    self.doc = doc
    self.operands = operands
    self.options = options
    self.examples = examples
    self.surfaces = surfaces
    self.otherNames = otherNames
    self.isSpelledOut = isSpelledOut
    self.isServer = isServer
    self.takesCommand = takesCommand
    self.takes = takes
    self.gives = gives
  }

  /// The option called `name`, without dashes.
  public func option(_ name: String) -> OptionSpec? { options.first { $0.name == name } }

  /// The same command with another option, the last of its help.
  public func adding(_ option: OptionSpec) -> CommandSpec {
    var spec = self
    spec.options.append(option)
    return spec
  }
}
