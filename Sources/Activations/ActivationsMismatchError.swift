/// Two prompts have different texts and the same hash, so that values of one could be taken for the
/// other's.
///
/// It has the name of pattern_lens's error for the same.
public struct ActivationsMismatchError: Error, Equatable, CustomStringConvertible {
  /// What was found, and where.
  public let description: String

  init(hash: String, text: String, standing: String, place: String) {
    description =
      "\(place): the hash '\(hash)' is that of another prompt there: \(Self.quoted(standing)), "
      + "not \(Self.quoted(text)); give one of them another hash"
  }

  /// The beginning of a text, in one line.
  private static func quoted(_ text: String) -> String {
    let line = text.prefix(60).map { $0.isNewline ? " " : $0 }
    return "'\(String(line))\(text.count > 60 ? "..." : "")'"
  }
}

extension PromptRecord {
  /// Checks that `standing` does not have this prompt's hash with another text.
  ///
  /// - Parameter place: Where `standing` is, for the message.
  /// - Throws: `ActivationsMismatchError` where the texts differ.
  public func check(against standing: PromptRecord, in place: String) throws {
    guard hash == standing.hash, !text.utf8.elementsEqual(standing.text.utf8) else { return }
    throw ActivationsMismatchError(
      hash: hash, text: text, standing: standing.text, place: place)
  }
}
