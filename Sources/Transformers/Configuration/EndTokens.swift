import Files
import Formats
import Foundation

/// The tokens that end a text, as a model's files say.
struct EndTokens {
  /// Their ids, in order.
  private(set) var ids: [Int] = []
  /// What is written where an id should be, one sentence each.
  private(set) var warnings: [String] = []

  /// Reads `eos_token_id`, a number or a list, of a Hugging Face folder's config.json and of generation_config.json beside it: all
  /// of either end a text.
  ///
  /// - Parameter folder: The model's folder; a path that is none has no generation_config.json.
  init(config: JSON, folder: String) {
    add(config["eos_token_id"], "\(folder)/config.json")
    add(config["text_config"]?["eos_token_id"], "\(folder)/config.json")
    let path = folder + "/generation_config.json"
    guard FileManager.default.fileExists(atPath: path) else { return }
    do {
      add(try JSON.load(path: path)["eos_token_id"], path)
    } catch {
      warnings.append("\(error); no token that ends a text is taken from it")
    }
  }

  /// Reads a GGUF file's tokens that end a text, a turn or a message.
  init(_ file: GGUFFile) {
    for role in ["eos", "eot", "eom"] {
      if let id = file.integer("tokenizer.ggml.\(role)_token_id") { add(.integer(id), file.path) }
    }
  }

  private mutating func add(_ value: JSON?, _ path: String) {
    guard let value, value != .null else { return }
    let list = value.arrayValue ?? [value]
    let found = list.compactMap { $0.integerValue.flatMap { $0 >= 0 ? $0 : nil } }
    if found.count < list.count {
      warnings.append(
        "\(path): 'eos_token_id' is \(value.text); a token id or a list of them is expected")
    }
    ids = Set(ids + found).sorted()
  }
}
