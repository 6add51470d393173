package import Activations
import Causal
package import Formats
import Tokenizers
import Transformers

extension LoadedModel {
  /// The tokens that the model reads around a prompt: a BOS, or an encoder's `[CLS]` and `[SEP]`.
  package var frame: TokenFrame {
    // A part of a model with two has all that it reads among the prompt's tokens.
    guard let tokenizer, config.part == nil else { return TokenFrame(before: [], after: []) }
    if config.isEncoder {
      let marked = tokenizer.special(around: [-1])
      let parts = marked.split(separator: -1, omittingEmptySubsequences: false).map { Array($0) }
      return TokenFrame(
        before: tokenizer.pieces(parts.first ?? []), after: tokenizer.pieces(parts.last ?? []))
    }
    let bos = config.prependsBOS ? tokenizer.bos.map { tokenizer.pieces([$0]) } ?? [] : []
    return TokenFrame(before: bos, after: [])
  }

  /// The content of `model_cfg.json` in folders of its captures: a HookedTransformerConfig, the
  /// frame of prompts, and its edits.
  package var configFields: JSONObject {
    let config = config.hookedTransformerConfig(tokenizerPrependsBOS: tokenizer?.prependsBOS)
    var fields = config.objectValue ?? [:]
    frame.write(to: &fields)
    if !edits.isEmpty {
      fields["edited_model"] = .string(EditedName.split(self.config.name).base)
      fields["edits"] = .array(edits.map(\.json))
    }
    return fields
  }
}
