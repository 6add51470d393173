public import Activations
internal import Formats

/// An event that open pages are told of.
public enum ViewerEvent: Equatable, Sendable {
  /// A prompt's patterns are there now, or are others than before.
  case captured(model: String, hash: String)
  /// A prompt's patterns are no longer in memory.
  case dropped(model: String, hash: String)
  /// There is a figure function of this name, new or changed.
  case registered(String)
  /// The shell asks to look at a head, or at all heads of a prompt.
  case selected(model: String, hash: String, head: Head?)
  /// The shell asks to look at a table, by its number.
  case opened(Int)

  /// The event's name in the stream.
  var name: String {
    switch self {
    case .captured: "captured"
    case .dropped: "dropped"
    case .registered: "registered"
    case .selected: "selected"
    case .opened: "opened"
    }
  }

  /// What the stream says of it.
  var content: JSONObject {
    switch self {
    case .captured(let model, let hash), .dropped(let model, let hash):
      ["model": .string(CaptureStore.sanitizedName(model)), "hash": .string(hash)]
    case .registered(let name): ["name": .string(name)]
    case .opened(let number): ["number": .integer(number)]
    case .selected(let model, let hash, let head):
      [
        "model": .string(CaptureStore.sanitizedName(model)), "hash": .string(hash),
        "head": head.map { .string($0.description) } ?? .null,
      ]
    }
  }
}
