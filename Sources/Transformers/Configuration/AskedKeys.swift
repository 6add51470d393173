import Formats
import Synchronization

/// Which keys of a model's configuration a parser has asked for.
final class AskedKeys: Sendable {
  private let keys = Mutex<(asked: Set<String>, opened: Set<String>)>(([], []))

  /// Notes that `key` was asked for, an object's whole content with it.
  func add(_ key: String) { _ = keys.withLock { $0.asked.insert(key) } }

  /// Notes that the object under `key` is read key by key.
  func open(_ key: String) { _ = keys.withLock { $0.opened.insert(key) } }

  /// Whether `key` was asked for.
  func has(_ key: String) -> Bool { keys.withLock { $0.asked.contains(key) } }

  /// Whether the object under `key` is read key by key.
  func isOpen(_ key: String) -> Bool { keys.withLock { $0.opened.contains(key) } }
}

extension ConfigReader {
  /// The keys that hold something, that nobody asked for, and that are not known to be without effect; sorted.
  func unreadKeys() -> [String] {
    let types = [self.fields, fields["text_config"] ?? .null]
      .compactMap { $0["model_type"]?.stringValue }
    let own = ModelFamily.all.flatMap { family in types.compactMap { family.immaterialKeys[$0] } }
    return unread(in: fields.objectValue ?? [:], under: "") { key in
      let name = String(key.split(separator: ".").last ?? "")
      return ImmaterialKeys.everywhere.contains(name)
        || own.contains { $0.contains(name) }
    }.sorted()
  }

  private func unread(
    in object: JSONObject, under prefix: String, isImmaterial: (String) -> Bool
  ) -> [String] {
    object.flatMap { name, value -> [String] in
      let key = prefix + name
      if let inner = value.objectValue, hasOpened(key) {
        return unread(in: inner, under: key + ".", isImmaterial: isImmaterial)
      }
      let isEmpty = value == .null || value == .array([]) || value == .object([:])
      return isEmpty || hasAsked(key) || isImmaterial(key) ? [] : [key]
    }
  }
}
