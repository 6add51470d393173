internal import Files

/// The lines of a text file of any size, one in memory at a time.
///
/// A line ends with `\n`, `\r\n` or `\r`; a byte order mark before the first is passed over.
struct LineStream {
  let bytes: any ByteSource
  private var chunk: [UInt8] = []
  private var place = 0
  private var number = 0
  private var endedWithReturn = false

  /// Reads from the start of `bytes`.
  init(_ bytes: any ByteSource) { self.bytes = bytes }

  /// The next line with its number from 1, blank or not; nil at the end.
  ///
  /// - Throws: `FormatError` where the file is damaged, or a line is longer than 64 MB.
  mutating func next() throws -> (number: Int, line: [UInt8])? {
    var line: [UInt8] = []
    var hasBegun = false
    while true {
      if place == chunk.count {
        place = 0
        guard try bytes.next(into: &chunk) else {
          chunk = []
          guard hasBegun, !line.isEmpty || !endedWithReturn else { return nil }
          return finished(line)
        }
        if number == 0, !hasBegun, chunk.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
      }
      if endedWithReturn, place < chunk.count {
        endedWithReturn = false
        if chunk[place] == 0x0A { place += 1 }
        if place == chunk.count { continue }
      }
      hasBegun = true
      let end = chunk[place...].firstIndex { $0 == 0x0A || $0 == 0x0D }
      line += chunk[place..<(end ?? chunk.count)]
      guard line.count <= Self.longest else {
        throw FormatError(
          path: bytes.path,
          problem: "line \(number + 1) is longer than \(Self.longest >> 20) MB")
      }
      place = end.map { $0 + 1 } ?? chunk.count
      guard let end else { continue }
      endedWithReturn = chunk[end] == 0x0D
      return finished(line)
    }
  }

  private mutating func finished(_ line: [UInt8]) -> (number: Int, line: [UInt8]) {
    number += 1
    return (number, line)
  }

  private static let longest = 64 << 20
}
