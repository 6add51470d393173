internal import Files
internal import Synchronization

extension FolderIndex {
  /// One score of all heads of a model on one prompt; NaN where a head has none.
  package struct Scores: Sendable {
    /// The prompt's hash.
    package let hash: String
    /// The score's name.
    package let score: String
    /// What tells the patterns from others of the prompt.
    package let tag: String
    /// The values, head by head.
    package let values: [Double]

    /// Names values.
    package init(hash: String, score: String, tag: String, values: [Double]) {
      (self.hash, self.score, self.tag, self.values) = (hash, score, tag, values)
    }
  }

  /// The values of a score that were kept for patterns of this tag; nil where there are none.
  package func scores(_ score: String, of hash: String, model: String, tag: String) -> [Double]? {
    try? database.withLock { database in
      var found: [Double]?
      try database.rows(
        "SELECT numbers FROM scores WHERE model = ? AND score = ? AND hash = ? AND tag = ?",
        [.text(model), .text(score), .text(hash), .text(Self.programTag + tag)]
      ) { found = Self.numbers($0.bytes(0)) }
      return found
    }
  }

  /// Scores of which values are kept: any expression can be one.
  private static let mostScores = 32

  /// Keeps values of scores; those of the scores that were kept longest ago go where there are many.
  package func keep(_ scores: [Scores], of model: String) {
    guard !scores.isEmpty else { return }
    // What can't be kept is computed again.
    try? database.withLock { database in
      try database.transaction {
        for score in scores {
          try database.run(
            "INSERT OR REPLACE INTO scores VALUES (?, ?, ?, ?, ?)",
            [
              .text(model), .text(score.hash), .text(score.score),
              .text(Self.programTag + score.tag), .bytes(Self.bytes(score.values)),
            ])
        }
        for name in Set(scores.map(\.score)) {
          try database.run(
            "INSERT OR REPLACE INTO kept SELECT ?, coalesce(max(turn), 0) + 1 FROM kept",
            [.text(name)])
        }
        var old: [String] = []
        try database.rows(
          "SELECT score FROM kept ORDER BY turn DESC LIMIT -1 OFFSET ?",
          [.integer(Self.mostScores)]
        ) { old.append($0.text(0) ?? "") }
        for name in old {
          try database.run("DELETE FROM scores WHERE score = ?", [.text(name)])
          try database.run("DELETE FROM kept WHERE score = ?", [.text(name)])
        }
      }
    }
  }

  /// Another program may count otherwise: numbers of one are not shown by another.
  private static let programTag = stamp("/proc/self/exe") + " "

  private static func bytes(_ numbers: [Double]) -> [UInt8] {
    numbers.flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt64($0))) }
    }
  }

  private static func numbers(_ bytes: [UInt8]) -> [Double] {
    stride(from: 0, to: bytes.count / 8 * 8, by: 8).map { start in
      Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) })
    }
  }
}
