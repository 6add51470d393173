import Foundation
import Language
import Shell
import TestSupport
import Testing
import Text

@Suite struct LanguageFuzzTests {
  private static let pieces = [
    "show", "p0", "L5H1[3:9]", "let", "x", "=", "try", "time", "with", "a=b", "--", "--top=8", "-n",
    "|", "|!", ">", ">>", "&", ";", "\n", "#", "!", "?", "'", "\"", "\"\"\"", "\\", "$x", "${", "}",
    "[", "]", " ", "  ", "\t", "\u{1F600}", "é", "\\u{", "\\n", "def", "(", ")", ",", "<", "\u{0}",
    "\r\n", "\u{A0}", "“", "*", "$", "2", "{", "\u{301}",
  ]

  private static let rank = Program.commands.commands.first { $0.name == "rank" }

  /// What every text must survive: tokens in order and inside it, errors inside it.
  private func check(_ text: String) {
    let length = text.utf8.count
    do {
      var last = 0
      for token in try Lexer.tokens(of: text) {
        #expect(token.span.start >= last && token.span.end <= length, "\(text.debugDescription)")
        last = token.span.start
      }
      for statement in try Parser.statements(of: text) {
        #expect(statement.span.end <= length, "\(text.debugDescription)")
        if case .pipeline(let pipeline) = statement.body {
          #expect(pipeline.commands.allSatisfy { !$0.words.isEmpty })
          for command in pipeline.commands { _ = try? Self.rank?.parse(command) }
        }
      }
    } catch {
      let isInside = error.span.start >= 0 && error.span.end <= length
      #expect(isInside, "\(text.debugDescription) \(error)")
      #expect(!error.message.isEmpty)
      let told = SourceText(name: "f", text: text).rendering(of: error)
      #expect(told.contains(/f:\d+:\d+: error: ./), "\(text.debugDescription) \(told)")
    }
    let completion = Program.commands.completion(of: text, cursor: length / 2) { _, _ in [] }
    #expect(completion.start <= length)
  }

  @Test func `no sequence of pieces of the language breaks the parser`() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...12, using: &generator)
      check((0..<count).compactMap { _ in Self.pieces.randomElement(using: &generator) }.joined())
    }
  }

  @Test func `no mutation of a good line breaks the parser`() {
    let lines = [
      "let ind = rank p* L4-11 --by induction --top 8 | head 3 > 'a b.csv' &",
      "with graphics=blocks -- show \"\"\"\nx ${y}\n\"\"\" L5H1[\" Paris\"#2] |! less",
      "def hot(m, n) = m | clip 0 \"\\u{1F600}\\n\" # comment\n!ls; ?rank",
    ]
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<20_000 {
      var bytes = Array((lines.randomElement(using: &generator) ?? "").utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        default: bytes.removeLast(bytes.count - max(1, place))
        }
      }
      check(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// Lines that broke something once, or are built to, and all that help shows.
  private static let corpus: [String] = {
    let text = (try? String(contentsOfFile: fixture("shell/corpus.txt"), encoding: .utf8)) ?? ""
    let examples = Program.commands.commands.flatMap { $0.examples.map(\.line) }
    return text.split(separator: "\n").map { String($0).replacing("\\n", with: "\n") } + examples
  }()

  /// Runs for the seconds that PLENS_FUZZ_SECONDS says, a minute in scripts/check.
  @Test func `the corpus, and what becomes of it by chance, never breaks the parser`() throws {
    try #require(Self.corpus.count > 150)
    for line in Self.corpus { check(line) }
    let variables = ProcessInfo.processInfo.environment
    guard let seconds = variables["PLENS_FUZZ_SECONDS"].flatMap({ Double($0) }) else { return }
    var generator = SystemRandomNumberGenerator()
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      let first = Array((Self.corpus.randomElement(using: &generator) ?? "").utf8)
      let second = Array((Self.corpus.randomElement(using: &generator) ?? "").utf8)
      // The beginning of one line and the end of another, with a few bytes changed.
      var bytes =
        first.prefix(Int.random(in: 0...first.count, using: &generator))
        + second.suffix(Int.random(in: 0...second.count, using: &generator))
      for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: bytes.startIndex..<bytes.endIndex, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
      check(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// What examples stand on and is not there in a check: scripts, models, folders of captures, an edit.
  private static let missing = [
    "sweep.plens: can't be opened", "verbs.plens: can't be opened", "init.plens: can't be opened",
    "there is no model 'models/gpt2'", "there is no model 'models/t5.cross'",
    "attn_data has no model", "qk has no model", "there is no edit 'silent'",
  ]

  @Test func `the check finds nothing wrong with the examples of all verbs`() {
    let verbs = Program.commands.commands.filter { $0.surfaces.contains(.shell) }
    for example in verbs.flatMap(\.examples) {
      let problems = Program.problems(in: "load demo\n" + example.line).filter { problem in
        !Self.missing.contains { problem.contains($0) }
      }
      #expect(problems == [], "\(example.line)")
    }
    for wrong in [
      "show p0 L9H9", "set mode defaults", "set mode=jsom", "set nothing", "set mode a b",
    ] {
      #expect(Program.problems(in: "load demo\n" + wrong).count == 1, "\(wrong)")
    }
    #expect(Program.problems(in: "set mode default; set mode = json; set mode=csv; set mode") == [])
  }

  @Test func `no sequence of commands, names and values breaks the check`() {
    let pieces = [
      "show", "p0", "L1H1[3:9]", "L9H9", "let x =", "$x", "$x[", "_", "_2", "models", "| head",
      "| sort",
      "| where 'a > 3'", "| map 'n'", "--top=8", "--mode", "json", ">", "a.csv", "&", ";", "\n",
      "'", "\"",
      "def f(a, b) =", "def f =", "f", "a", "$1", "alias g = f", "g", "with mode=json --", "try",
      "load", "demo",
      "capture", "'text'", "set", "batch-size", "5", "run", "diff", "p0:L1H1", "demo:@abcd:L0",
      "| top", "unset",
      "explain", "| count", "tokens", "${x}", "|! cat", "find", "--where", "L^1", "L*", "cache",
      "source",
    ]
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<3_000 {
      let count = Int.random(in: 1...12, using: &generator)
      let text = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }
        .joined(separator: " ")
      for problem in Program.problems(in: text) {
        #expect(
          problem.contains(/\w:\d+:\d+: error:/) || problem == "cancelled",
          "\(text) \(problem)")
      }
    }
  }

  @Test(arguments: [
    "[", "\"", "'", "$", "{", "|", "a ", "\\", "(", "\"\"\"", "a=", "-", "a;", "\n",
  ])
  func `long repetitions take linear time and no stack`(piece: String) {
    check(String(repeating: piece, count: 20_000))
  }
}
