internal import Synchronization

/// What a terminal sends when it is asked: no keys, and never to be typed into a line.
enum TerminalReply {
  /// How characters stand to a reply.
  enum Match: Equatable {
    /// They are something else, such as a key.
    case none
    /// They may become one.
    case partial
    /// They are one.
    case complete
  }

  /// Whether characters that Escape begins are a reply.
  ///
  /// Replies are control sequences with a private parameter (ECMA-48 5.4.1: DA1, XTVERSION's CSI
  /// forms, mouse reports), window reports (`CSI 6 ; h ; w t`), status reports (`CSI 0 n`), and
  /// strings (DCS, OSC, kitty's APC) up to their terminator. No key sends any of these.
  static func match(_ sequence: some Collection<Unicode.Scalar>) -> Match {
    let all = Array(sequence)
    guard all.count > 1 else { return .partial }
    let body = all[2...]
    switch all[1] {
    case "[":
      guard let first = body.first, let last = body.last else { return .partial }
      let isPrivate = (0x3C...0x3F).contains(first.value)
      guard body.dropLast().allSatisfy({ (0x20...0x3F).contains($0.value) }) else { return .none }
      if (0x20...0x3F).contains(last.value) { return .partial }
      let isReport = body.count > 1 && (last == "n" || last == "t")
      return (0x40...0x7E).contains(last.value) && (isPrivate || isReport) ? .complete : .none
    case "P", "]", "_":
      guard let first = body.first else { return .partial }
      let begins = all[1] == "_" ? first == "G" : (0x30...0x3F).contains(first.value)
      if !begins { return .none }
      let isEnded = body.last == "\u{7}" || body.suffix(2).elementsEqual(["\u{1B}", "\\"])
      return isEnded ? .complete : .partial
    default: return .none
    }
  }

  /// What of `bytes` are keys: all but replies, and but the beginning of one at the end.
  static func keys(in bytes: [UInt8]) -> [UInt8] {
    var keys: [UInt8] = []
    var rest = bytes[...]
    scan: while let byte = rest.first {
      if byte == 0x1B {
        for end in rest.indices {
          switch match(rest[...end].map { Unicode.Scalar($0) }) {
          case .none: break
          case .partial: continue
          case .complete:
            rest = rest[(end + 1)...]
            continue scan
          }
          break
        }
        let isCut = rest.count > 2 && match(rest.map { Unicode.Scalar($0) }) == .partial
        if isCut { return keys }
      }
      keys.append(byte)
      rest = rest.dropFirst()
    }
    return keys
  }
}

/// Keys that were typed while the terminal was asked something, for who reads it next.
enum TypedAhead {
  private static let waiting = Mutex<[Int32: [UInt8]]>([:])

  /// Keeps `bytes` that were read from `descriptor`.
  static func add(_ bytes: [UInt8], on descriptor: Int32) {
    if !bytes.isEmpty { waiting.withLock { $0[descriptor, default: []] += bytes } }
  }

  /// The next byte, taken.
  static func next(on descriptor: Int32) -> UInt8? {
    waiting.withLock { waiting in
      guard let byte = waiting[descriptor]?.first else { return nil }
      waiting[descriptor]?.removeFirst()
      return byte
    }
  }

  /// Whether there is one.
  static func isWaiting(on descriptor: Int32) -> Bool {
    waiting.withLock { !($0[descriptor] ?? []).isEmpty }
  }
}
