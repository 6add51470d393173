import ChatTemplates
import Formats
import Foundation
import TestSupport
import Testing

/// Templates of the common instruct families, rendered by Hugging Face's transformers (`scripts/make-chat-fixtures.py`).
@Suite struct ChatTemplateTests {
  static let names = [
    "chatml", "command-r", "deepseek-r1", "deepseek-v2", "gemma2", "gemma3", "granite3", "language",
    "llama2", "llama3", "llama3.2", "mistral", "mistral-v3", "olmo2", "phi3", "phi4", "qwen2.5",
    "qwen3", "smollm2", "zephyr",
  ]

  @Test(arguments: names)
  func `conversations become the text that transformers makes`(name: String) throws {
    let folder = fixture("chat")
    let source = try String(contentsOfFile: folder + "/templates/\(name).jinja", encoding: .utf8)
    let template = try ChatTemplate(source)
    let tokens = try JSON.load(path: folder + "/tokens.json")[name]?.arrayValue ?? []
    let expected = try #require(try JSON.load(path: folder + "/expected.json")[name])
    let conversations = try #require(
      try JSON.load(path: folder + "/conversations.json").objectValue)
    let date = DateComponents(year: 2025, month: 3, day: 5, hour: 12)
    let now = try #require(Calendar(identifier: .gregorian).date(from: date))
    var count = 0
    for (title, conversation) in conversations {
      let messages = (conversation["messages"]?.arrayValue ?? []).map { message in
        ChatMessage(
          role: message["role"]?.stringValue ?? "", content: message["content"]?.stringValue ?? "")
      }
      var variables: [String: JSON] = [:]
      for (key, value) in conversation["variables"]?.objectValue ?? JSONObject() {
        variables[key] = value
      }
      for withPrompt in [true, false] {
        let key = "\(title), \(withPrompt ? "with" : "without") prompt"
        let answer = try #require(expected[key])
        let result = Result {
          try template.text(
            of: messages, withPrompt: withPrompt, bos: tokens[0].stringValue,
            eos: tokens[1].stringValue, variables: variables, now: now)
        }
        count += 1
        switch result {
        case .success(let text):
          #expect(Array(text.utf8) == Array((answer.stringValue ?? "").utf8), "\(key)")
          #expect(answer.stringValue != nil, "\(key)")
        case .failure(let error):
          let message = try #require(answer["message"]?.stringValue, "\(key): \(error)")
          #expect("\(error)" == "the chat template says: \(message)", "\(key)")
        }
      }
    }
    #expect(count == 30)
  }

  private func problem(_ source: String) -> String {
    do {
      return try ChatTemplate(source).text(of: [ChatMessage(role: "user", content: "Hi")])
    } catch {
      return "\(error)"
    }
  }

  @Test func `what is not supported is refused by name`() {
    let prefix = "the chat template uses "
    let suffix = ", which is not supported"
    #expect(problem("{% include 'x' %}") == prefix + "{% include %}" + suffix)
    #expect(problem("{% raw %}a{% endraw %}") == prefix + "{% raw %}" + suffix)
    #expect(problem("{{ 'a' | xmlattr }}") == prefix + "the filter 'xmlattr'" + suffix)
    #expect(problem("{{ 'a' is escaped }}") == prefix + "the test 'escaped'" + suffix)
    #expect(problem("{{ cycler(1) }}") == prefix + "the function 'cycler'" + suffix)
  }

  @Test func `what is wrong is said in one line`() {
    let problems = [
      "{{ 'open }}", "{{ 1 + }}", "{% if true %}", "{% endfor %}", "{{ (1 }}", "{# open",
      "{{ missing.field }}", "{{ none + 'a' }}", "{{ 1 // 0 }}", "{% set x.y = 1 %}",
      "{% for a, b in [1] %}{% endfor %}", "{{ 1 < 'a' }}",
      "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
      "{% for x in range(99999) %}{% for y in range(99999) %}{% endfor %}{% endfor %}",
      "{% break %}", "{{ 9223372036854775807 + 1 }}", "{{ 'a' ? 'b' }}",
      "{{ -9223372036854775807 // -1 * 4 }}",
    ]
    for source in problems {
      let message = problem(source)
      #expect(message.hasPrefix("the chat template"), "\(source): \(message)")
      #expect(!message.contains("\n"))
    }
  }

  @Test func `a model's folder tells its template and tokens`() throws {
    let folder = try TemporaryFolder()
    #expect(try ModelChatTemplate(folder: folder.path) == nil)
    let config = """
      {"bos_token": {"content": "<s>"}, "eos_token": "</s>",
       "chat_template": [{"name": "tool_use", "template": "tools"},
       {"name": "default", "template": "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}"}]}
      """
    try config.write(
      toFile: folder.file("tokenizer_config.json"), atomically: true, encoding: .utf8)
    let messages = [ChatMessage(role: "user", content: "Hi")]
    #expect(try ModelChatTemplate(folder: folder.path)?.text(of: messages) == "<s>Hi</s>")
    try "{{ messages | length }}".write(
      toFile: folder.file("chat_template.jinja"), atomically: true, encoding: .utf8)
    #expect(try ModelChatTemplate(folder: folder.path)?.text(of: messages) == "1")
  }
}
