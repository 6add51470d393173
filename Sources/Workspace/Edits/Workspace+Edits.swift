package import Activations
import Causal
import Formats
import Language
import Scripts
package import Tensors
import Text
import Transformers

extension Workspace {
  /// The edit of this name.
  ///
  /// - Throws: `ShellError` where there is none.
  package func edit(named name: String) throws -> NamedEdit {
    if let edit = edits.first(where: { $0.name == name }) { return edit }
    let near = nearest(to: name, in: edits.map(\.name))
    throw ShellError(
      .notFound,
      "there is no edit '\(name)'"
        + (near.map { "; did you mean '\($0)'?" }
          ?? (edits.isEmpty
            ? ": 'edit \(name) = L3H4.z: 0' makes one"
            : "; there are \(edits.map(\.name).joined(separator: ", "))"))
    )
  }

  /// The model with these edits, opened if it is not open yet.
  ///
  /// - Throws: `ShellError` where there is no such model or edit, or the edits can't be made in it.
  package mutating func model(
    _ plain: LoadedModel, with names: [String], for asker: any Asker
  ) throws -> LoadedModel {
    let edits = try names.map { try edit(named: $0) }
    let key = EditedName.joined(plain.config.name.lowercased(), names)
    var origin = plain.origin
    origin.edits = edits.map { $0.json.text }
    if let open = models[key], open.origin == origin {
      claim(open, for: asker)
      return open
    }
    let model = try plain.editing(edits, checkpoint: asker.checkpoint)
    models[key] = model
    claim(model, for: asker)
    if case .model(let old) = current, old.config.name == model.config.name {
      current = .model(model)
    }
    return model
  }

  /// Adds an edit, and replaces one of the same name.
  package mutating func add(_ edit: NamedEdit, for asker: any Asker) {
    let place = edits.firstIndex { $0.name == edit.name }
    if let place, edits[place].json == edit.json { return }
    forget(edit.name, for: asker)
    if let place { edits[place] = edit } else { edits.append(edit) }
  }

  /// Removes an edit, and closes the models that have it.
  ///
  /// - Throws: `ShellError` where there is none.
  package mutating func removeEdit(_ name: String, for asker: any Asker) throws {
    _ = try edit(named: name)
    forget(name, for: asker)
    edits.removeAll { $0.name == name }
  }

  /// Closes models with an edit that is no longer what it was, and lets go what was captured of them.
  private mutating func forget(_ name: String, for asker: any Asker) {
    let captured = Set(cache.keys.map(\.model)).filter { EditedName.split($0).edits.contains(name) }
    for model in captured.sorted() {
      let gone = cache.remove(model: model)
      asker.notice("what \(model) left of \(counted(gone, "prompt")) is forgotten")
    }
    for (key, model) in models where model.edits.contains(where: { $0.name == name }) {
      models[key] = nil
      if case .model(let now) = current, now.config.name == model.config.name {
        let base = EditedName.split(model.config.name).base
        current = models.values.first { $0.config.name == base }.map { .model($0) }
        asker.notice("\(current?.name ?? "no model") is current again")
      }
    }
  }

  /// How prompts are written, neighbours as ranges: `p0 p3-7`; as hashes where the session does not
  /// have them.
  package func addresses(of prompts: [PromptRecord]) -> String {
    var words: [String] = []
    var rest = prompts[...]
    while let first = rest.popFirst() {
      guard let start = place(of: first) else {
        words.append("@" + first.hash)
        continue
      }
      var end = start
      while let next = rest.first, place(of: next) == end + 1 {
        rest.removeFirst()
        end += 1
      }
      words.append(start == end ? "p\(start)" : "p\(start)-\(end)")
    }
    return words.joined(separator: " ")
  }
}

extension Value {
  /// The value as an array for expressions: a pattern, the number columns of a table, or a number.
  package var array: Tensor? {
    switch self {
    case .text(let text):
      return Float(text).map { Tensor(shape: [], values: [$0]) }
    case .patterns(let list):
      return list.patterns.count == 1 ? list.patterns[0].values : nil
    case .table(let table):
      let columns = table.columns.compactMap { column -> [Double]? in
        if case .number(let numbers) = column.cells { numbers } else { nil }
      }
      guard !columns.isEmpty, table.rowCount > 0 else { return nil }
      if columns.count == 1 {
        return Tensor(shape: [table.rowCount], values: columns[0].map { Float($0) })
      }
      let values = (0..<table.rowCount).flatMap { row in columns.map { Float($0[row]) } }
      return Tensor(shape: [table.rowCount, columns.count], values: values)
    default: return nil
    }
  }
}
