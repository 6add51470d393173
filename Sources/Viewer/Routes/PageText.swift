internal import Formats

extension JSON {
  /// The text for a page: whatever comes from a file, such as the `meta` of a prompt that Python wrote, may have numbers
  /// at any depth that JSON has not.
  var pageText: String { (isFinite ? self : finite).text }

  fileprivate var isFinite: Bool {
    switch self {
    case .number(let number): number.isFinite
    case .array(let values): values.allSatisfy(\.isFinite)
    case .object(let object): object.allSatisfy { $0.value.isFinite }
    default: true
    }
  }

  private var finite: JSON {
    switch self {
    case .number(let number): return .finite(number)
    case .array(let values): return .array(values.map(\.finite))
    case .object(var object):
      for key in object.keys { object[key] = object[key]?.finite }
      return .object(object)
    default: return self
    }
  }
}

extension StoreFiles {
  /// A file as a page can read it: in JSON, and in lines of it, null stands for the numbers that JSON has not.
  ///
  /// All else, and lines without such numbers, go out as they are.
  ///
  /// - Throws: `RequestProblem` 404 where it is gone by now.
  func pageAnswer(_ entry: Entry, type: String) throws -> ViewerAnswer {
    var answer = try answer(entry, type: type)
    guard [MediaType.json, MediaType.lines].contains(type), hasWordsOfNumbers(answer) else {
      return answer
    }
    let content = try content(entry)
    if type == MediaType.json {
      answer.body = Self.pageBytes(content[...])
    } else {
      let lines = content.split(separator: 0x0A, omittingEmptySubsequences: false)
      answer.body = Array(lines.map(Self.pageBytes).joined(separator: [0x0A]))
    }
    answer.file = nil
    // What a browser has kept under the file's own tag may be the file as it is.
    answer.tag = entry.tag + "-page"
    return answer
  }

  private static func pageBytes(_ text: ArraySlice<UInt8>) -> [UInt8] {
    // What is torn or broken is for its reader to see.
    guard hasWordOfNumber(text), let value = try? JSON(parsing: text), !value.isFinite else {
      return Array(text)
    }
    return Array(value.pageText.utf8)
  }

  /// Whether `NaN` or `Infinity` stands anywhere, read in parts where the file is large.
  private func hasWordsOfNumbers(_ answer: ViewerAnswer) -> Bool {
    guard let file = answer.file else { return Self.hasWordOfNumber(answer.body[...]) }
    var (offset, end) = (0, [UInt8]())
    while offset < file.count {
      let part = file.bytes(from: offset, atMost: 1 << 20)
      guard !part.isEmpty else { return false }
      let bytes = end + part
      if Self.hasWordOfNumber(bytes[...]) { return true }
      end = Array(bytes.suffix(2))
      offset += part.count
    }
    return false
  }

  private static func hasWordOfNumber(_ text: ArraySlice<UInt8>) -> Bool {
    let (nan, infinity) = (Array("NaN".utf8), Array("Inf".utf8))
    return text.indices.dropLast(2).contains { place in
      let first = text[place]
      return (first == nan[0] || first == infinity[0])
        && [nan, infinity].contains(Array(text[place..<place + 3]))
    }
  }
}
