import Foundation
import Scripts
import Text
import Workspace

/// One message between a session and a process attached to it: a byte for its kind, the length of its
/// payload in 4 bytes, least significant first, and the payload.
struct Frame {
  enum Kind: UInt8 {
    /// The session's first: a `SessionGreeting`.
    case greeting = 0x47
    /// Commands to run: an `AttachedRequest`.
    case request = 0x52
    /// Ctrl-C.
    case cancel = 0x43
    /// Bytes for standard output.
    case output = 0x4F
    /// Bytes for standard error.
    case errors = 0x45
    /// The end of a request: an `AttachedResult`.
    case done = 0x44
  }

  let kind: Kind
  let payload: [UInt8]

  /// Payloads longer than this are refused.
  static let limit = 1 << 28

  init(_ kind: Kind, _ payload: [UInt8] = []) { (self.kind, self.payload) = (kind, payload) }

  /// A message that holds a value as JSON.
  init(_ kind: Kind, encoding value: some Encodable) throws {
    self.init(kind, Array(try JSONEncoder().encode(value)))
  }

  /// The next message; nil at the end of the connection, where it makes no sense, or once it is cancelled.
  init?(from socket: LocalSocket, isCancelled: (() -> Bool)? = nil) {
    guard let head = socket.receive(5, isCancelled: isCancelled), let kind = Kind(rawValue: head[0])
    else { return nil }
    let count = head[1...].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard count <= Self.limit, let payload = socket.receive(count, isCancelled: isCancelled)
    else { return nil }
    self.init(kind, payload)
  }

  /// The bytes to send.
  var bytes: [UInt8] {
    let length = (0..<4).map { UInt8(truncatingIfNeeded: payload.count >> (8 * $0)) }
    return [kind.rawValue] + length + payload
  }

  /// The value that the payload is.
  func value<Value: Decodable>(_ type: Value.Type) -> Value? {
    try? JSONDecoder().decode(type, from: Data(payload))
  }
}

/// What a session says of itself to who connects.
struct SessionGreeting: Codable, Sendable {
  var version = Program.version
  var name: String
  var process: Int32
  /// The current model.
  var model: String
  /// The folder that paths start from.
  var folder: String
}

/// Commands that an attached process wants run, and what its screen can show.
struct AttachedRequest: Codable, Sendable {
  /// The commands.
  var text: String
  /// What messages call them; nil for a line that was typed.
  var name: String?
  /// What `$1`, `$2` and so on stand for.
  var arguments: [String] = []
  /// Whether results, and messages, go to a terminal.
  var isTerminal = false
  var showsMessages = false
  var columns = 80
  var rows = 24
  /// What colours and pictures depend on: TERM and the like.
  var environment: [String: String] = [:]
  var color = ColorChoice.auto.rawValue
}

/// How a request ended.
struct AttachedResult: Codable, Sendable {
  var status: Int32
  /// Whether `quit` was said.
  var quits = false
  /// The model that is current now, for the prompt.
  var model: String
}
