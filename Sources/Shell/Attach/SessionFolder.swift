import Activations
import Files
import Foundation
import Terminal
import Text
import Workspace

/// The folder of the sockets of this user's sessions, which nobody else can enter.
struct SessionFolder {
  let path: String

  init(_ paths: Paths) { path = paths.runtime }

  /// Where a session of this name listens.
  func socket(_ name: String) -> String { "\(path)/\(name).sock" }

  /// The names of sessions that there are, or were.
  var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(".sock") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Whether a session may be called so.
  static func isName(_ text: String) -> Bool {
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0))
    }
    return isPlain && (1...40).contains(text.utf8.count) && !".-".contains(text.first ?? ".")
  }

  /// A place for a session to listen at; what sessions that are gone have left is removed.
  ///
  /// - Throws: `ShellError` where the name is taken, or the folder is not this user's alone.
  func listen(as name: String) throws -> LocalSocket {
    do {
      try makeFolder((path as NSString).deletingLastPathComponent)
      try LocalSocket.prepareFolder(path)
      for other in names { removeIfStale(other) }
      return try LocalSocket.listening(at: socket(name))
    } catch let error as LocalSocketError {
      throw ShellError(
        .failed, error.isTaken ? "there is a session '\(name)' already" : error.description)
    }
  }

  /// A connection to a session, with what it says of itself; nil where nobody listens there.
  ///
  /// - Throws: `ShellError` where it is another user's, is suspended, or does not answer within `seconds`.
  func connect(
    to name: String, within seconds: Double = 5
  ) throws -> (LocalSocket, SessionGreeting)? {
    let socket: LocalSocket
    do {
      socket = try LocalSocket.connected(to: self.socket(name))
    } catch {
      if error.isStale { unlinkSocket(name) }
      guard error.isBusy else { return nil }
      throw ShellError(.failed, "the session '\(name)' is suspended, or answers nobody")
    }
    guard socket.peer?.user == geteuid() else {
      throw ShellError(.failed, "the session '\(name)' is another user's")
    }
    guard !socket.isPeerStopped else {
      throw ShellError(.failed, "the session '\(name)' is suspended: 'fg' in its terminal wakes it")
    }
    let end = ContinuousClock.now + .seconds(seconds)
    let frame = Frame(from: socket) { Interrupt.isRequested || ContinuousClock.now > end }
    guard let greeting = frame?.value(SessionGreeting.self) else {
      if Interrupt.isRequested { throw CancellationError() }
      throw ShellError(.failed, "the session '\(name)' does not answer")
    }
    guard greeting.protocol == Frame.version else {
      throw ShellError(
        .failed,
        "the session '\(name)' (version \(greeting.version)) speaks version \(greeting.protocol) of the attach "
          + "protocol, this program \(Frame.version)")
    }
    return (socket, greeting)
  }

  private func removeIfStale(_ name: String) {
    do {
      _ = try LocalSocket.connected(to: socket(name))
    } catch {
      if error.isStale { unlinkSocket(name) }
    }
  }

  func unlinkSocket(_ name: String) { unsafe _ = unlink(socket(name)) }
}
