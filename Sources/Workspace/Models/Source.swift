package import Activations
import Formats
package import Transformers

/// Where patterns come from: an open model, which is run when needed, or a saved folder.
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

  /// Layers and heads, and which layers have no patterns.
  package var size: ModelSize {
    get throws {
      switch self {
      case .model(let model): try model.config.checkedSize
      case .folder(let saved): saved.size
      }
    }
  }

  /// Number of layers.
  package var layers: Int {
    switch self {
    case .model(let model): model.config.layers
    case .folder(let saved): saved.size.layers
    }
  }

  /// Number of heads in a layer.
  package var heads: Int {
    switch self {
    case .model(let model): model.config.heads
    case .folder(let saved): saved.size.heads
    }
  }

  /// All heads that have patterns.
  package var everyHead: HeadSelection {
    get throws { try HeadSelection("L*H*", in: size) }
  }
}

extension ModelConfig {
  /// The model's size; throws if it has no patterns that can be shown.
  package var checkedSize: ModelSize {
    get throws {
      guard let size else {
        throw ShellError(
          .notFound, "\(name) has \(layers) layers of \(heads) heads, more than can be shown")
      }
      return size
    }
  }
}
