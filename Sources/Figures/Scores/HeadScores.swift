internal import Foundation
internal import Pictures

/// The built-in head scores.
///
/// A[q, k] is the attention of query q to key k, both counted from 0, a BOS included. Under a causal mask
/// row 0 sees itself alone whatever the head does, so no score looks at it. In TransformerLens's head detector with
/// `error_measure="mul"` the sum that `previous`, `duplicate` and `induction` are the mean of is divided
/// by all rows instead: by those without an earlier copy too, so that its numbers depend on how much of
/// a prompt repeats.
public enum HeadScores {
  /// All scores, `offset` with its usual argument.
  public static let all: [HeadScore] = [
    previous, current, first, offset(2), entropy, distance, duplicate, induction, maximum,
  ]

  /// The score of this name; `offset(k)`, or `offset-k`, for any k.
  ///
  /// - Throws: `FigureError` where there is none.
  public static func named(_ name: String) throws -> HeadScore {
    if let score = all.first(where: { $0.name == name }) { return score }
    if name.hasPrefix("offset") {
      let digits = name.dropFirst("offset".count).trimmingCharacters(in: ["(", ")", "-", " "])
      guard let places = Int(digits), places >= 0 else {
        throw FigureError("'\(name)' needs a number of places, as in offset(2) or offset-2")
      }
      return offset(places)
    }
    throw FigureError("there is no score '\(name)'; there are \(names.joined(separator: ", "))")
  }

  /// The names of all scores.
  public static var names: [String] { all.map(\.name) }

  static let previous = HeadScore(
    name: "previous", summary: "looks at the token before",
    definition: "mean over q >= 1 of A[q, q-1]"
  ) { row in row[row.query - 1] }

  static let current = HeadScore(
    name: "self", summary: "looks at the token itself",
    definition: "mean over q >= 1 of A[q, q]"
  ) { row in row[row.query] }

  static let first = HeadScore(
    name: "first", summary: "looks at the first token, BOS where there is one",
    definition: "mean over q >= 1 of A[q, 0]"
  ) { row in row[0] }

  /// Attention to the token `places` before.
  static func offset(_ places: Int) -> HeadScore {
    HeadScore(
      name: "offset(\(places))", summary: "looks \(places) tokens back",
      definition: "mean over q >= \(max(1, places)) of A[q, q-\(places)]; offset(k) for any k"
    ) { row in row.query >= places ? row[row.query - places] : nil }
  }

  static let entropy = HeadScore(
    name: "entropy", summary: "spreads its attention: 1 evenly over all it sees, 0 on one token",
    definition: "mean over q >= 1 of -sum_k A[q, k] ln A[q, k] / ln(the number of keys that q sees)"
  ) { row in
    let sum = row.seen.reduce(Float(0)) { $1 > 0 ? $0 - $1 * logf($1) : $0 }
    return Double(sum) / log(Double(row.seen.count))
  }

  static let distance = HeadScore(
    name: "distance", summary: "looks far: the mean number of tokens between query and key",
    definition: "mean over q >= 1 of sum_k A[q, k] |q-k|"
  ) { row in
    var (sum, places) = (0.0, row.query)
    for weight in row.seen {
      sum += Double(weight) * Double(abs(places))
      places -= 1
    }
    return sum
  }

  static let duplicate = HeadScore(
    name: "duplicate", summary: "looks at earlier copies of the token",
    definition: "mean over the q whose token occurred before of sum A[q, k], k its earlier places"
  ) { row in row.earlier.isEmpty ? nil : row.earlier.reduce(0) { $0 + row[$1] } }

  static let induction = HeadScore(
    name: "induction", summary: "looks at what came after earlier copies of the token",
    definition: "mean over the q whose token occurred before of sum A[q, k+1], k its earlier places"
  ) { row in row.earlier.isEmpty ? nil : row.earlier.reduce(0) { $0 + row[$1 + 1] } }

  static let maximum = HeadScore(
    name: "max", summary: "is sure: the mean of each row's largest attention",
    definition: "mean over q >= 1 of max_k A[q, k]"
  ) { row in row.seen.max().map { Double($0) } }
}
