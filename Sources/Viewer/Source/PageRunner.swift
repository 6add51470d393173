public import Activations

/// What a viewer asks of a session that has models: to run what somebody types into the page.
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
    _ text: String, model: String, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> TypedPrompt

  /// Keeps a text as a prompt of the session, as its own command does.
  ///
  /// - Returns: The command.
  /// - Throws: Anything that says in a sentence what is wrong.
  func keep(_ text: String, model: String) throws -> String
}

/// What a model makes of a text.
public struct TypedPrompt: Sendable {
  /// A token that may come next.
  public struct Guess: Sendable {
    /// Its number in the vocabulary.
    public let id: Int
    /// The vocabulary's string.
    public let piece: String
    /// Softmax of the logits.
    public let probability: Double
    /// The model's score.
    public let logit: Double

    /// Tells of a token.
    public init(id: Int, piece: String, probability: Double, logit: Double) {
      (self.id, self.piece, self.probability, self.logit) = (id, piece, probability, logit)
    }
  }

  /// The text with its tokens.
  public let prompt: PromptRecord
  /// Patterns of all layers; none where they would take too much memory.
  public let patterns: ActivationCache
  /// The likeliest next tokens, the likeliest first; none for a model that predicts nothing.
  public let next: [Guess]
  /// What is to be said beside it, such as that the text was cut; empty for nothing.
  public let note: String

  /// Puts together what a model made of a text.
  public init(prompt: PromptRecord, patterns: ActivationCache, next: [Guess], note: String = "") {
    (self.prompt, self.patterns, self.next, self.note) = (prompt, patterns, next, note)
  }
}
