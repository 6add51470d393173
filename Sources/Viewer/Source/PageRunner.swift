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
  ///   - way: How it is found out.
  ///   - progress: Told how many runs of the model are done, and of how many.
  /// - Throws: As `typed`.
  func effects(
    _ request: RunRequest, on answer: Int, against: Int?, by way: HeadEffects.Way,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws -> HeadEffects

  /// Keeps a text as a prompt of the session, and the changes as edits with names, as its own commands do.
  ///
  /// - Returns: The commands.
  /// - Throws: Anything that says in a sentence what is wrong.
  func keep(_ request: RunRequest) throws -> String

  /// Has the session find out by a command of its own what `effects` tells, so that the table is there too.
  ///
  /// - Returns: The commands.
  /// - Throws: Anything that says in a sentence what is wrong.
  func tell(
    _ request: RunRequest, on answer: Int, against: Int?, by way: HeadEffects.Way
  ) throws -> String
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
  /// Whether no later token sees the first.
  public var dropsFirst: Bool

  /// Asks for a text.
  public init(
    text: String, model: String, position: Int? = nil, off: [Head] = [], cuts: [Cut] = [],
    dropsFirst: Bool = false
  ) {
    (self.text, self.model, self.position) = (text, model, position)
    (self.off, self.cuts, self.dropsFirst) = (off, cuts, dropsFirst)
  }

  /// Whether nothing is changed in the model.
  public var isUnchanged: Bool { off.isEmpty && cuts.isEmpty && !dropsFirst }
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
  /// Patterns of all layers, or of a long text the queries and keys that they are made of.
  public let patterns: ActivationCache
  /// How the model scores, where there are queries and keys.
  public let facts: ScoreFacts?
  /// The likeliest next tokens, the likeliest first; none for a model that predicts nothing.
  public let next: [Guess]
  /// The commands that make the changes in the shell, ready for what follows them; empty for none.
  public let edits: String
  /// The model with its changes, as a command names it.
  public let modelName: String
  /// A note to show, such as that the text was cut; empty for none.
  public let note: String

  /// Puts together what a model made of a text.
  public init(
    prompt: PromptRecord, patterns: ActivationCache, facts: ScoreFacts? = nil, next: [Guess],
    edits: String = "", modelName: String, note: String = ""
  ) {
    (self.prompt, self.patterns, self.facts, self.next) = (prompt, patterns, facts, next)
    (self.edits, self.modelName, self.note) = (edits, modelName, note)
  }
}

/// The effect of each head on an answer.
public struct HeadEffects: Sendable {
  /// The ways to measure it.
  public enum Way: Equatable, Sendable {
    /// What the head adds to the logits, all else as it is.
    case attribution
    /// What changes when the head is switched off.
    case ablation
    /// How much of the answer its values restore in another text, of as many tokens.
    case patching(into: String)
  }

  /// One number a head, layer by layer; NaN for one that was not looked at.
  public let values: [Double]
  /// The answer's logit, less that of the token it is compared with.
  public let total: Double
  /// The same of the other text, where there is one.
  public let other: Double?
  /// The command that gives the same table.
  public let command: String

  /// Puts together numbers of all heads.
  public init(values: [Double], total: Double, other: Double? = nil, command: String) {
    (self.values, self.total, self.other) = (values, total, other)
    self.command = command
  }
}
