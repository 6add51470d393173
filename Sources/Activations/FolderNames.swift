extension CaptureStore {
  /// The name of a model's folder: `/` becomes `-`, every other code point outside `A-Za-z0-9-_.`
  /// becomes `_`.
  ///
  /// What could not be a folder inside the store is changed further, so that no name leads out of
  /// it: a name of dots alone (`.`, `..`) has `_` for each, the empty name is `_`, and one that is
  /// too long for a file system ends in the hash of the whole.
  public static func sanitizedName(_ model: String) -> String {
    var name = ""
    for scalar in model.unicodeScalars {
      switch scalar {
      case "/": name.append("-")
      case "A"..."Z", "a"..."z", "0"..."9", "-", "_", ".": name.unicodeScalars.append(scalar)
      default: name.append("_")
      }
    }
    if name.allSatisfy({ $0 == "." }) { name = String(repeating: "_", count: max(name.count, 1)) }
    return name.utf8.count <= longestName ? name : "\(name.prefix(200))-\(textHash(model))"
  }
}

/// Bytes that a file system takes for one name, less what the names of temporary files add.
private let longestName = 240

/// Whether `name` is fit for a folder: only `A-Za-z0-9-_.`, not dots alone, not too long.
package func isPlainName(_ name: String) -> Bool {
  CaptureStore.sanitizedName(name).utf8.elementsEqual(name.utf8)
}
