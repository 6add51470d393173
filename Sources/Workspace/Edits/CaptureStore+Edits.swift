package import Activations
import Causal
package import Formats

extension CaptureStore {
  /// Checks that a folder's values were made with the same edits as the model of this configuration
  /// has.
  ///
  /// Names of folders have no `+`, and an edit may have been another when they were captured.
  ///
  /// - Throws: `ShellError` where they are of others.
  package func checkEdits(of config: JSONObject, named model: String) throws {
    guard let saved = try? self.config(of: model), saved["edits"] != config["edits"] else { return }
    func text(_ edits: JSON?) -> String {
      let all = edits?.arrayValue?.compactMap { $0["edit"]?.stringValue } ?? []
      return all.isEmpty ? "no edit" : all.joined(separator: ", then ")
    }
    throw ShellError(
      .failed,
      "\(folder(of: model)) is of a model with \(text(saved["edits"])); \(model) has "
        + "\(text(config["edits"])): another folder keeps them apart")
  }

  /// The name of the model that made a folder's values; with `+EDIT` where it had edits.
  package func modelName(of folder: String) -> String {
    guard let config = try? config(of: folder), let base = config["edited_model"]?.stringValue,
      let edits = config["edits"]?.arrayValue
    else { return folder }
    return EditedName.joined(base, edits.compactMap { $0["name"]?.stringValue })
  }
}
