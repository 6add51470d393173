public import Formats
public import Foundation

/// One turn of a conversation.
public struct ChatMessage: Equatable, Sendable {
  /// Who speaks: `system`, `user` or `assistant`.
  public let role: String
  /// What is said.
  public let content: String

  /// Says `content` as `role`.
  public init(role: String, content: String) { (self.role, self.content) = (role, content) }
}

/// How an instruct model's conversations become text: the part of Jinja's language that its chat template is written in.
///
///     let template = try ChatTemplate(source)
///     try template.text(of: [ChatMessage(role: "user", content: "Hello")], bos: "<s>", eos: "</s>")
///
/// Text is what `apply_chat_template` of Hugging Face's transformers makes. It holds the special tokens that the template
/// writes, a beginning of sequence among them where it writes one, and is to be encoded without adding any.
public struct ChatTemplate: Sendable {
  private let statements: [TemplateStatement]

  /// Reads a template.
  ///
  /// - Throws: `ChatTemplateError` naming what is out of place or not supported.
  public init(_ source: String) throws {
    var parser = try TemplateParser(source)
    statements = try parser.template()
  }

  /// The text of a conversation.
  ///
  /// - Parameters:
  ///   - withPrompt: Whether to end with what opens the assistant's turn.
  ///   - bos: The token that begins texts, as text.
  ///   - eos: The token that ends them.
  ///   - variables: What the template may read besides, such as `enable_thinking`.
  ///   - now: The date for templates that tell it.
  /// - Throws: `ChatTemplateError` for what the template refuses, or uses and is not supported.
  public func text(
    of messages: [ChatMessage], withPrompt: Bool = true, bos: String? = nil, eos: String? = nil,
    variables: [String: JSON] = [:], now: Date = Date()
  ) throws -> String {
    var values = variables.mapValues { TemplateValue($0) }
    values["messages"] = .list(
      messages.map { .dict([("role", .string($0.role)), ("content", .string($0.content))]) })
    values["add_generation_prompt"] = .bool(withPrompt)
    values["tools"] = values["tools"] ?? TemplateValue.none
    values["documents"] = values["documents"] ?? TemplateValue.none
    if let bos { values["bos_token"] = .string(bos) }
    if let eos { values["eos_token"] = .string(eos) }
    var renderer = Renderer(values, now: now)
    return try renderer.render(statements)
  }
}

/// A model's chat template with the tokens that it names.
public struct ModelChatTemplate: Sendable {
  /// The template.
  public let template: ChatTemplate
  /// The token that begins texts, as text.
  public let bos: String?
  /// The token that ends them.
  public let eos: String?

  /// The template of a Hugging Face folder, from `chat_template.jinja` or `tokenizer_config.json`; nil where it has none.
  ///
  /// - Throws: `ChatTemplateError` for a template that can't be read; the error of a file that can't.
  public init?(folder: String) throws {
    let configPath = folder + "/tokenizer_config.json"
    let hasConfig = FileManager.default.fileExists(atPath: configPath)
    let config = hasConfig ? try JSON.load(path: configPath) : nil
    let ownPath = folder + "/chat_template.jinja"
    let source: String
    if FileManager.default.fileExists(atPath: ownPath) {
      source = try String(contentsOfFile: ownPath, encoding: .utf8)
    } else if let text = config?["chat_template"]?.stringValue {
      source = text
    } else if let named = config?["chat_template"]?.arrayValue {
      // Several, by name: the default one is for plain conversations.
      guard
        let text = named.first(where: { $0["name"]?.stringValue == "default" })?["template"]?
          .stringValue
      else { return nil }
      source = text
    } else {
      return nil
    }
    template = try ChatTemplate(source)
    bos = config?["bos_token"]?.tokenText
    eos = config?["eos_token"]?.tokenText
  }

  /// The template of a GGUF file; nil where it has none.
  public init?(gguf file: GGUFFile) throws {
    guard let source = file.string("tokenizer.chat_template") else { return nil }
    template = try ChatTemplate(source)
    let pieces = try file.strings("tokenizer.ggml.tokens") ?? []
    func token(_ key: String) -> String? {
      file.integer(key).flatMap { pieces.indices.contains($0) ? pieces[$0] : nil }
    }
    bos = token("tokenizer.ggml.bos_token_id")
    eos = token("tokenizer.ggml.eos_token_id")
  }

  /// The text of a conversation, to be encoded without adding special tokens.
  public func text(
    of messages: [ChatMessage], withPrompt: Bool = true, variables: [String: JSON] = [:],
    now: Date = Date()
  ) throws -> String {
    try template.text(
      of: messages, withPrompt: withPrompt, bos: bos, eos: eos, variables: variables, now: now)
  }
}

extension JSON {
  /// A token that is written as text, or as an object with its content.
  fileprivate var tokenText: String? { stringValue ?? self["content"]?.stringValue }
}
