internal import Formats

/// A message that is being received: two lengths of eight bytes, then a header and a payload of
/// those lengths.
struct PythonMessage {
  private static let prefix = 16
  private static let longest = 1 << 31

  private var bytes: [UInt8] = []

  /// The bytes of a message.
  static func encoded(_ header: JSON, _ payload: [UInt8]) -> [UInt8] {
    let header = Array(header.text.utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(prefix + header.count + payload.count)
    for count in [header.count, payload.count] {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
    }
    return bytes + header + payload
  }

  /// Adds what came; false where it can be no message.
  mutating func append(_ more: [UInt8]) -> Bool {
    bytes += more
    guard bytes.count >= Self.prefix else { return true }
    return (0..<2).allSatisfy { (0...Self.longest).contains(length($0)) } && bytes.count <= end
  }

  /// Whether all of it is here.
  var isComplete: Bool { bytes.count >= Self.prefix && bytes.count == end }

  /// The JSON text.
  var header: ArraySlice<UInt8> { bytes[Self.prefix..<Self.prefix + length(0)] }

  /// What comes with it.
  var payload: ArraySlice<UInt8> { bytes[(Self.prefix + length(0))...] }

  private var end: Int { Self.prefix + length(0) + length(1) }

  private func length(_ index: Int) -> Int {
    bytes[index * 8..<index * 8 + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
