internal import Glibc

/// The right to tidy up in a folder while it is written to; the system takes it back when the
/// process ends.
///
/// It only tells whether another process that uses it is at work in the same folder; it keeps none
/// out.
package final class FolderLock {
  /// Whether this is the only holder.
  package let isHeld: Bool

  private let descriptor: Int32

  package init(_ path: String) {
    descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    isHeld = descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}

/// Removes what writers of files that appear whole have left unfinished in the folder at `path`.
package func removeTemporaryFiles(in path: String) {
  for name in folderContents(path) where name.hasPrefix(".") && name.hasSuffix(".plens-tmp") {
    unsafe unlink("\(path)/\(name)")
  }
}
