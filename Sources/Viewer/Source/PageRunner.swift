public import Activations

/// Runs what is typed into the page with the session's models.
public protocol PageRunner: Sendable {
  /// Whether it may run anything now.
  var isAllowed: Bool { get }

  /// The names of the models that it can run.
  var models: [String] { get }

  /// Runs a text through a model.
  ///
  /// - Parameter isCancelled: Asked now and then; where it is true the answer is of no more use.
  /// - Throws: `CancellationError` where it was cancelled; else anything that says in a sentence what is wrong.
  func typed(
    _ request: RunRequest, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> TypedPrompt

  /// The effect of each head on an answer.
  ///
  /// - Parameters:
  ///   - answer: The token's number.
  ///   - against: The token that it is compared with, if any.
  /// - Throws: As `typed`.
  func effects(
    _ request: RunRequest, on answer: Int, against: Int?, by way: HeadEffects.Way,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws -> HeadEffects

  /// Keeps a text as a prompt of the session, as its own command does.
  ///
  /// - Returns: The command.
  /// - Throws: Anything that says in a sentence what is wrong.
  func keep(_ text: String, model: String) throws -> String
}

/// A text typed into the page, with the model and the changes to run it with.
public struct RunRequest: Equatable, Sendable {
  /// A cell of a pattern that is cut: the head's query does not see the key.
  public struct Cut: Equatable, Sendable {
    /// The head.
    public let head: Head
    /// The row of its pattern.
    public let query: Int
    /// The column.
    public let key: Int

    /// Cuts one cell.
    public init(head: Head, query: Int, key: Int) {
      (self.head, self.query, self.key) = (head, query, key)
    }
  }

  /// The text.
  public var text: String
  /// The model's name.
  public var model: String
  /// The row whose next token is predicted; nil for the last.
  public var position: Int?
  /// Heads that are switched off.
  public var off: [Head]
  /// Cells that are cut.
  public var cuts: [Cut]

  /// Asks for a text.
  public init(
    text: String, model: String, position: Int? = nil, off: [Head] = [], cuts: [Cut] = []
  ) {
    (self.text, self.model, self.position) = (text, model, position)
    (self.off, self.cuts) = (off, cuts)
  }

  /// Whether nothing is changed in the model.
  public var isUnchanged: Bool { off.isEmpty && cuts.isEmpty }
}

/// The result of a text typed into the page.
public struct TypedPrompt: Sendable {
  /// A token that may come next.
  public struct Guess: Sendable {
    /// Its id.
    public let id: Int
    /// The vocabulary's string.
    public let piece: String
    /// Softmax of the logits.
    public let probability: Double
    /// The probability in the unchanged model; nil if nothing is changed.
    public let before: Double?

    /// Tells of a token.
    public init(id: Int, piece: String, probability: Double, before: Double? = nil) {
      (self.id, self.piece, self.probability, self.before) = (id, piece, probability, before)
    }
  }

  /// The text with its tokens.
  public let prompt: PromptRecord
  /// Patterns of all layers; none where they would take too much memory.
  public let patterns: ActivationCache
  /// The likeliest next tokens, the likeliest first; none for a model that predicts nothing.
  public let next: [Guess]
  /// The commands that do the same in the shell.
  public let commands: String
  /// A note to show, such as that the text was cut; empty for none.
  public let note: String

  /// Puts together what a model made of a text.
  public init(
    prompt: PromptRecord, patterns: ActivationCache, next: [Guess], commands: String = "",
    note: String = ""
  ) {
    (self.prompt, self.patterns, self.next) = (prompt, patterns, next)
    (self.commands, self.note) = (commands, note)
  }
}

/// The effect of each head on an answer.
public struct HeadEffects: Sendable {
  /// The ways to measure it.
  public enum Way: String, Sendable {
    /// What the head adds to the logits, all else as it is.
    case attribution
    /// What changes when the head is switched off.
    case ablation
  }

  /// One number a head, layer by layer.
  public let values: [Double]
  /// The answer's logit, less that of the token it is compared with.
  public let total: Double
  /// The command that gives the same table.
  public let command: String

  /// Puts together numbers of all heads.
  public init(values: [Double], total: Double, command: String) {
    (self.values, self.total, self.command) = (values, total, command)
  }
}
