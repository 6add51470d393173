/// A family of models that can be loaded: what its files call it, and the parsers of their configurations.
///
/// `all` is what loading looks up, so a table made of it can't be out of date.
public struct ModelFamily: Sendable {
  /// The name that people use, such as `Llama`.
  public let name: String
  /// Values of `model_type` in `config.json`, sorted.
  public var modelTypes: [String] { parsers.keys.sorted() }
  /// Classes that Hugging Face names in `architectures`.
  public let architectures: [String]
  /// Values of `general.architecture` in GGUF files, sorted.
  public var ggufArchitectures: [String] { ggufParsers.keys.sorted() }

  let parsers: [String: @Sendable (ConfigReader) throws -> ModelSpec]
  let ggufParsers: [String: @Sendable (GGUFConfigReader) throws -> ModelSpec]

  init(
    _ name: String, _ architectures: [String],
    _ parsers: [String: @Sendable (ConfigReader) throws -> ModelSpec],
    gguf ggufParsers: [String: @Sendable (GGUFConfigReader) throws -> ModelSpec] = [:]
  ) {
    (self.name, self.architectures) = (name, architectures)
    (self.parsers, self.ggufParsers) = (parsers, ggufParsers)
  }
}
