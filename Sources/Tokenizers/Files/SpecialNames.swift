internal import Formats
internal import Foundation

/// What the files beside a tokenizer say of its special tokens.
struct SpecialNames {
  /// The token that starts a text, by its string.
  private(set) var bos: String?

  /// The same by its id, from config.json.
  private(set) var bosID: Int?

  /// The token that ends a text.
  private(set) var eos: String?

  /// `add_bos_token` of tokenizer_config.json.
  private(set) var prependsBOS: Bool?

  /// `do_lower_case` of tokenizer_config.json.
  private(set) var lowercases: Bool?

  /// Tokens that tokenizer_config.json and added_tokens.json add, by id.
  private(set) var added: [AddedToken] = []

  /// The strings of all tokens that the files name as special.
  let specialNames: Set<String>

  /// Reads the files that `folder` has.
  init(folder: String) throws {
    func value(_ name: String) throws -> JSON? {
      let path = folder + "/" + name
      return FileManager.default.fileExists(atPath: path) ? try JSON.load(path: path) : nil
    }
    // a token is a string, or an object with its string under 'content'
    func content(_ token: JSON?) -> String? { token?.stringValue ?? token?["content"]?.stringValue }

    let config = try value("tokenizer_config.json")
    let map = try value("special_tokens_map.json")
    bos = content(config?["bos_token"]) ?? content(map?["bos_token"])
    eos = content(config?["eos_token"]) ?? content(map?["eos_token"])
    prependsBOS = config?["add_bos_token"]?.boolValue
    lowercases = config?["do_lower_case"]?.boolValue
    let id = try value("config.json")?["bos_token_id"]
    bosID = id?.integerValue ?? id?.arrayValue?.first?.integerValue
    let special = Set(
      ["bos_token", "eos_token", "unk_token", "pad_token", "cls_token", "sep_token", "mask_token"]
        .compactMap { content(config?[$0]) ?? content(map?[$0]) })
    let path = folder + "/tokenizer_config.json"
    added = try naming(path) {
      try config?["added_tokens_decoder"]?.objectValue?.compactMap { key, token in
        try Int(key).map { try AddedToken(token, id: $0) }
      } ?? []
    }
    for (name, id) in try value("added_tokens.json")?.objectValue ?? [:] {
      guard let id = id.integerValue, (0..<Vocabulary.idLimit).contains(id) else { continue }
      if !added.contains(where: { $0.id == id }) {
        added.append(AddedToken(content: name, id: id, isSpecial: special.contains(name)))
      }
    }
    specialNames = special
  }
}
