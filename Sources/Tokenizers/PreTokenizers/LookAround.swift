/// Finds what Oniguruma's limits don't count: the steps of a search inside a look-around.
///
/// Where a group repeats without end and holds a look-around that does so too, one match can take
/// the square of the text's length, and the search of all places its cube.
enum LookAround {
  /// A group that is open.
  private struct Group {
    /// Whether this is a look-ahead or look-behind.
    var looks = false
    /// Whether something in it repeats without end.
    var repeats = false
    /// Whether a look-around in it does.
    var looksRepeatedly = false
  }

  /// Whether the expression `source` has a group that repeats without end around such a
  /// look-around.
  static func repeatsWithoutEnd(in source: [UInt8]) -> Bool {
    var groups = [Group()]
    var place = 0
    func byte(_ offset: Int) -> UInt8? {
      place + offset < source.count ? source[place + offset] : nil
    }
    /// Passes a quantifier without upper bound, if one is here.
    func passesEndless() -> Bool {
      if let sign = byte(0), sign == UInt8(ascii: "*") || sign == UInt8(ascii: "+") {
        place += 1
        return true
      }
      guard byte(0) == UInt8(ascii: "{"),
        let end = source[place...].firstIndex(of: UInt8(ascii: "}"))
      else { return false }
      let bounds = String(decoding: source[place + 1..<end], as: UTF8.self).split(
        separator: ",", omittingEmptySubsequences: false)
      guard bounds.count <= 2, bounds.allSatisfy({ $0.allSatisfy(\.isNumber) }) else {
        return false
      }
      place = end + 1
      // A bound that is as good as none counts as none.
      return bounds.count == 2 && (Int(bounds[1]) ?? .max) > 64
    }
    while let next = byte(0) {
      switch next {
      case UInt8(ascii: "\\"): place += 2
      case UInt8(ascii: "["): place = endOfClass(source, from: place)
      case UInt8(ascii: "("):
        var group = Group()
        if byte(1) == UInt8(ascii: "?"), let kind = byte(2) {
          let isBehind =
            kind == UInt8(ascii: "<") && [UInt8(ascii: "="), UInt8(ascii: "!")].contains(byte(3))
          group.looks = kind == UInt8(ascii: "=") || kind == UInt8(ascii: "!") || isBehind
        }
        groups.append(group)
        place += byte(1) == UInt8(ascii: "?") ? 2 : 1
        continue
      case UInt8(ascii: ")"):
        place += 1
        guard groups.count > 1 else { continue }
        let group = groups.removeLast()
        let isEndless = passesEndless()
        if isEndless && group.looksRepeatedly { return true }
        let last = groups.count - 1
        groups[last].looksRepeatedly =
          groups[last].looksRepeatedly || group.looksRepeatedly || (group.looks && group.repeats)
        groups[last].repeats = groups[last].repeats || group.repeats || isEndless
        continue
      default: place += 1
      }
      if passesEndless() { groups[groups.count - 1].repeats = true }
    }
    return false
  }

  /// Where the class of characters ends that begins at `start`.
  private static func endOfClass(_ source: [UInt8], from start: Int) -> Int {
    var (place, depth) = (start, 0)
    while place < source.count {
      switch source[place] {
      case UInt8(ascii: "\\"): place += 1
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]") where place > start + 1:
        depth -= 1
        if depth == 0 { return place + 1 }
      default: break
      }
      place += 1
    }
    return place
  }
}
