internal import COniguruma
internal import Dispatch

/// A regular expression of Oniguruma, whose syntax tokenizer.json uses.
///
/// Syntax and options are the engine's defaults, the text is UTF-8.
@safe package final class RegularExpression: @unchecked Sendable {
  /// The expression as it was written.
  let source: String

  /// Written once by `init`; searching only reads it.
  private let regex: OnigRegex

  /// Longest expression that is compiled: the longest in use has fewer than 1,000 bytes.
  private static let longestSource = 20_000

  /// How often one match may try another way, and how much one search over all its starting places.
  private static let retries: (match: UInt, search: UInt) = (10_000_000, 40_000_000)

  /// Most entries of the engine's stack (40 bytes each) that a match may hold.
  private static let stackEntries: UInt32 = 8_000_000

  /// Nanoseconds that all searches in one text may take, and those that each byte adds.
  private static let patience: (text: UInt64, byte: UInt64) = (5_000_000_000, 20_000)

  /// Bytes at which matches are looked for before time is.
  private static let startsAtOnce = 64

  /// Compiles `source`; throws `RegularExpressionError` where it is not an expression.
  package init(_ source: String) throws {
    let bytes = Array(source.utf8)
    guard bytes.count <= Self.longestSource else {
      throw RegularExpressionError(
        source: source,
        problem: "it has \(bytes.count) bytes, at most \(Self.longestSource) are allowed")
    }
    guard !LookAround.repeatsWithoutEnd(in: bytes) else {
      throw RegularExpressionError(
        source: source,
        problem:
          "it looks ahead or behind for repeated things again and again, which is not supported")
    }
    var regex: OnigRegex?
    var details = unsafe OnigErrorInfo()
    let status = unsafe bytes.withUnsafeBufferPointer { bytes in
      // the engine wants a pointer even where there is nothing to read
      let empty: [UInt8] = [0]
      return unsafe empty.withUnsafeBufferPointer { empty in
        guard let start = unsafe bytes.baseAddress ?? empty.baseAddress else {
          return ONIGERR_MEMORY
        }
        return unsafe plens_onig_new(&regex, start, start + bytes.count, &details)
      }
    }
    guard status == ONIG_NORMAL, let regex = unsafe regex else {
      let problem = unsafe Self.message(of: status, details: details)
      throw RegularExpressionError(source: source, problem: problem)
    }
    self.source = source
    unsafe self.regex = regex
  }

  deinit { unsafe onig_free(regex) }

  /// All matches in `text`, from left to right.
  ///
  /// An empty match right behind another match doesn't count, as in Rust's and Python's iterators.
  /// - Throws: `RegularExpressionError` where the engine gives up.
  package func matches(in text: ArraySlice<UInt8>) throws -> [Range<Int>] {
    try unsafe text.withUnsafeBufferPointer { bytes in
      try unsafe matches(in: bytes, shiftedBy: text.startIndex)
    }
  }

  private func matches(
    in text: UnsafeBufferPointer<UInt8>, shiftedBy shift: Int
  ) throws -> [Range<Int>] {
    guard let base = text.baseAddress, !text.isEmpty else { return [] }
    var matches: [Range<Int>] = []
    guard let region = unsafe onig_region_new(), let limits = unsafe onig_new_match_param() else {
      throw RegularExpressionError(source: source, problem: "there is no memory left")
    }
    defer {
      unsafe onig_region_free(region, 1)
      unsafe onig_free_match_param(limits)
    }
    unsafe onig_set_retry_limit_in_match_of_match_param(limits, Self.retries.match)
    unsafe onig_set_retry_limit_in_search_of_match_param(limits, Self.retries.search)
    unsafe onig_set_match_stack_limit_size_of_match_param(limits, Self.stackEntries)
    let deadline =
      DispatchTime.now().uptimeNanoseconds + Self.patience.text + Self.patience.byte
      * UInt64(text.count)
    let end = unsafe base + text.count
    var place = 0
    var lastEnd = -1
    /// Searches a few starting places at a time, so that time is looked at between them.
    func search() throws -> Int32 {
      var start = place
      while true {
        var next = min(start + Self.startsAtOnce, text.count)
        while unsafe next < text.count && text[next] & 0xC0 == 0x80 { next += 1 }
        let found = unsafe onig_search_with_param(
          regex, base, end, base + start, base + next, region, ONIG_OPTION_NONE, limits)
        guard found == ONIG_MISMATCH, next < text.count else { return found }
        guard DispatchTime.now().uptimeNanoseconds < deadline else {
          throw takesTooLong(text.count)
        }
        start = next
      }
    }
    while place <= text.count {
      let found = try search()
      if found == ONIG_MISMATCH { return matches }
      guard found >= 0 else {
        let problem = unsafe Self.message(of: found, details: nil)
        throw RegularExpressionError(source: source, problem: problem)
      }
      let match = unsafe Int(region.pointee.beg[0])..<Int(region.pointee.end[0])
      if match.isEmpty && match.upperBound == lastEnd {
        place += 1
        while unsafe place < text.count && text[place] & 0xC0 == 0x80 { place += 1 }
        continue
      }
      matches.append(match.lowerBound + shift..<match.upperBound + shift)
      place = match.upperBound
      lastEnd = place
      guard DispatchTime.now().uptimeNanoseconds < deadline else { throw takesTooLong(text.count) }
    }
    return matches
  }

  private func takesTooLong(_ count: Int) -> RegularExpressionError {
    RegularExpressionError(source: source, problem: "it takes too long on a text of \(count) bytes")
  }

  private static func message(of status: Int32, details: OnigErrorInfo?) -> String {
    var text = [UInt8](repeating: 0, count: Int(ONIG_MAX_ERROR_MESSAGE_LEN) + 1)
    let length = unsafe text.withUnsafeMutableBufferPointer { text in
      guard var details = unsafe details else {
        return unsafe plens_onig_message(text.baseAddress, status, nil)
      }
      return unsafe plens_onig_message(text.baseAddress, status, &details)
    }
    return String(decoding: text.prefix(Int(max(0, length))), as: UTF8.self)
  }
}

/// Why a regular expression can't be compiled, or failed on a text.
package struct RegularExpressionError: Error, CustomStringConvertible {
  /// The expression.
  package let source: String

  /// What the engine says.
  package let problem: String

  /// The expression's beginning, and what is wrong.
  package var description: String { "the pattern '\(source.prefix(200))' fails: \(problem)" }
}
