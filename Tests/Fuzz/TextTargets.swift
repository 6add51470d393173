import Activations
import Causal
import Files
import Formats
import Foundation
import Language
import Scripts
import TestSupport
import Text
import Transformers

@testable import Shell
@testable import Surveys
@testable import Terminal
@testable import Workspace

// What a person types or writes: prompts, commands, and the small languages inside them.

extension FuzzTarget {
  static let texts: [FuzzTarget] = [
    FuzzTarget(
      name: "prompts", longest: 1 << 11,
      seeds: {
        try [
          Array(whole("prompts/prompts.jsonl").prefix(2_000)),
          Array(whole("surveys/texts.jsonl").prefix(2_000)),
          Array("plain text\r\nof two lines\n\n and a paragraph".utf8),
          Array(
            #"{"text": "a b", "hash": "x-1", "tokens": ["a", " b"], "n_tokens": 2, "meta": {}}"#
              .utf8),
        ]
      },
      words: {
        [
          "{\"text\": \"", "\"hash\"", "\"tokens\"", "\"n_tokens\"", "\"meta\"", "\\ud83d", "\r\n",
          "\u{FEFF}", "null",
        ]
      },
      read: { bytes in
        for path in ["x.jsonl", "x.txt"] {
          Fuzzing.tells {
            let file = try PromptFile(read: bytes, path: path)
            _ = try file.prompts()
            _ = try file.rawPrompts(
              RawPromptOptions(minimumLength: 2, maximumLength: 7, shuffles: true, limit: 9))
          }
        }
        Fuzzing.tells { _ = try PromptFile.plainPrompts(bytes: bytes, path: "x") }
        for (name, unit) in [
          ("x.jsonl", TextUnit.file), ("x.txt", .line), ("x.txt", .paragraph), ("x.txt.gz", .file),
          ("x.zst", .line),
        ] {
          Fuzzing.tells {
            var stream = TextStream(try SurveyFiles([Fuzzing.file(name, bytes)]), unit: unit)
            while let item = try stream.next() {
              if case .bad(let error) = item { Fuzzing.check(error) }
            }
          }
        }
      }),
    FuzzTarget(
      name: "commands", longest: 1 << 9, seeds: commandSeeds, words: commandWords,
      read: { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let length = text.utf8.count
        do {
          var last = 0
          for token in try Lexer.tokens(of: text) {
            Fuzzing.expect(
              token.span.start >= last && token.span.end <= length, "a token outside the text")
            last = token.span.start
          }
          for statement in try Parser.statements(of: text) {
            Fuzzing.expect(statement.span.end <= length, "a statement outside the text")
          }
        } catch let error as LanguageError {
          Fuzzing.expect(
            error.span.start >= 0 && error.span.end <= length, "an error outside the text")
          Fuzzing.expect(
            !SourceText(name: "f", text: text).rendering(of: error).isEmpty,
            "an error without words")
          Fuzzing.expect(
            SourceText(name: "f", text: text).rendering(of: error).count < 80 * 24,
            "an error of more than a screen")
        }
        for cursor in [length, length / 2] {
          let completion = Program.commands.completion(of: text, cursor: cursor) { _, _ in [] }
          Fuzzing.expect(completion.start <= length, "a completion outside the text")
        }
        let typed = Program.understood(text)
        _ = Program.continuation(after: text)
        // Files that it names would be read.
        guard !text.contains("/"), !text.contains("~") else { return }
        for problem in Program.problems(in: typed) {
          Fuzzing.expect(
            !problem.isEmpty && problem.count < 80 * 24, "a problem of \(problem.count) characters")
        }
      }),
    FuzzTarget(
      name: "expressions", longest: 1 << 8, seeds: expressionSeeds, words: expressionWords,
      read: { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let limits = ScriptLimits(steps: 2_000_000, bytes: 1 << 24)
        let pattern = ScriptValue(causal(6))
        Fuzzing.tells {
          _ = try ScriptExpression(text, names: ["A", "q", "k", "n"]).value(
            ["A": pattern, "q": .integer(3), "k": .number(0.5), "n": .integer(6)], limits: limits
          ).description
        }
        Fuzzing.tells { _ = try MetricExpression.metric(text, answer: 1, against: 2) }
        for kind in [HookPoint.Kind.pattern, .z] {
          Fuzzing.tells { _ = try HookExpression(text, at: kind) }
        }
        Fuzzing.tells { _ = try HeadSelection(text, layers: 12, heads: 12).heads.count }
        Fuzzing.tells { _ = try TokenSlice(text) }
        Fuzzing.tells { _ = try SliceText(text) }
        Fuzzing.tells { _ = try EditStatement(text.split(separator: " ").map(String.init)) }
        Fuzzing.tells { _ = try CaptureSet(matching: text, of: [.pattern(0), .pattern(1)]) }
        _ = (Head(text), HookPoint(text), byteCount(text))
      }),
  ]
}

@Sendable private func commandSeeds() throws -> [[UInt8]] {
  let corpus = String(decoding: try whole("shell/corpus.txt"), as: UTF8.self)
  let lines = corpus.split(separator: "\n").map { Array($0.replacing("\\n", with: "\n").utf8) }
  return try lines + Program.commands.commands.flatMap { $0.examples.map { Array($0.line.utf8) } }
    + [whole("shell/main-job.plens")]
}

@Sendable private func commandWords() -> [String] {
  Program.commands.commands.flatMap { spec in [spec.name] + spec.options.map { "--" + $0.name } }
    + [
      "let ", "try ", "time ", "with ", "def ", "alias ", "p0", "L5H1", "[3:9]", "|!", ">>",
      "\"\"\"", "${x}", "$1", "\\u{", "demo",
    ]
}

/// What the language of scripts is tested with.
func expressions() throws -> [String] {
  let file = try JSON.load(path: fixture("scripts/expressions.json"))
  return (file["expressions"]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }
}

@Sendable private func expressionSeeds() throws -> [[UInt8]] {
  let others = [
    "L3-5H1,2 | L0", "L*H* ! L1", "L5H1[3:9, -1]", "[\" Mary\"#2]", "silent = L3H4.z: 0",
    "nobos = L*H*.pattern: 'A * (k > 0)'",
    "usual = L2H0.z: mean p10-99", #"blocks\.[23]\.attn\.hook_pattern"#, "(A > 0.3) & (q - k > 1)",
    "difference / prob",
    "logits[answer] - logits[against]", "cut = L3H4.pattern[\" Jo\", 2]: knockout", "512M", "L^1",
  ]
  return try (expressions() + others).map { Array($0.utf8) }
}

@Sendable private func expressionWords() -> [String] {
  ScriptReference.entries.map(\.name) + HookPoint.Kind.allCases.map(\.shortName)
    + [
      "A", "axis=", "keepdims=True", "**", "//", "@", "<<", "1e308", "nan", "inf", " if ", " else ",
      " for x in ", "...", "L*", "H*", "9223372036854775807",
    ]
}
