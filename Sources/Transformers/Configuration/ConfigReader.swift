import Formats
import Foundation
import Tensors

/// Reads fields of a Hugging Face `config.json`, each by the names that writers have given it.
///
/// It remembers which keys it was asked for: what is left over is told to the user, because a key that nobody reads may
/// change what the model computes.
struct ConfigReader {
  let fields: JSON
  let path: String
  private let asked: AskedKeys
  /// The keys of the objects around this one, as `text_config.`.
  private let prefix: String
  /// What the model's class assumes for keys that the file leaves out.
  private var defaults: [String: JSON] = [:]

  init(fields: JSON, path: String) {
    (self.fields, self.path, asked, prefix) = (fields, path, AskedKeys(), "")
  }

  private init(
    _ fields: JSON, path: String, asked: AskedKeys, prefix: String, defaults: [String: JSON] = [:]
  ) {
    (self.fields, self.path, self.asked, self.prefix) = (fields, path, asked, prefix)
    self.defaults = defaults
  }

  /// The same file, with these values for keys that it leaves out; null stays null.
  func assuming(_ defaults: [String: JSON]) -> ConfigReader {
    ConfigReader(
      fields, path: path, asked: asked, prefix: prefix,
      defaults: self.defaults.merging(defaults) { $1 })
  }

  /// The same file, with the values of these other names under the keys that they stand for.
  ///
  /// Where a file has both and they differ, the other name is left over, and told.
  func understanding(_ aliases: [String: String]) -> ConfigReader {
    var object = fields.objectValue ?? [:]
    for (alias, key) in aliases {
      guard let value = object[alias], value != .null, [nil, .null, value].contains(object[key])
      else { continue }
      object[key] = value
      object[alias] = nil
    }
    return ConfigReader(
      .object(object), path: path, asked: asked, prefix: prefix, defaults: defaults)
  }

  /// A whole number from 1 on; `fallback` where no key is there or null.
  func size(_ keys: String..., or fallback: Int? = nil) throws -> Int {
    guard let (key, value) = first(keys) else {
      if let fallback { return fallback }
      throw ModelError(.badFile, "\(path): '\(keys[0])' is missing")
    }
    guard let size = value.integerValue, (1...1 << 30).contains(size) else {
      throw wrong(key, value, "a whole number from 1 to 2^30")
    }
    return size
  }

  /// The width of a head where heads share out the whole width.
  func headWidth(of width: Int, heads: Int) throws -> Int {
    try evenShare(of: width, heads: heads, path: path)
  }

  /// A token id; `fallback` where no key is there or null.
  func token(_ keys: String..., or fallback: Int) throws -> Int {
    guard let (key, value) = first(keys) else { return fallback }
    guard let token = value.integerValue, (0..<1 << 30).contains(token) else {
      throw wrong(key, value, "a token id")
    }
    return token
  }

  /// The number of blocks.
  func layers(_ key: String, _ other: String? = nil) throws -> Int {
    let layers = try other.map { try size(key, $0) } ?? size(key)
    return try checkedLayers(layers, path: path)
  }

  /// A whole number from 0 on; `fallback` where no key is there or null.
  func count(_ keys: String..., or fallback: Int) throws -> Int {
    guard let (key, value) = first(keys) else { return fallback }
    guard let count = value.integerValue, (0...1 << 30).contains(count) else {
      throw wrong(key, value, "a whole number from 0 to 2^30")
    }
    return count
  }

  /// A whole number from 1 on, if there is one.
  func optionalSize(_ key: String) throws -> Int? {
    first([key]) == nil ? nil : try size(key)
  }

  /// A whole number of either sign, if there is one; -1 often stands for none.
  func optionalInteger(_ key: String) throws -> Int? {
    guard let (_, value) = first([key]) else { return nil }
    guard let integer = value.doubleValue.flatMap({ Int(exactly: $0) }),
      (-1 << 30...1 << 30).contains(integer)
    else { throw wrong(key, value, "a whole number") }
    return integer
  }

  /// A list of whole numbers; empty where it is missing.
  func integers(_ key: String) throws -> [Int] {
    guard let (_, value) = first([key]) else { return [] }
    let list = value.arrayValue?.compactMap(\.integerValue)
    guard let list, list.count == value.arrayValue?.count else {
      throw wrong(key, value, "a list of whole numbers")
    }
    return list
  }

  /// A list of anything; nil where it is missing.
  func list(_ key: String) throws -> [JSON]? {
    guard let (_, value) = first([key]) else { return nil }
    guard let list = value.arrayValue else { throw wrong(key, value, "a list") }
    return list
  }

  /// A list of finite numbers that fit 32 bits; empty where it is missing.
  func numbers(_ key: String) throws -> [Double] {
    guard let (_, value) = first([key]) else { return [] }
    let list = value.arrayValue?.compactMap(\.doubleValue).filter { Float($0).isFinite }
    guard let list, list.count == value.arrayValue?.count else {
      throw wrong(key, value, "a list of numbers")
    }
    return list
  }

  /// A list of strings; empty where it is missing.
  func texts(_ key: String) throws -> [String] {
    guard let (_, value) = first([key]) else { return [] }
    let list = value.arrayValue?.compactMap(\.stringValue)
    guard let list, list.count == value.arrayValue?.count else {
      throw wrong(key, value, "a list of strings")
    }
    return list
  }

  /// The class that the file says its model is.
  func architecture(or fallback: String) throws -> String {
    try texts("architectures").first ?? fallback
  }

  /// Whether queries see keys after themselves: `is_causal` is false, or `use_bidirectional_attention` says so for text.
  ///
  /// Families that have an own rule for the latter ask for it themselves.
  func letsTokensSeeLaterOnes() throws -> Bool {
    try !flag("is_causal", or: true)
  }

