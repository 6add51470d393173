import CDemoModel
import Files
import Formats
import Tokenizers
package import Transformers

/// The model inside the program: GPT-2 architecture, 4 layers of 6 heads, trained on public-domain text.
package enum DemoModel {
  /// The name that loads it.
  package static let name = "demo"

  /// Opens it without copying: its weights are read from the program's own memory.
  package static func open() throws -> LoadedModel {
    let tokenizer = unsafe bytes(demo_tokenizer())
    return LoadedModel(
      model: try model(),
      tokenizer: try Tokenizer(
        json: unsafe Array(tokenizer), bos: "<|endoftext|>", path: name),
      origin: ModelOrigin(path: "the program's " + name))
  }

  /// The model alone, for those that ask for its shape: most of `open` is the tokenizer's time.
  package static func model() throws -> Model {
    let config = unsafe bytes(demo_config())
    let weights = unsafe MappedFile(bytes(demo_weights()), name: name)
    return try Model(
      config: JSON(parsing: unsafe Array(config)), tensors: SafetensorsFile(weights).tensors,
      path: name, name: name)
  }

  private static func bytes(_ file: embedded_file) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: file.bytes, count: file.count)
  }
}
