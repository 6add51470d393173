internal import CFiles
internal import Glibc

/// A folder that is kept open, so that the system looks up its path once for many small files.
///
/// What it can't do it leaves undone without a reason: the functions that take whole paths do it in a way that is
/// slower and always there, or say why not. Names are those in the folder, or lead into folders in it.
package final class OutputFolder: Sendable {
  private let descriptor: Int32

  /// Opens the folder at `path`; nil if that fails.
  package init?(path: String) {
    descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// Whether there is a file or folder of this name, links followed.
  package func contains(_ name: String) -> Bool {
    unsafe faccessat(descriptor, name, F_OK, 0) == 0
  }

  /// Makes a folder; false where there is something of this name, or it can't be made.
  package func makeFolder(_ name: String) -> Bool { unsafe mkdirat(descriptor, name, 0o777) == 0 }

  /// Writes a file to `folder`, whole or not at all; false where there is something of this name, or it can't be
  /// written.
  ///
  /// The bytes have no name until they are all there, so that a killed process leaves nothing behind.
  package func writeNew(_ bytes: [UInt8], to name: String, in folder: String) -> Bool {
    unsafe bytes.withUnsafeBytes {
      unsafe plens_write_new_file(
        descriptor, folder, "\(folder)/\(name)", $0.baseAddress, $0.count) == 0
    }
  }
}
