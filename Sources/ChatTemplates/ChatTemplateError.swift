/// A chat template that can't be read, or does not take a conversation: one sentence.
public struct ChatTemplateError: Error, Equatable, CustomStringConvertible {
  /// What was found.
  public let description: String

  init(_ description: String) { self.description = description }

  /// A part of the template language that is not supported.
  static func unsupported(_ what: String) -> ChatTemplateError {
    ChatTemplateError("the chat template uses \(what), which is not supported")
  }
}
