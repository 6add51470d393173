internal import Files

/// One text of a survey, and where it came from.
package struct SurveyText: Sendable {
  /// What the model reads, or what it is made of.
  package let text: String
  /// The place of its source among the survey's.
  package let source: Int
  /// Its first line in its file, from 1.
  package let line: Int

  /// Says where a text came from.
  package init(_ text: String, source: Int, line: Int) {
    (self.text, self.source, self.line) = (text, source, line)
  }

  /// MD5 of its UTF-8: it names the text, says which shard it belongs to, and which texts are drawn by lot.
  package var digest: [UInt8] { Digest.of(text, by: .md5) }
}

/// How a file that is no JSON Lines is cut into texts.
public enum TextUnit: String, CaseIterable, Sendable {
  case file, line, paragraph
}
