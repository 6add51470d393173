import Activations
import Formats
import Transformers

/// Where patterns come from: an open model, run when needed, or a folder that was saved.
enum Source: Sendable {
  case model(LoadedModel)
  case folder(SavedModel)

  /// The model's name.
  var name: String {
    switch self {
    case .model(let model): model.config.name
    case .folder(let saved): saved.name
    }
  }

  /// Number of layers.
  var layers: Int {
    switch self {
    case .model(let model): model.config.layers
    case .folder(let saved): saved.layers
    }
  }

  /// Number of heads in a layer.
  var heads: Int {
    switch self {
    case .model(let model): model.config.heads
    case .folder(let saved): saved.heads
    }
  }

  /// All heads.
  var everyHead: HeadSelection {
    get throws { try HeadSelection("L*H*", layers: layers, heads: heads) }
  }
}