  /// Has keys count as read that matter only together with another, which says that they don't.
  func knows(_ keys: String...) {
    for key in keys { asked.add(prefix + key) }
  }

  /// The same file as if it had no such field.
  func ignoring(_ key: String) -> ConfigReader {
    var object = fields.objectValue ?? [:]
    object[key] = nil
    asked.add(prefix + key)
    var others = defaults
    others[key] = nil
    return ConfigReader(
      .object(object), path: path, asked: asked, prefix: prefix, defaults: others)
  }

  /// The same file with the fields of some keys under the keys that readers ask for.
  func renaming(_ names: [String: String]) -> ConfigReader {
    var object = fields.objectValue ?? [:]
    var others = defaults
    for (key, given) in names {
      if object[key] == nil { object[key] = object[given] }
      if let value = defaults[given], others[key] == nil { others[key] = value }
      asked.add(prefix + given)
    }
    return ConfigReader(
      .object(object), path: path, asked: asked, prefix: prefix, defaults: others)
  }

  /// A finite number.
  func number(_ keys: String..., or fallback: Double) throws -> Double {
    try optionalNumber(keys) ?? fallback
  }

  /// A finite number that fits 32 bits, if there is one.
  func optionalNumber(_ keys: [String]) throws -> Double? {
    guard let (key, value) = first(keys) else { return nil }
    guard let number = value.doubleValue, Float(number).isFinite else {
      throw wrong(key, value, "a number that fits 32 bits")
    }
    return number
  }

  /// True or false.
  func flag(_ keys: String..., or fallback: Bool) throws -> Bool {
    guard let (key, value) = first(keys) else { return fallback }
    guard let flag = value.boolValue else { throw wrong(key, value, "true or false") }
    return flag
  }

  /// A string.
  func text(_ keys: String..., or fallback: String? = nil) throws -> String {
    guard let (key, value) = first(keys) else {
      if let fallback { return fallback }
      throw ModelError(.badFile, "\(path): '\(keys[0])' is missing")
    }
    guard let text = value.stringValue else { throw wrong(key, value, "a string") }
    return text
  }

  /// The function that a key names.
  func activation(_ keys: String..., or fallback: String) throws -> Activation {
    let (key, value) = first(keys) ?? (keys[0], .string(fallback))
    switch value.stringValue {
    case "gelu_new", "gelu_pytorch_tanh", "gelu_fast": return .geluTanh
    case "gelu": return .gelu
    case "silu", "swish": return .silu
    case "relu": return .relu
    case "relu2": return .reluSquared
    default:
      throw wrong(key, value, "gelu_new, gelu_pytorch_tanh, gelu_fast, gelu, silu, relu or relu2")
    }
  }

  /// The reader of an object within; nil where it is missing or null.
  func object(_ keys: String...) throws -> ConfigReader? {
    guard let (key, value) = first(keys) else { return nil }
    guard value.objectValue != nil else { throw wrong(key, value, "an object") }
    asked.open(prefix + key)
    return ConfigReader(
      value, path: "\(path): \(key)", asked: asked, prefix: prefix + key + ".")
  }

  /// Throws if a setting has another value than the only one that the pass supports.
  func require(_ key: String, _ expected: Bool) throws {
    guard try flag(key, or: expected) == expected else {
      throw ModelError(.badFile, "\(path): '\(key)' is \(!expected); only \(expected) is supported")
    }
  }

  /// Throws if a list or an object holds anything, which the pass does not support.
  func requireEmpty(_ key: String) throws {
    guard let (_, value) = first([key]), value != .object([:]), value != .array([]) else { return }
    throw ModelError(
      .badFile, "\(path): '\(key)' is \(value.text.prefix(60)); only an empty one is supported")
  }

  /// Throws if a number has another value than the only one that the pass supports.
  func require(_ key: String, _ expected: Double) throws {
    let found = try number(key, or: expected)
    guard found == expected else {
      func short(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
      }
      throw ModelError(
        .badFile, "\(path): '\(key)' is \(short(found)); only \(short(expected)) is supported")
    }
  }

  func first(_ keys: [String]) -> (String, JSON)? {
    for key in keys { asked.add(prefix + key) }
    for key in keys {
      if let value = fields[key], value != .null { return (key, value) }
    }
    return keys.lazy.filter { fields[$0] == nil }
      .compactMap { key in defaults[key].map { (key, $0) } }.first
  }

  /// Whether anybody asked for `key`, which is written with those of the objects around it.
  func hasAsked(_ key: String) -> Bool { asked.has(key) }

  /// Whether the object under `key` is read key by key.
  func hasOpened(_ key: String) -> Bool { asked.isOpen(key) }

  private func wrong(_ key: String, _ value: JSON, _ expected: String) -> ModelError {
    ModelError(.badFile, "\(path): '\(key)' is \(value.text.prefix(60)); expected \(expected)")
  }
}

/// A number of blocks that lists of them can be made for.
func checkedLayers(_ layers: Int, path: String) throws -> Int {
  guard layers <= 10_000 else {
    throw ModelError(.badFile, "\(path): \(layers) layers; at most 10,000 are supported")
  }
  return layers
}

/// The width of each of `heads` heads that share out `width`.
func evenShare(of width: Int, heads: Int, path: String) throws -> Int {
  guard heads <= 65_536 else {
    throw ModelError(.badFile, "\(path): \(heads) heads; at most 65,536 are supported")
  }
  guard width % heads == 0 else {
    throw ModelError(.badFile, "\(path): width \(width) is no multiple of \(heads) heads")
  }
  return width / heads
}
