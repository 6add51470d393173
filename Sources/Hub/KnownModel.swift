/// A model that TransformerLens knows by name, with the sizes that it gives.
public struct KnownModel: Sendable, Equatable {
  /// TransformerLens's official name, which is a repository of the Hugging Face hub but for Llama 1.
  public let name: String

  /// Other names of it, the usual one first; all fit in any case.
  public let aliases: [String]

  /// TransformerLens's name of its architecture, such as `GPT2LMHeadModel`.
  public let architecture: String

  /// Number of layers.
  public let layers: Int

  /// Number of query heads in a layer.
  public let heads: Int

  /// Width of the residual stream.
  public let width: Int

  /// Tokens that TransformerLens lets it read.
  public let contextLength: Int

  /// Repositories that may hold it: the official name, and for a bare name the one that the hub moved it to.
  public var repositories: [String] {
    guard !name.contains("/") else { return [name] }
    return KnownModels.movedTo(name).map { [$0, name] } ?? [name]
  }

  /// Why it cannot be loaded wherever it is; nil for models of text.
  public var problem: String? {
    switch architecture {
    case "HubertModel", "Wav2Vec2ForPreTraining": "\(name) reads sound, not tokens"
    default: nil
    }
  }

  /// Whether the hub has it to download: Llama 1 was given out by Meta alone.
  public var isOnHub: Bool { name.contains("/") || KnownModels.movedTo(name) != nil }
}
