package import Activations
import Formats
import Transformers

/// Where patterns come from: an open model, run when needed, or a folder that was saved.
package enum Source: Sendable {
  case model(LoadedModel)
  case folder(SavedModel)

  /// The model's name.
  package var name: String {
    switch self {
    case .model(let model): model.config.name
    case .folder(let saved): saved.name
    }
  }

  /// Number of layers.
  package var layers: Int {
    switch self {
    case .model(let model): model.config.layers
    case .folder(let saved): saved.layers
    }
  }

  /// Number of heads in a layer.
  package var heads: Int {
    switch self {
    case .model(let model): model.config.heads
    case .folder(let saved): saved.heads
    }
  }

  /// All heads.
  package var everyHead: HeadSelection {
    get throws { try HeadSelection("L*H*", layers: layers, heads: heads) }
  }
}
