internal import Files
public import Formats
internal import Foundation

/// A prompt with its fields: one line of a prompts file, or the content of a `prompt.json`.
public struct PromptRecord: Equatable, Sendable {
  /// All fields in the order of the file: those the prompt came with, then `source_fname`, `hash`,
  /// `n_tokens` and `tokens` where these are new.
  public private(set) var fields: JSONObject

  /// The text that the model reads.
  public let text: String

  /// The name of the prompt's folder: the hash of its text, or a hash that the prompt came with.
  public let hash: String

  /// The text's tokens as strings of the vocabulary, without a BOS; empty until they are known.
  public var tokens: [String] { fields["tokens"]?.arrayValue?.compactMap(\.stringValue) ?? [] }

  /// Makes a prompt of a text and its tokens, where they are known.
  ///
  /// Its `meta` is empty and there: pattern_lens's page shows nothing of a folder where it is
  /// missing.
  public init(text: String, tokens: [String] = []) {
    self.text = text
    hash = Self.hash(of: text)
    fields = ["text": .string(text), "meta": .object([:]), "hash": .string(hash)]
    if !tokens.isEmpty { setTokens(tokens) }
  }

  /// Takes the fields of a line or file, and adds the hash if it is missing.
  ///
  /// - Throws: `PromptError` where `text` is missing or no string, `hash` could not name a folder, or
  ///   `tokens` is no list of strings.
  public init(fields: JSONObject) throws {
    guard let text = fields["text"] else { throw PromptError("there is no \"text\"") }
    guard let text = text.stringValue else { throw PromptError("\"text\" is not a string") }
    self.text = text
    self.fields = fields
    if let hash = fields["hash"] {
      guard let name = hash.stringValue, isPlainName(name) else {
        throw PromptError(
          "\"hash\" names the prompt's folder and has only A-Z, a-z, 0-9, '-', '_' and '.'")
      }
      self.hash = name
    } else {
      hash = Self.hash(of: text)
      self.fields["hash"] = .string(hash)
    }
    if let tokens = fields["tokens"] {
      guard let list = tokens.arrayValue, list.allSatisfy({ $0.stringValue != nil }) else {
        throw PromptError("\"tokens\" is not a list of strings")
      }
      self.fields["n_tokens"] = .integer(list.count)
    }
  }

  /// The same prompt with these tokens, unless it came with tokens of its own.
  public func adding(tokens: [String]) -> PromptRecord {
    guard fields["tokens"] == nil else { return self }
    var record = self
    record.setTokens(tokens)
    return record
  }

  /// The content of the prompt's `prompt.json`, as Python's `json.dumps` would write it.
  public var fileText: String { JSON.object(fields).text }

  /// MD5 of the text's UTF-8 in base64url without padding: 22 characters, of which the first may be
  /// `-`.
  public static func hash(of text: String) -> String { textHash(text) }

  private mutating func setTokens(_ tokens: [String]) {
    fields["n_tokens"] = .integer(tokens.count)
    fields["tokens"] = .array(tokens.map { .string($0) })
  }
}

/// What is wrong with the fields of one prompt.
public struct PromptError: Error, Equatable, CustomStringConvertible {
  /// The problem, without the place where it is.
  public let description: String

  init(_ problem: String) { description = problem }
}

/// MD5 of the text's UTF-8 in base64url (RFC 4648, section 5) without padding: 22 characters.
///
/// It names folders, as in pattern_lens, and protects nothing.
func textHash(_ text: String) -> String {
  Data(Digest.of(text, by: .md5)).base64EncodedString()
    .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}
