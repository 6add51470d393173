import Formats
import Foundation
import Workspace

/// One message between a session and a process attached to it: a byte for its kind, the length of
/// its payload in 4 bytes, least significant first, and the payload.
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
    /// A value, with what is to be known of it: of a result, or behind a request.
    case value = 0x56
    /// How far a command is, in a line.
    case progress = 0x50
    /// A long text for the pager at the other end.
    case page = 0x4C
    /// The end of a request: an `AttachedResult`.
    case done = 0x44
  }

  let kind: Kind
  let payload: [UInt8]

  /// The version of the protocol; docs/attach.md says what belongs to it.
  static let version = 1

  /// Payloads longer than this are refused.
  static let limit = 1 << 28

  init(_ kind: Kind, _ payload: [UInt8] = []) { (self.kind, self.payload) = (kind, payload) }

  /// A message that holds a value as JSON.
  init(_ kind: Kind, encoding value: some Encodable) throws {
    self.init(kind, Array(try JSONEncoder().encode(value)))
  }

  /// The next message; nil at the end of the connection, where it makes no sense, or once it is
  /// cancelled.
  init?(from socket: LocalSocket, isCancelled: (() -> Bool)? = nil) {
    guard let head = socket.receive(5, isCancelled: isCancelled), let kind = Kind(rawValue: head[0])
    else { return nil }
    let count = head[1...].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard count <= Self.limit, let payload = socket.receive(count, isCancelled: isCancelled)
    else { return nil }
    self.init(kind, payload)
  }

  /// A message that holds a value: the length of what is to be known of it in 4 bytes, that as
  /// JSON, and bytes.
  init(value header: JSONObject, _ bytes: [UInt8]) {
    let text = Array(JSON.object(header).text.utf8)
    let length = (0..<4).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    self.init(.value, length + text + bytes)
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
  /// The version of the protocol; 0 where it was not said.
  var `protocol` = Frame.version
  var version = Program.version
  var name: String
  var process: Int32
  /// The current model.
  var model: String
  /// The folder that paths start from.
  var folder: String
}
