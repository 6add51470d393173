import Activations
import Figures
import Files
import Formats
import Foundation
import Language
import Tokenizers
import Transformers

extension ShellCommand {
  static let session = ShellCommand(
    spec: CommandSpec(
      "session", "Save the session as a script that makes it again, or run such a script",
      group: "Scripts",
      doc: """
        The script loads the model, sets what was set, adds the prompts, reads what was captured from a folder \
        beside it, and makes each name again by its command.
        """,
      operands: [
        OperandSpec("action", .choice(["save", "load"]), .one, "What to do"),
        OperandSpec("file", .file, .one, "The script; .plens is added if it has no ending"),
      ],
      examples: [
        .init("session save today", "today.plens, and the folder today.captures"),
        .init("session load today"),
      ],
      surfaces: .shell, gives: .nothing)
  ) { invocation, _, session in
    var path = invocation.path("file") ?? ""
    if (path as NSString).pathExtension.isEmpty { path += ".plens" }
    if invocation.text("action") == "load" {
      var inner = Interpreter()
      inner.callers = session.place.chain
      try inner.runFile(path, in: &session)
    } else {
      try save(session, to: path)
      session.notice("saved: 'session load \(path)' or 'plens -f \(path)' makes it again")
    }
    return .nothing
  }

  private static func save(_ session: Session, to path: String) throws {
    let base = URL(filePath: path).deletingPathExtension().path
    var lines = ["#!/usr/bin/env -S plens -f"]
    if let current = session.current { lines.append("load \(quoted(place(of: current, session)))") }
    lines += session.settings.changed.map { "set \($0.name) \(quoted($0.text))" }
    if !session.prompts.isEmpty {
      let file = base + ".prompts.jsonl"
      let text = session.prompts.map { JSON.object($0.fields).text + "\n" }.joined()
      try writeAtomically(text.utf8, to: file)
      lines.append("prompts add \(quoted(file))")
    }
    if session.cache.count > 0 {
      try session.saveCache(to: base + ".captures")
      lines.append("cache load \(quoted(base + ".captures"))")
    }
    lines += figureLines(session.figures)
    for (name, verb) in session.names.verbs.sorted(by: { $0.key < $1.key }) {
      lines.append(verb.line(name))
    }
    for name in session.names.order {
      guard let entry = session.names.values[name] else { continue }
      lines.append("let \(name) = \(entry.command)")
    }
    try writeAtomically((lines.joined(separator: "\n") + "\n").utf8, to: path)
  }

  /// Statements that add the figure functions that are not built in.
  private static func figureLines(_ figures: FigureRegistry) -> [String] {
    var lines: [String] = []
    for function in figures.all {
      let line: String
      switch function.origin {
      case .builtIn: continue
      case .script(Session.typedFigures): line = "figs define \(quoted(function.code))"
      case .script(let path), .python(let path):
        line = "figs load \(quoted(URL(filePath: path).path))"
      }
      if !lines.contains(line) { lines.append(line) }
    }
    return lines
  }

  private static func place(of source: Source, _ session: Session) -> String {
    switch source {
    case .folder(let saved): return URL(filePath: saved.store.folder(of: saved.name)).path
    case .model(let model):
      let name = model.config.name
      let known = session.models.first { $0.value.config.name == name }?.key
      return session.finder.listings().contains { $0.name == name } ? name : known ?? name
    }
  }

  /// A word in quotes, for a script.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}

extension Names.Verb {
  /// The statement that makes the verb.
  fileprivate func line(_ name: String) -> String {
    switch self {
    case .alias(let words): "alias \(name) " + words.map(\.text).joined(separator: " ")
    case .definition(let definition, let source):
      "def \(name)(\(definition.parameters.map(\.text).joined(separator: ", "))) = "
        + source[definition.body.span]
    }
  }
}

extension Session {
  /// Writes what is captured in memory to a folder that pattern_lens reads.
  func saveCache(to folder: String) throws {
    let store = CaptureStore(root: folder)
    for key in cache.keys {
      guard let values = cache.peek(key), let place = places[key.hash] else { continue }
      try store.write(values, of: prompts[place], model: key.model)
    }
    for model in models.values where cache.keys.contains(where: { $0.model == model.config.name }) {
      let config = model.config.hookedTransformerConfig(
        tokenizerPrependsBOS: model.tokenizer?.prependsBOS)
      try store.writeConfig(config.objectValue ?? [:], of: model.config.name)
    }
    try store.updateIndexes()
  }

  /// Reads captured values from a folder into memory.
  ///
  /// - Returns: How many prompts' values were read.
  mutating func loadCache(from folder: String) throws -> Int {
    let store = CaptureStore(root: folder)
    guard !store.models().isEmpty else {
      throw ShellError(.notFound, "'\(folder)' holds no captured values")
    }
    var count = 0
    for name in store.models() {
      let model = models.values.first { CaptureStore.sanitizedName($0.config.name) == name }
      for prompt in store.prompts(of: name).prompts {
        let values = try store.load(prompt.hash, of: name)
        add(prompt)
        let key = PatternCache.Key(model: model?.config.name ?? name, hash: prompt.hash)
        tellEvicted(cache.insert(values, for: key, limit: settings.cacheLimit).count)
        count += 1
      }
    }
    return count
  }
}
