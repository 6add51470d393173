package import Activations
package import Causal
import Files
package import Formats
import Language
package import Tensors
import Tokenizers
import Transformers

/// An edit with a name, whose prompts and arrays are fixed as they were when it was made.
package struct NamedEdit: Sendable {
  package let statement: EditStatement
  /// The prompts whose values the edit uses.
  package let prompts: [PromptRecord]
  /// What the mean is taken over.
  package let averaging: Edit.Averaging
  /// The user's arrays in its expression, by name without `$`.
  package let arrays: [String: Tensor]
  /// Whether changed rows of a pattern are scaled to sum to 1.
  package let renormalizes: Bool

  /// Makes an edit of a statement.
  package init(
    statement: EditStatement, prompts: [PromptRecord], averaging: Edit.Averaging,
    arrays: [String: Tensor], renormalizes: Bool
  ) {
    self.statement = statement
    self.prompts = prompts
    self.averaging = averaging
    self.arrays = arrays
    self.renormalizes = renormalizes
  }

  package var name: String { statement.name }

  /// The edit as it is typed, behind `edit NAME =`.
  ///
  /// - Parameter addresses: What its prompts are called.
  package func text(prompts addresses: String) -> String {
    let value =
      switch statement.value {
      case .constant(let number): exactText(Double(number))
      case .scale(let factor): "scale " + exactText(Double(factor))
      case .mean: "mean " + addresses
      case .from: "from " + addresses
      case .expression(let text): singleQuoted(text)
      case .knockout: "knockout"
      }
    var text = "\(statement.place): \(value)"
    if case .mean = statement.value, averaging != .position {
      text += " --average \(averaging.rawValue)"
    }
    return text + (renormalizes ? " --renormalise" : "")
  }

  /// The edit with its prompts as hashes; equal texts mean equal edits, arrays aside.
  package var text: String { text(prompts: prompts.map { "@" + $0.hash }.joined(separator: " ")) }

  /// The edit as it is saved in a configuration; equal for equal edits.
  package var json: JSON {
    var fields: JSONObject = ["name": .string(name), "edit": .string(text)]
    if !arrays.isEmpty {
      fields["arrays"] = .object(
        arrays.sorted { $0.key < $1.key }.reduce(into: [:]) { $0[$1.key] = .string($1.value.mark) })
    }
    return .object(fields)
  }

  /// The edit for a model.
  ///
  /// - Throws: `CausalError`, `SelectionError` or `ScriptError` for what the model does not have, `ShellError` for prompts
  ///   that it can't read.
  package func edit(of model: LoadedModel) throws -> Edit {
    let arrays = arrays
    var meaning = EditStatement.Meaning(
      find: { slice, ids in
        let labels = model.tokenizer?.pieces(ids) ?? ids.map { String($0) }
        return try SliceText(slice).slice(of: labels)
      },
      transform: { text, kind in try HookExpression(text, at: kind).transform(arrays: arrays) })
    meaning.prompts = try prompts.map { try model.input(for: $0).ids }
    (meaning.averaging, meaning.renormalizes) = (averaging, renormalizes)
    return try statement.edit(of: model.config, meaning)
  }
}

extension Tensor {
  /// The shape and a digest of the values: what tells one array from another.
  fileprivate var mark: String {
    var digest = Digest(.sha256)
    unsafe values.withUnsafeBytes { unsafe digest.update($0) }
    let hex = digest.bytes.prefix(16).map {
      String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
    }
    return "\(shape) sha256 \(hex.joined())"
  }
}
