/// A program's arguments as one command, with the line they would be as text, for messages to point
/// into.
public struct ArgumentLine: Sendable {
  /// The arguments as one line that could be typed in the shell.
  public let source: SourceText
  /// The command: the first argument is its verb.
  public let command: Command

  /// The command that `arguments` give; nil without any.
  ///
  /// The system's shell has taken quotes off already: nothing in an argument is special but a
  /// leading `-`.
  public init?(_ arguments: [String], program: String) {
    var line = program
    var words: [Word] = []
    for argument in arguments {
      line += " "
      let start = line.utf8.count
      line += ArgumentLine.quoted(argument)
      words.append(Word(argument: argument, span: SourceSpan(start, line.utf8.count)))
    }
    guard let first = words.first else { return nil }
    source = SourceText(name: nil, text: line)
    command = Command(words: words, span: SourceSpan(first.span.start, line.utf8.count))
  }

  private static func quoted(_ argument: String) -> String {
    let isPlain = argument.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || "0123456789-_.,:/%+@=^*".unicodeScalars.contains(scalar)
    }
    if isPlain && !argument.isEmpty { return argument }
    return "'" + argument.replacing("'", with: "'\\''") + "'"
  }
}
