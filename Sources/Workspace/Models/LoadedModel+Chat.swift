package import Activations
import ChatTemplates
import Formats
import Foundation
import Tokenizers
import Transformers

extension LoadedModel {
  /// A question written by the model's own chat template, up to where the answer begins.
  ///
  /// The prompt reads as the tokens of that text and no others: a BOS that the template writes is there once, and one
  /// that it does not write is not there.
  ///
  /// - Throws: `ShellError` where there is no template, or it uses what is not supported.
  package func chat(_ question: String) throws -> PromptRecord {
    guard let tokenizer else {
      throw ShellError(.failed, "--chat: \(config.name) has no tokenizer, only token ids")
    }
    guard let template = try chatTemplate() else {
      throw ShellError(
        .failed,
        "--chat: \(config.name) has no chat template; it would be in tokenizer_config.json or "
          + "chat_template.jinja, or the GGUF file")
    }
    let text: String
    do {
      text = try template.text(of: [ChatMessage(role: "user", content: question)])
    } catch let error as ChatTemplateError {
      throw ShellError(.failed, "--chat: \(config.name): \(error)")
    }
    let ids = try tokenizer.encode(text)
    // The model may be given a BOS before any text: then the text is better without.
    let bare = template.bos.flatMap { text.hasPrefix($0) ? String(text.dropFirst($0.count)) : nil }
    for text in [bare, text].compactMap(\.self) {
      let record = PromptRecord(text: text)
      if let input = try? input(for: record), input.ids == ids { return record }
    }
    return try prompt(ids: ids.map { String($0) }.joined(separator: " "))
  }

  private func chatTemplate() throws -> ModelChatTemplate? {
    var isFolder = ObjCBool(false)
    guard unsafe FileManager.default.fileExists(atPath: model.path, isDirectory: &isFolder) else {
      return nil
    }
    do {
      return try isFolder.boolValue
        ? ModelChatTemplate(folder: model.path)
        : ModelChatTemplate(gguf: GGUFFile(path: model.path))
    } catch let error as ChatTemplateError {
      throw ShellError(.failed, "--chat: \(config.name): \(error)")
    }
  }
}
