import TestSupport
import Testing
import Text

@Suite struct EditDistanceTests {
  /// Optimal string alignment by hand: a swapped pair is not changed again ("ca" to "abc" is 3, not 2).
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("ca", "abc", 3),
    ("capture", "catpure", 1), ("rank", "rnka", 2), ("heatmap", "heatmap", 0),
  ])
  func `insertions, deletions, replacements and swaps are counted`(
    left: String, right: String, count: Int
  ) {
    #expect(editDistance(Array(left), Array(right)) == count)
    #expect(editDistance(Array(right.utf8), Array(left.utf8)) == count)
  }

  @Test func `with a bound the number is the same up to it, and one more past it`() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<3_000 {
      let (left, right) = (word(&random), word(&random))
      let distance = editDistance(left, right)
      for most in 0...8 {
        #expect(editDistance(left, right, atMost: most) == min(distance, most + 1))
      }
    }
  }

  private func word(_ random: inout SeededGenerator) -> [Int] {
    (0..<Int.random(in: 0...8, using: &random)).map { _ in Int.random(in: 0...2, using: &random) }
  }
}
