internal import Files

/// One text of a survey, and where it came from.
package struct SurveyText: Sendable {
  /// The text that the model reads, whole or in windows.
  package let text: String
  /// The place of its source among the survey's.
  package let source: Int
  /// Its first line in its file, from 1.
  package let line: Int

  /// Makes a text with its origin.
  package init(_ text: String, source: Int, line: Int) {
    (self.text, self.source, self.line) = (text, source, line)
  }

  /// The MD5 of its UTF-8, which identifies the text, and decides its shard and whether it is an
  /// example.
  package var digest: [UInt8] { Digest.of(text, by: .md5) }
}

/// How plain text files are divided into texts.
public enum TextUnit: String, CaseIterable, Sendable {
  case file, line, paragraph
}
