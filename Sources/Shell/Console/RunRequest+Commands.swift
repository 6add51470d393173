import Activations
import Formats
import Language
import Text
import Viewer
import Workspace

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

  /// The commands that find out what each head does for an answer.
  func command(
    on answer: Int, against: Int?, by way: HeadEffects.Way, of model: LoadedModel
  ) -> String {
    var options = "-m \(modelName)"
    if let position { options += " --at \(position)" }
    for (option, token) in [("answer", answer), ("against", against)] {
      guard let token else { continue }
      options += " --\(option) " + singleQuoted(readableTokens([model.piece(token)])[0].text)
    }
    let text = singleQuoted(text)
    let question =
      switch way {
      case .attribution: "attribute \(text) \(options) --heads"
      case .ablation: "ablate \(text) \(options)"
      case .patching(let other): "patch \(text) \(singleQuoted(other)) \(options)"
      }
    return editCommands + question
  }

  /// The same text under another hash where something is changed, so that its patterns are not taken for the model's.
  func named(_ record: PromptRecord) throws -> PromptRecord {
    if isUnchanged { return record }
    return try PromptRecord(fields: [
      "text": .string(record.text), "meta": .object([:]),
      "hash": .string("edited-" + PromptRecord.hash(of: record.text + modelName)),
    ])
  }
}
