import Activations
import Formats
import Viewer

/// How the shell says what a page asks for.
extension RunRequest {
  /// Each change with a name that says what it is, and how `edit` writes it.
  private var changes: [(name: String, statement: String)] {
    off.map { ("off_\($0)", "\($0).z: 0") }
      + cuts.map {
        (
          "cut_\($0.head)_\($0.query)_\($0.key)",
          "\($0.head).pattern[\($0.query), \($0.key)]: knockout"
        )
      } + (dropsFirst ? [("nofirst", "L*H*.pattern[1:, 0]: knockout")] : [])
  }

  /// The commands that make the changes, ready for what follows them.
  var editCommands: String {
    changes.map { "edit \($0.name) = \($0.statement); " }.joined()
  }

  /// The model with its changes, as `-m` names it.
  var modelName: String { ([model] + changes.map(\.name)).joined(separator: "+") }

  /// The same text under another hash where something is changed, so that its patterns are not taken for the model's.
  func named(_ record: PromptRecord) throws -> PromptRecord {
    if isUnchanged { return record }
    return try PromptRecord(fields: [
      "text": .string(record.text), "meta": .object([:]),
      "hash": .string("edited-" + PromptRecord.hash(of: record.text + modelName)),
    ])
  }
}
