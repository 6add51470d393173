/// The lines of a text that are not blank, with their numbers from 1.
///
/// A line ends with `\n`, `\r\n` or `\r`, as in Python's universal newlines; a byte order mark
/// before the first is passed over.
struct TextLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position: Int
  private var number = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  mutating func next() -> (number: Int, line: ArraySlice<UInt8>)? {
    while position < bytes.count {
      let end = bytes[position...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
      let line = bytes[position..<end]
      let isPair = end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A
      position = end + (isPair ? 2 : 1)
      number += 1
      if line.contains(where: { $0 != 0x20 && $0 != 0x09 }) { return (number, line) }
    }
    return nil
  }
}
