internal import Formats

/// Reading the parts of tokenizer.json, each of which is an object with a `type`.
extension JSON {
  /// The string under `type`.
  func type(of part: String) throws -> String {
    guard let type = self["type"]?.stringValue else {
      throw TokenizerError.invalid("the \(part) has no 'type'")
    }
    return type
  }

  /// The truth value under `key`, or `standard` where there is none or null.
  func flag(_ key: String, default standard: Bool = false) throws -> Bool {
    guard let value = present(key) else { return standard }
    guard let flag = value.boolValue else {
      throw TokenizerError.invalid("'\(key)' is \(value.brief), expected true or false")
    }
    return flag
  }

  /// The string under `key`.
  func string(_ key: String) throws -> String {
    guard let string = self[key]?.stringValue else {
      throw TokenizerError.invalid("'\(key)' is \((self[key] ?? .null).brief), expected a string")
    }
    return string
  }

  /// The string under `key`, or nil where there is none or null.
  func optionalString(_ key: String) throws -> String? {
    present(key) == nil ? nil : try string(key)
  }

  /// The integer of at least 0 under `key`.
  func count(_ key: String) throws -> Int {
    guard let count = self[key]?.integerValue, count >= 0 else {
      throw TokenizerError.invalid(
        "'\(key)' is \((self[key] ?? .null).brief), expected an integer of at least 0")
    }
    return count
  }

  /// The array under `key`.
  func list(_ key: String) throws -> [JSON] {
    guard let list = self[key]?.arrayValue else {
      throw TokenizerError.invalid("'\(key)' is \((self[key] ?? .null).brief), expected a list")
    }
    return list
  }

  /// The value under `key` unless it is null.
  func present(_ key: String) -> JSON? { self[key] == .null ? nil : self[key] }

  /// The value as a message quotes it.
  var brief: String {
    let text = text
    return text.count > 40 ? text.prefix(40) + "..." : text
  }
}
