internal import Activations
internal import Files
internal import Formats

/// The folder of one layer of a prompt, and the folders of heads in it.
///
/// It is made when the first figure is to be written.
final class LayerFolder {
  /// Where the folder is, or will be.
  let path: String

  private var opened: OutputFolder?

  /// Whether it was made just now, so that nothing is in it but what was drawn since.
  private var isNew = false

  /// Looks whether there is a folder at `path`.
  init(path: String) {
    self.path = path
    opened = OutputFolder(path: path)
  }

  /// Whether there is a file of this name in the folder of a head.
  func contains(_ name: String, of head: String) -> Bool {
    if isNew { return false }
    return opened?.contains("\(head)/\(name)") ?? fileExists("\(path)/\(head)/\(name)")
  }

  /// Makes the folder of a head, and those above it, where they are missing; tells whether it was
  /// missing.
  ///
  /// - Throws: `FormatError` with the system's reason.
  func makeFolder(of head: String) throws -> Bool {
    if opened == nil {
      isNew = try !Files.makeFolder(path).isEmpty
      opened = OutputFolder(path: path)
    }
    if let opened, opened.makeFolder(head) { return true }
    return try !Files.makeFolder("\(path)/\(head)").isEmpty
  }

  /// Writes a file to the folder of a head, whole or not at all.
  ///
  /// - Parameter isNew: Whether there is probably no file of this name.
  /// - Throws: `FormatError` where the file can't be written.
  func write(_ bytes: [UInt8], to name: String, of head: String, isNew: Bool) throws {
    if isNew, let opened, opened.writeNew(bytes, to: name, in: head) { return }
    try writeAtomically(bytes, to: "\(path)/\(head)/\(name)")
  }
}
