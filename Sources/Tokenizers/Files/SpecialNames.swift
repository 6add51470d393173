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

  /// The tokens that the files name as special, in the order in which transformers adds those that
  /// are new; without ids.
  private(set) var special: [AddedToken] = []

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
    let path = folder + "/tokenizer_config.json"
    let roles = ["bos", "eos", "unk", "sep", "pad", "cls", "mask"].map { $0 + "_token" }
    let more = "additional_special_tokens"
    let named =
      roles.compactMap { config?[$0] ?? map?[$0] }
      + (config?[more]?.arrayValue ?? map?[more]?.arrayValue ?? [])
    for token in named {
      guard let text = content(token), !text.isEmpty,
        !special.contains(where: { $0.content == text })
      else { continue }
      let settings = token.objectValue == nil ? JSON.object([:]) : token
      special.append(
        try naming(path) { try AddedToken(named: text, settings: settings) })
    }
    added = try naming(path) {
      try config?["added_tokens_decoder"]?.objectValue?.compactMap { key, token in
        try Int(key).map { try AddedToken(token, id: $0) }
      } ?? []
    }
    for (name, id) in try value("added_tokens.json")?.objectValue ?? [:] {
      guard let id = id.integerValue, (0..<Vocabulary.idLimit).contains(id) else { continue }
      if !added.contains(where: { $0.id == id }) {
        added.append(
          special.first { $0.content == name }?.with(id: id)
            ?? AddedToken(content: name, id: id, isSpecial: false, isNormalized: true))
      }
    }
  }
}

extension Tokenizer.Steps {
  /// Adds the tokens that stand in the files beside a tokenizer's own, as transformers does: those
  /// with an id, then those that are named as special, with the id that the vocabulary has for
  /// them, else the next free one.
  mutating func add(_ names: SpecialNames) {
    let vocabulary = model.vocabulary
    var known = Set(added.map { Array($0.content.utf8) })
    var taken = Set(added.map(\.id))
    func insert(_ token: AddedToken) {
      known.insert(Array(token.content.utf8))
      taken.insert(token.id)
      added.append(token)
    }
    for token in names.added.sorted(by: { $0.id < $1.id })
    where !token.content.isEmpty && !known.contains(Array(token.content.utf8)) {
      let id = vocabulary.id(of: token.content) ?? token.id
      if !taken.contains(id) { insert(token.with(id: id)) }
    }
    for token in names.special where !known.contains(Array(token.content.utf8)) {
      let next = max(vocabulary.upperBound, (taken.max() ?? -1) + 1)
      let id = vocabulary.id(of: token.content) ?? next
      if !taken.contains(id), id < Vocabulary.idLimit { insert(token.with(id: id)) }
    }
  }
}
