internal import Glibc

/// Whether there is a file or folder at `path`, links followed, be it readable or not.
package func fileExists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

/// Whether there is a folder at `path`, links followed.
package func isFolder(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Names in the folder at `path` in the order of their bytes; none where there is no folder.
///
/// - Throws: `FormatError` where there is one that can't be listed: what is in it would be passed over in silence.
package func folderContents(_ path: String) throws -> [String] {
  guard let folder = unsafe opendir(path) else {
    if errno == ENOENT || errno == ENOTDIR { return [] }
    throw FormatError(path: path, problem: systemProblem("cannot be listed"))
  }
  defer { unsafe closedir(folder) }
  var names: [String] = []
  while true {
    // The end, and what can't be read, are told apart by it alone.
    errno = 0
    guard let entry = unsafe readdir(folder) else { break }
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
      unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  guard errno == 0 else {
    throw FormatError(path: path, problem: systemProblem("cannot be listed"))
  }
  return names.sorted(by: precedes)
}

/// Whether it is certain that nothing is at `path`; where the system can't tell, something may be.
package func isMissing(_ path: String) -> Bool {
  unsafe access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)
}

/// Whether `left` comes before `right` in the order of their code points, which is Python's.
package func precedes(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}

/// Whether `part` is somewhere in `text`, byte for byte.
///
/// Swift's own search is by characters, and takes many times as long: a checkpoint has thousands of names.
package func holds(_ text: String, _ part: String) -> Bool {
  let (text, part) = (text.utf8, part.utf8)
  guard let first = part.first else { return true }
  var place = text.startIndex
  while let found = text[place...].firstIndex(of: first) {
    if text[found...].starts(with: part) { return true }
    place = text.index(after: found)
  }
  return false
}

/// Makes the folder at `path` and those above it, where they are missing.
///
/// - Returns: The folders that it made, the innermost first.
/// - Throws: `FormatError` with the system's reason.
@discardableResult
package func makeFolder(_ path: String) throws -> [String] {
  if unsafe mkdir(path, 0o777) == 0 { return [path] }
  var above: [String] = []
  if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
    above = try makeFolder(String(path[..<slash]))
    if unsafe mkdir(path, 0o777) == 0 { return [path] + above }
  }
  // Another process may have made it since.
  guard errno == EEXIST, isFolder(path) else {
    throw FormatError(
      path: path, problem: systemProblem("the folder can't be made"), isAboutWriting: true)
  }
  return above
}

/// Removes the file at `path`, if there is one; throws `FormatError` where that can't be done.
package func removeFile(_ path: String) throws {
  guard unsafe unlink(path) != 0, errno != ENOENT else { return }
  throw FormatError(path: path, problem: systemProblem("cannot be removed"), isAboutWriting: true)
}

/// Removes the folders at `paths`, in this order, as long as they are empty.
package func removeEmptyFolders(_ paths: [String]) {
  for path in paths where unsafe rmdir(path) != 0 { return }
}
