/// Prompts that go through a pass together: their rows one after another, without any padding.
///
/// Rows of different prompts meet only in matrix products, which treat every row alike; attention is
/// within a prompt. So each prompt's values are those of a pass of its own.
public struct Batch: Sendable {
  /// Token ids of each prompt.
  public let prompts: [[Int]]
  /// The rows of each prompt in the packed arrays.
  public let rows: [Range<Int>]

  /// Packs prompts, none of them empty.
  public init(_ prompts: [[Int]]) {
    self.prompts = prompts
    var end = 0
    rows = prompts.map { prompt in
      defer { end += prompt.count }
      return end..<end + prompt.count
    }
  }

  /// All token ids in the order of rows.
  public var tokens: [Int] { Array(prompts.joined()) }

  /// Each row's place within its prompt.
  var places: [Int] { prompts.flatMap { Array(0..<$0.count) } }
}
