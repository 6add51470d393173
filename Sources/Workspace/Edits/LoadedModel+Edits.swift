package import Activations
package import Causal
package import Formats
import Transformers

/// What page and folders say of a model, whether it is still open.
package struct ModelFacts: Sendable {
  /// The content of `model_cfg.json`.
  package let config: JSONObject
  /// What it reads around a prompt's tokens; nil where only a folder is known.
  package var frame: TokenFrame?
  /// How patterns are made of queries and keys, if they can be.
  package var scoring: ScoreFacts?

  /// What a folder says.
  package init(config: JSONObject) { self.config = config }

  /// What an open model says.
  package init(_ model: LoadedModel) {
    (config, frame, scoring) = (model.configFields, model.frame, try? model.scoreFacts())
  }
}

extension LoadedModel {
  /// The model as every pass goes through it, its edits made.
  package var edited: EditedModel { prepared ?? EditedModel(model) }

  /// The same model with edits, called `MODEL+EDIT+...`; its weights are those of this one.
  ///
  /// - Parameter checkpoint: Asked often while prompts of means are run; what it throws ends that.
  /// - Throws: `ShellError` for edits that contradict one another or name what the model does not have.
  package func editing(_ edits: [NamedEdit], checkpoint: () throws -> Void) throws -> LoadedModel {
    var edited = self
    edited.edits = edits
    edited.origin.edits = edits.map { $0.json.text }
    edited.model = model.named(EditedName.joined(config.name, edits.map(\.name)))
    let made = try edits.map { edit in
      do {
        return try edit.edit(of: self)
      } catch let error as CausalError {
        throw ShellError(.failed, "\(edit.name): \(error)")
      }
    }
    do {
      edited.prepared = try EditedModel(edited.model, edits: made, checkpoint: checkpoint)
    } catch let error as CausalError {
      throw ShellError(.failed, "\(edited.config.name): \(error)")
    }
    return edited
  }

  /// How patterns can be made again of queries and keys; of no layer where edits may change what lies between them.
  package func scoreFacts() throws -> ScoreFacts {
    edits.isEmpty
      ? try model.scoreFacts()
      : ScoreFacts(layers: [ScoreFacts.Layer?](repeating: nil, count: config.layers))
  }
}
