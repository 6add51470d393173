internal import Foundation
internal import Glibc

/// What is at a path before something is written there.
extension OutputFile {
  /// A file, folder, device or pipe, links followed.
  struct Standing {
    /// Whether it is written to as it is: a device or a pipe.
    let isStream: Bool
    let length: off_t
    let permissions: mode_t
    let owner: uid_t
    let group: gid_t
  }

  /// What is at `path`; nil where nothing is.
  static func standing(at path: String) -> Standing? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    let kind = status.st_mode & S_IFMT
    return Standing(
      isStream: kind != S_IFREG && kind != S_IFDIR || standardDescriptor(path) != nil,
      length: status.st_size, permissions: status.st_mode & 0o7777, owner: status.st_uid,
      group: status.st_gid)
  }

  /// Whether only a device may be called so.
  static func isDevice(_ path: String) -> Bool {
    path.hasPrefix("/dev/") && !path.hasPrefix("/dev/shm/")
  }

  /// The descriptor that `/dev/stdout` and `/dev/stderr` stand for: opened by their names they
  /// would be written from their start.
  private static func standardDescriptor(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1": 1
    case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2": 2
    default: nil
    }
  }

  /// Opens what is written to as it is, waiting for the reader of a pipe.
  ///
  /// - Throws: `FormatError`, `CancellationError`.
  static func openedStream(_ path: String, _ isCancelled: () -> Bool) throws -> Int32 {
    let standard = standardDescriptor(path)
    while true {
      // O_NOCTTY: a terminal must not become this process's own by being written to.
      let flags = O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
      let descriptor = unsafe standard.map { fcntl($0, F_DUPFD_CLOEXEC, 3) } ?? open(path, flags)
      if descriptor >= 0 { return descriptor }
      // A pipe that nobody reads yet.
      guard errno == ENXIO, isPipe(path) else {
        throw FormatError(
          path: path, problem: systemProblem("cannot be written"), isAboutWriting: true)
      }
      if isCancelled() { throw CancellationError() }
      usleep(50_000)
    }
  }

  private static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  /// The file that is meant by `path`, which may be a link, and one that leads nowhere yet.
  ///
  /// - Throws: `FormatError` where links go round in a circle.
  static func target(of path: String) throws -> String {
    var target = path
    for _ in 0..<40 {
      var status = stat()
      guard unsafe lstat(target, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else {
        return target
      }
      guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: target) else {
        return target
      }
      let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
      target = link.hasPrefix("/") ? link : folder + link
    }
    throw FormatError(path: path, problem: "links lead round in a circle", isAboutWriting: true)
  }
}
