/// A model found on this machine.
public struct FoundModel: Sendable, Equatable {
  /// The place in which a model was found.
  public enum Source: String, Sendable {
    /// A path that the user gave.
    case path
    /// A folder of models.
    case folder
    /// The cache of Hugging Face's programs.
    case cache
    /// What Ollama downloaded.
    case ollama
  }

  /// The name to load it by.
  public let name: String

  /// Its GGUF file, or its folder with `config.json` and weights.
  public let path: String

  /// The place in which a model was found.
  public let source: Source

  /// `model_type` of its configuration, or a GGUF's `general.architecture`.
  public internal(set) var family: String?

  /// Number of layers, if the configuration says so.
  public internal(set) var layers: Int?

  /// Number of query heads in a layer, the most where layers differ.
  public internal(set) var heads: Int?

  /// Bytes of the weights.
  public internal(set) var byteCount = 0

  /// Why it can't be loaded, in one sentence without its name; nil where nothing speaks against it.
  public internal(set) var problem: String?

  /// Whether the files lie in the form of GGUF, and not as a Hugging Face folder.
  public internal(set) var isGGUF = false

  init(name: String, path: String, source: Source) {
    self.name = name
    self.path = path
    self.source = source
  }
}
