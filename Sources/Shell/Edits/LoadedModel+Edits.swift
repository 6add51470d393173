import Activations
import Causal
import Formats
import Tokenizers
import Transformers

/// What page and folders say of a model.
struct ModelFacts: Sendable {
  /// The content of `model_cfg.json`.
  let config: JSONObject
  /// The token before every text, as the vocabulary has it.
  var firstToken: String?

  /// What a folder says.
  init(config: JSONObject) { self.config = config }

  /// What an open model says.
  init(_ model: LoadedModel) {
    config = model.savedConfig
    firstToken = model.tokenizer.flatMap { tokenizer in
      tokenizer.bos.flatMap { tokenizer.pieces([$0]).first }
    }
  }
}

extension LoadedModel {
  /// The model as every pass goes through it, its edits made.
  var edited: EditedModel { prepared ?? EditedModel(model) }

  /// The same model with edits, called `MODEL+EDIT+...`; its weights are those of this one.
  ///
  /// - Parameter checkpoint: Asked often while prompts of means are run; what it throws ends that.
  /// - Throws: `ShellError` for edits that contradict one another or name what the model does not have.
  func editing(_ edits: [NamedEdit], checkpoint: () throws -> Void) throws -> LoadedModel {
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
  func scoreFacts() throws -> ScoreFacts {
    edits.isEmpty
      ? try model.scoreFacts()
      : ScoreFacts(layers: [ScoreFacts.Layer?](repeating: nil, count: config.layers))
  }

  /// What `model_cfg.json` says of it: the sizes, and the edits where it has some.
  var savedConfig: JSONObject {
    var config =
      config.hookedTransformerConfig(tokenizerPrependsBOS: tokenizer?.prependsBOS).objectValue
      ?? [:]
    if !edits.isEmpty {
      config["edited_model"] = .string(EditedName.split(self.config.name).base)
      config["edits"] = .array(edits.map(\.json))
    }
    return config
  }
}
