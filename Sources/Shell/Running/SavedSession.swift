import Activations
import Causal
import Figures
import Files
import Formats
import Foundation
import Language
import Terminal
import Text
import Transformers
import Workspace

/// A session as a script that makes it again, with its prompts and captured values in files beside it.
struct SavedSession {
  private let workspace: Workspace
  private let keys: KeyBindings
  private let scope: Scope
  private let path: String
  /// The path without its ending, which the files beside the script begin with.
  private let base: String
  private let folder: String

  /// `workspace`, to be saved as the script `path`.
  init(_ workspace: Workspace, _ console: Console, at path: String) {
    (self.workspace, self.path) = (workspace, path)
    (keys, scope) = (console.keys, console.scope)
    let url = URL(filePath: path)
    base = url.deletingPathExtension().path
    folder = url.deletingLastPathComponent().path
  }

  /// Writes the script, the prompts and what is captured.
  ///
  /// - Throws: `FormatError` where a file can't be written, `CancellationError`.
  func write(isCancelled: @escaping () -> Bool) throws {
    var lines = ["#!/usr/bin/env -S plens -i -f"]
    if let plain = workspace.current.map(plain) { lines.append("load \(place(of: plain))") }
    lines += workspace.settings.changed.map { "set \($0.name) \(singleQuoted($0.text))" }
    if !workspace.prompts.isEmpty {
      let file = base + ".prompts.jsonl"
      let text = workspace.prompts.map { JSON.object($0.fields).text + "\n" }.joined()
      try writeAtomically(text.utf8, to: file, isCancelled: isCancelled)
      lines.append("prompts add \(written(file))")
    }
    lines += try editLines()
    if let current = workspace.current, case .model(let model) = current, !model.edits.isEmpty {
      lines.append(
        "load \(place(of: plain(current)))+" + model.edits.map(\.name).joined(separator: "+"))
    }
    if workspace.cache.count > 0 {
      try workspace.saveCache(to: base + ".captures")
      lines.append("cache load \(written(base + ".captures"))")
    }
    lines += figureLines
    for (name, verb) in scope.names.verbs.sorted(by: { $0.key < $1.key }) {
      lines.append(verb.statement(name))
    }
    for name in scope.names.order {
      guard let entry = scope.names.values[name] else { continue }
      lines.append("let \(name) = \(entry.command)")
    }
    // Keys and hooks come last: what the script itself does sets none off.
    for entry in keys.entries {
      let action: String
      switch entry.action {
      case .function(let name): action = name
      case .command(let text): action = text
      }
      lines.append("bind \(entry.key.description.lowercased()) \(singleQuoted(action))")
    }
    lines += scope.hooks.map { "on \($0.event.rawValue) \(singleQuoted($0.command))" }
    let script = lines.joined(separator: "\n") + "\n"
    try writeAtomically(script.utf8, to: path, isCancelled: isCancelled)
  }

  /// Statements that make the edits again, their arrays in files beside the script.
  private func editLines() throws -> [String] {
    try workspace.edits.map { edit in
      let addresses = workspace.addresses(of: edit.prompts)
      var line = "edit \(edit.name) = \(edit.text(prompts: addresses))"
      for (name, array) in edit.arrays.sorted(by: { $0.key < $1.key }) {
        let file = "\(base).\(edit.name).\(name).npy"
        try writeNPY(path: file, array)
        line += " --with \(name)=\(written(file))"
      }
      return line
    }
  }

  /// The model without its edits, where it has some.
  private func plain(_ source: Source) -> Source {
    guard case .model(var model) = source, !model.edits.isEmpty else { return source }
    model.model = model.model.named(EditedName.split(model.config.name).base)
    (model.edits, model.prepared) = ([], nil)
    return .model(model)
  }

  /// Statements that add the figure functions that are not built in.
  private var figureLines: [String] {
    var lines: [String] = []
    for function in workspace.figures.all {
      let line: String
      switch function.origin {
      case .builtIn: continue
      case .script(Workspace.typedFigures): line = "figs define \(singleQuoted(function.code))"
      case .script(let path), .python(let path): line = "figs load \(written(path))"
      }
      if !lines.contains(line) { lines.append(line) }
    }
    return lines
  }

  /// A path as a word of the script: from the script's own folder, if it is in there.
  private func written(_ path: String) -> String {
    let full = URL(filePath: path).standardizedFileURL.path
    let start = URL(filePath: folder).standardizedFileURL.path + "/"
    guard full.hasPrefix(start) else { return singleQuoted(full) }
    let rest = full.dropFirst(start.count).replacing("\\", with: "\\\\").replacing(
      "\"", with: "\\\""
    )
    .replacing("${", with: "\\${")
    return "\"${script_folder}/\(rest)\""
  }

  private func place(of source: Source) -> String {
    switch source {
    case .folder(let saved): return written(saved.store.folder(of: saved.name))
    case .model(let model):
      let name = model.config.name
      if workspace.finder.listings().contains(where: { $0.name == name }) {
        return singleQuoted(name)
      }
      let known = workspace.models.first { $0.value.config.name == name }?.key ?? name
      return FileManager.default.fileExists(atPath: known) ? written(known) : singleQuoted(known)
    }
  }
}

extension Names.Verb {
  /// The statement that makes the verb.
  fileprivate func statement(_ name: String) -> String {
    switch self {
    case .alias(let words): "alias \(name) " + words.map(\.written).joined(separator: " ")
    case .definition(let definition, let source):
      "def \(name)(\(definition.parameters.map(\.text).joined(separator: ", "))) = "
        + source[definition.body.span]
    }
  }
}
