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
  private let console: Console
  private let path: String
  /// The path without its ending, which the files beside the script begin with.
  private let base: String
  private let folder: String

  /// `workspace`, to be saved as the script `path`.
  init(_ workspace: Workspace, _ console: Console, at path: String) {
    (self.workspace, self.console, self.path) = (workspace, console, path)
    let url = URL(filePath: path)
    base = url.deletingPathExtension().path
    folder = url.deletingLastPathComponent().path
  }

  /// Writes the script, the prompts and what is captured.
  ///
  /// - Returns: The names that the script may make of other prompts, or by another model.
  /// - Throws: `FormatError` where a file can't be written, `CancellationError`.
  func write(isCancelled: @escaping () -> Bool) throws -> [String] {
    var lines = ["#!/usr/bin/env -S plens -i -f"]
    let model = workspace.current.map { place(of: plain($0)) }
    if let model { lines.append("load \(model)") }
    lines += workspace.settings.changed.map { "set \($0.name) \(singleQuoted($0.text))" }
    if !workspace.prompts.isEmpty {
      let text = workspace.prompts.map { JSON.object($0.fields).text + "\n" }.joined()
      try writeAtomically(text.utf8, to: base + ".prompts.jsonl", isCancelled: isCancelled)
    }
    if workspace.cache.count > 0 { try workspace.saveCache(to: base + ".captures", for: console) }
    lines += figureLines
    for (name, verb) in console.scope.names.verbs.sorted(by: { $0.key < $1.key }) {
      lines.append(verb.statement(name))
    }
    var replay = Replay(
      prompts: written(base + ".prompts.jsonl"), total: workspace.prompts.count,
      captures: workspace.cache.count > 0 ? written(base + ".captures") : nil,
      edits: try editLines(), model: model)
    let doubtful = console.scope.names.order.filter { !add($0, to: &replay) }
    replay.reach(workspace.prompts.count)
    if let place = place(of: workspace.moment) { replay.load(place) }
    lines += replay.lines
    // Keys and hooks come last: what the script itself does sets none off.
    for entry in console.keys.entries {
      let action: String
      switch entry.action {
      case .function(let name): action = name
      case .command(let text): action = text
      }
      lines.append("bind \(entry.key.description.lowercased()) \(singleQuoted(action))")
    }
    lines += console.scope.hooks.map { "on \($0.event.rawValue) \(singleQuoted($0.command))" }
    let script = lines.joined(separator: "\n") + "\n"
    try writeAtomically(script.utf8, to: path, isCancelled: isCancelled)
    return doubtful
  }

  /// Adds the statement that makes a name, where the prompts and the model are there that its command
  /// meant.
  ///
  /// - Returns: Whether they are.
  private func add(_ name: String, to replay: inout Replay) -> Bool {
    guard let entry = console.scope.names.values[name] else { return true }
    let total = workspace.prompts.count
    let wanted = entry.moment.map { min($0.prompts, total) } ?? total
    var isSame = entry.moment != nil && wanted >= replay.reached
    if let moment = entry.moment {
      let last = wanted > 0 ? workspace.prompts[wanted - 1].hash : nil
      isSame = isSame && wanted == moment.prompts && last == moment.lastHash
    }
    replay.reach(wanted)
    if let moment = entry.moment, moment.model != nil {
      if let place = place(of: moment) { replay.load(place) } else { isSame = false }
    }
    replay.lines.append("let \(name) = \(entry.command)")
    return isSame
  }

  /// Statements that make the edits again, their arrays in files beside the script, and how many prompts
  /// there must be.
  private func editLines() throws -> [(needs: Int, line: String)] {
    try workspace.edits.map { edit in
      let addresses = workspace.addresses(of: edit.prompts)
      var line = "edit \(edit.name) = \(edit.text(prompts: addresses))"
      for (name, array) in edit.arrays.sorted(by: { $0.key < $1.key }) {
        let file = "\(base).\(edit.name).\(name).npy"
        try writeNPY(path: file, array)
        line += " --with \(name)=\(written(file))"
      }
      let places = edit.prompts.compactMap { workspace.place(of: $0) }
      return ((places.max() ?? -1) + 1, line)
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
      return placeOfModel(model.config.name) ?? singleQuoted(model.config.name)
    }
  }

  /// What `load` takes for what was current then, edits and all; nil where it is not there any more.
  private func place(of moment: Names.Moment) -> String? {
    if let folder = moment.folder {
      return FileManager.default.fileExists(atPath: folder) ? written(folder) : nil
    }
    guard let name = moment.model else { return nil }
    let (model, edits) = EditedName.split(name)
    guard !edits.isEmpty, let place = placeOfModel(model) else { return placeOfModel(name) }
    guard edits.allSatisfy({ edit in workspace.edits.contains { $0.name == edit } }) else {
      return nil
    }
    return EditedName.joined(place, edits)
  }

  private func placeOfModel(_ name: String) -> String? {
    if workspace.finder.listings().contains(where: { $0.name == name }) {
      return singleQuoted(name)
    }
    let path =
      workspace.models.first { $0.value.config.name == name }?.key ?? workspace.origins[name]?.path
    guard let path else { return nil }
    return FileManager.default.fileExists(atPath: path) ? written(path) : singleQuoted(path)
  }
}

/// The statements of a saved session whose order matters: prompts, edits and names come in turn, so
/// that each command finds the prompts and the model that it meant.
private struct Replay {
  var lines: [String] = []
  /// The file of all prompts, as a word.
  let prompts: String
  let total: Int
  /// The folder of what is captured, as a word; nil where it was read or there is none.
  private(set) var captures: String?
  private(set) var edits: [(needs: Int, line: String)]
  /// What is current here, as a word.
  private(set) var model: String?
  /// How many prompts there are here.
  private(set) var reached = 0

  init(
    prompts: String, total: Int, captures: String?, edits: [(needs: Int, line: String)],
    model: String?
  ) {
    (self.prompts, self.total, self.captures) = (prompts, total, captures)
    (self.edits, self.model) = (edits, model)
  }

  /// Adds prompts until there are `count`, then the edits that need no more.
  mutating func reach(_ count: Int) {
    if count > reached {
      lines.append("prompts add \(prompts)" + (count < total ? " -n \(count)" : ""))
      reached = count
    }
    let isReady = edits.map { $0.needs <= reached }
    lines += zip(edits, isReady).filter(\.1).map(\.0.line)
    edits = zip(edits, isReady).filter { !$0.1 }.map(\.0)
    // What is captured brings all prompts with it.
    if let captures, reached == total {
      lines.append("cache load \(captures)")
      self.captures = nil
    }
  }

  /// Makes what `load` takes as `place` current.
  mutating func load(_ place: String) {
    guard place != model else { return }
    lines.append("load \(place)")
    model = place
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
