package import Activations
package import Causal
package import Formats
import Transformers

/// What is known of a model, also after it was closed: for the page and for folders.
package struct ModelFacts: Sendable {
  /// The content of `model_cfg.json`.
  package let config: JSONObject
  /// The tokens that the model reads around a prompt; nil if only a folder is known.
  package var frame: TokenFrame?
  /// How patterns are computed from queries and keys; nil if they can't be.
  package var scoring: ScoreFacts?

  /// Takes the facts of a folder.
  package init(config: JSONObject) { self.config = config }

  /// Takes the facts of an open model.
  package init(_ model: LoadedModel) {
    (config, frame, scoring) = (model.configFields, model.frame, try? model.scoreFacts())
  }
}

extension LoadedModel {
  /// The model with its edits, as passes run it.
  package var edited: EditedModel { prepared ?? EditedModel(model) }

  /// The same model with edits, named `MODEL+EDIT+...`; weights are shared.
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

  /// How patterns are computed from queries and keys; empty for layers in which edits change scores
  /// or patterns.
  package func scoreFacts() throws -> ScoreFacts {
    edits.isEmpty
      ? try model.scoreFacts()
      : ScoreFacts(layers: [ScoreFacts.Layer?](repeating: nil, count: config.layers))
  }
}
