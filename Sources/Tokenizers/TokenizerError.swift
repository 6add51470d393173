internal import Files

/// Why there is no tokenizer, or why it can't take a text.
public enum TokenizerError: Error, Equatable, CustomStringConvertible {
  /// The folder at `path` holds no tokenizer file, or the file at `path` no vocabulary.
  case missing(path: String)
  /// What is in the file contradicts itself or its format.
  case invalid(path: String, problem: String)
  /// The file asks for something that PatternLens doesn't do.
  case unsupported(path: String, problem: String)

  /// One sentence with the file's path.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): no tokenizer; expected tokenizer.json, tokenizer.model,"
        + " vocab.json with merges.txt, vocab.txt, qwen.tiktoken or a GGUF vocabulary"
    case .invalid(let path, let problem), .unsupported(let path, let problem):
      "\(path): \(bounded(problem))"
    }
  }

  /// An invalid part of a file whose path is filled in further up.
  static func invalid(_ problem: String) -> TokenizerError { .invalid(path: "", problem: problem) }

  /// An unsupported part of a file whose path is filled in further up.
  static func unsupported(_ problem: String) -> TokenizerError {
    .unsupported(path: "", problem: problem)
  }
}

/// Runs `body` and puts `path` into the errors it throws.
func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch TokenizerError.invalid(path: "", let problem) {
    throw TokenizerError.invalid(path: path, problem: problem)
  } catch TokenizerError.unsupported(path: "", let problem) {
    throw TokenizerError.unsupported(path: path, problem: problem)
  } catch let error as RegularExpressionError {
    throw TokenizerError.invalid(path: path, problem: "\(error)")
  }
}
