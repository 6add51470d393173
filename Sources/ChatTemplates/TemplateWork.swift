/// What a rendering has done, so that a template from anywhere takes no more than its share of time and memory.
///
/// It is counted in bytes of what is made and looked through.
struct TemplateWork {
  private var left = 1 << 26

  /// Most bytes of one text or list.
  static let longest = 1 << 23
  /// Most lists and mappings inside one another.
  private static let deepest = 100

  static let excess = ChatTemplateError("the chat template makes more than is meant")

  /// Counts so many bytes.
  mutating func spend(_ count: Int) throws {
    left -= count
    guard left >= 0 else { throw Self.excess }
  }

  /// Counts a value that is made or looked through.
  mutating func spend(on value: TemplateValue) throws {
    try spend(Self.weight(of: value, depth: 0))
  }

  /// Counts a search, which may come to a text's every place with a part of almost all of the other.
  mutating func spend(searchingFor part: String, in whole: String) throws {
    let (count, overflow) = part.utf8.count.multipliedReportingOverflow(by: whole.utf8.count)
    try spend(overflow ? .max : count / 32)
  }

  /// The bytes of a value; throws where it is too large or too deep.
  private static func weight(of value: TemplateValue, depth: Int) throws -> Int {
    guard depth <= deepest else { throw excess }
    var sum = 0
    func add(_ count: Int) throws {
      sum += count
      guard sum <= longest else { throw excess }
    }
    switch value {
    case .string(let text): try add(text.utf8.count)
    case .list(let values):
      for value in values { try add(32 + weight(of: value, depth: depth + 1)) }
    case .dict(let entries):
      for entry in entries {
        try add(32 + entry.key.utf8.count + weight(of: entry.value, depth: depth + 1))
      }
    case .method(let owner, _): try add(weight(of: owner, depth: depth + 1))
    default: break
    }
    return sum
  }
}
