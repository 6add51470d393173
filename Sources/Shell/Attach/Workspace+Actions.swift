import Activations
import Formats
import Language
import Tensors
import Text
import Workspace

/// What an attached process asks for beside running commands.
extension Workspace {
  /// How the line of a request could go on.
  func completion(for request: AttachedRequest, _ names: Names) -> JSONObject {
    let known = KnownNames(self, names)
    let completion = known.table.completion(of: request.text, cursor: request.cursor) {
      known.candidates(for: $0, begun: $1)
    }
    let candidates = completion.candidates.prefix(1000).map { candidate in
      JSON.object(["text": .string(candidate.text), "detail": .string(candidate.detail)])
    }
    return [
      "kind": .string("completion"), "start": .integer(completion.start),
      "end": .integer(request.cursor), "candidates": .array(Array(candidates)),
    ]
  }

  /// Whether the text of a request is commands, the beginning of some, or neither.
  func check(for request: AttachedRequest, _ names: Names) -> JSONObject {
    let text = TypedText(request.text, names).commands
    var state = "complete"
    if TypedText.continuation(after: request.text) != nil {
      state = "incomplete"
    } else {
      do {
        _ = try Parser.statements(of: text)
      } catch {
        state = "invalid"
      }
    }
    return ["kind": .string("check"), "state": .string(state)]
  }

  /// The frame with what is in memory of a hook point; nil where nothing is.
  ///
  /// - Throws: `ShellError` where there is no such model, prompt or hook point.
  func hookValues(for request: AttachedRequest) throws -> Frame? {
    let (hash, model) = (request.arguments.first ?? "", request.arguments.dropFirst().first ?? "")
    guard let place = places[hash] else {
      throw ShellError(.notFound, "there is no prompt '@\(hash)'")
    }
    guard let point = HookPoint(request.text) else {
      throw ShellError(
        .notFound, "'\(request.text)' is no hook point: 'hooks' lists those of the model")
    }
    let key = CapturedValues.Key(prompts[place], of: model)
    guard let values = cache.peek(key)?[point] else { return nil }
    let header: JSONObject = [
      "kind": .string("array"), "encoding": .string("npy"), "name": .string(request.text),
      "shape": .array(values.shape.map { .integer($0) }),
    ]
    return Frame(value: header, npyData(values))
  }
}
