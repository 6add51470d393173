import Formats

/// A family of models that can be loaded: what its files call it, how they are read, and where others differ.
///
/// Each family is described in a file of its own in `Families`; `all` is what loading looks up, so a table made of it
/// can't be out of date.
public struct ModelFamily: Sendable {
  /// The name that people use, such as `Llama`.
  public let name: String
  /// Values of `model_type` in `config.json`, sorted.
  public var modelTypes: [String] { parsers.keys.sorted() }
  /// Classes that Hugging Face names in `architectures`.
  public let architectures: [String]
  /// Values of `general.architecture` in GGUF files, sorted.
  public var ggufArchitectures: [String] { ggufParsers.keys.sorted() }

  /// How a `config.json` is read, by its `model_type`.
  let parsers: [String: @Sendable (ConfigReader) throws -> ModelSpec]
  /// How a GGUF file's metadata are read, by their `general.architecture`.
  let ggufParsers: [String: @Sendable (GGUFConfigReader) throws -> ModelSpec]
  /// What the configuration class of a `model_type` assumes for keys that a file leaves out, as in transformers: JSON text.
  ///
  /// Nested configurations (`text_config`) are written without what is the class's default, so that some published ones
  /// have neither heads nor widths. `scripts/make-config-fixtures.py` writes the classes' own account, with which a test
  /// compares this.
  let defaults: [String: String]
  /// Other names of a `model_type`'s keys, with the keys that they stand for (the classes' `attribute_map`).
  let otherKeys: [String: [String: String]]
  /// Keys of a `model_type` that change no pattern, residual or logit, beside those that change none in any family.
  let immaterialKeys: [String: Set<String>]
  /// What TransformerLens 2 is known to do otherwise than the models' own programs, by the class in `architectures`.
  let transformerLens: [String: TransformerLensChange]

  /// Makes a model as TransformerLens has it; given its `config.json` if it has one.
  typealias TransformerLensChange = @Sendable (inout ModelSpec, _ config: JSON?) -> Void

  init(
    _ name: String, _ architectures: [String],
    _ parsers: [String: @Sendable (ConfigReader) throws -> ModelSpec],
    gguf ggufParsers: [String: @Sendable (GGUFConfigReader) throws -> ModelSpec] = [:],
    defaults: [String: String] = [:], otherKeys: [String: [String: String]] = [:],
    immaterialKeys: [String: String] = [:],
    asTransformerLens transformerLens: [String: TransformerLensChange] = [:]
  ) {
    (self.name, self.architectures) = (name, architectures)
    (self.parsers, self.ggufParsers) = (parsers, ggufParsers)
    (self.defaults, self.otherKeys, self.transformerLens) = (defaults, otherKeys, transformerLens)
    self.immaterialKeys = immaterialKeys.mapValues { text in
      Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
  }

  /// The family that reads a `model_type`.
  static func reading(_ modelType: String) -> ModelFamily? {
    all.first { $0.parsers[modelType] != nil }
  }

  /// What the configuration class of a `model_type` assumes, by key.
  func defaults(of modelType: String) -> [String: JSON] {
    let object = defaults[modelType].flatMap { try? JSON(parsing: $0) }?.objectValue ?? [:]
    return Dictionary(object.map { ($0, $1) }) { first, _ in first }
  }
}
