import Tensors

/// Sequences of tokens that go through a pass together: their rows one after another, without any padding.
///
/// Rows of different sequences meet only in matrix products, which treat every row alike; attention is
/// within a sequence. So each one's values are those of a pass of its own.
///
/// Rows are computed once for all that share them: a prompt may begin with tokens of another, a variant
/// of a prompt is the same as the prompt until it joins. Sequences stand in the order in which they join,
/// so an array that was made before some had joined holds the rows of the first ones, and is told from
/// others by its length.
struct Batch: Sendable {
  struct Sequence: Sendable {
    let tokens: [Int]
    /// The first place whose rows are its own.
    var start = 0
    /// The earlier sequence that has the rows before `start`, and until this one joins all others too; nil where a
    /// kept run has them.
    var source: Int?
    /// The places whose values are shown to taps.
    var shown: Range<Int>
    /// The places whose rows of scores and patterns are.
    var shownQueries: Range<Int>
    /// The places whose logits are wanted.
    var unembedded: [Int]
    /// The length that angles are chosen for, where they depend on it.
    var length: Int

    /// All of a prompt, none of its rows shared.
    init(_ tokens: [Int], logits: LogitRows = .none) {
      self.tokens = tokens
      shown = 0..<tokens.count
      shownQueries = shown
      length = tokens.count
      unembedded = logits.places(in: 0..<tokens.count)
    }
  }

  let sequences: [Sequence]
  /// The own rows of each sequence in the packed arrays.
  let rows: [Range<Int>]

  /// Packs sequences, none of them without rows of its own.
  init(_ sequences: [Sequence]) {
    self.sequences = sequences
    var end = 0
    rows = sequences.map { sequence in
      let count = sequence.tokens.count - sequence.start
      precondition(count > 0, "a sequence needs rows")
      defer { end += count }
      return end..<end + count
    }
  }

  /// The token ids of the rows of the first `count` sequences.
  func tokens(ofFirst count: Int) -> [Int] {
    sequences.prefix(count).flatMap { $0.tokens[$0.start...] }
  }

  /// Each of those rows' place within its sequence.
  func places(ofFirst count: Int) -> [Int] {
    sequences.prefix(count).flatMap { Array($0.start..<$0.tokens.count) }
  }
}

/// Rows of an array that hold consecutive places of a sequence.
struct RowSpan: Sendable {
  let places: Range<Int>
  let rows: Range<Int>
  /// Whether the rows are those of a kept run, not of the pass's own arrays.
  var isKept = false

  /// The part at those of its places that are among `range`.
  func clamped(to range: Range<Int>) -> RowSpan {
    let part = places.clamped(to: range)
    let first =
      part.isEmpty ? rows.lowerBound : rows.lowerBound + part.lowerBound - places.lowerBound
    return RowSpan(places: part, rows: first..<first + part.count, isKept: isKept)
  }
}

extension Batch {
  /// How many of the sequences an array of so many rows has.
  func count(ofRows count: Int) -> Int {
    if rows.last?.upperBound == count { return rows.count }
    guard count > 0 else { return 0 }
    guard let last = rows.firstIndex(where: { $0.upperBound == count }) else {
      preconditionFailure("no sequences have \(count) rows together")
    }
    return last + 1
  }

  /// Where an array of the first `count` sequences holds these places of a sequence.
  func spans(of sequence: Int, _ places: Range<Int>, inFirst count: Int) -> [RowSpan] {
    guard !places.isEmpty else { return [] }
    let own = sequences[sequence]
    let isIn = sequence < count
    let split = isIn ? own.start : own.tokens.count
    let (shared, mine) = (
      places.clamped(to: 0..<split), places.clamped(to: split..<own.tokens.count)
    )
    var spans: [RowSpan] = []
    if !shared.isEmpty {
      spans =
        own.source.map { self.spans(of: $0, shared, inFirst: count) }
        ?? [RowSpan(places: shared, rows: shared, isKept: true)]
    }
    if !mine.isEmpty {
      let first = rows[sequence].lowerBound + mine.lowerBound - own.start
      spans.append(RowSpan(places: mine, rows: first..<first + mine.count))
    }
    return spans
  }

  /// Adds the rows of sequences up to the `count`th, which until now are those that they share.
  func extend(_ x: inout Tensor, toFirst count: Int) {
    let present = self.count(ofRows: x.shape[0])
    guard present < count else { return }
    let added = (present..<count).flatMap { sequence in
      let own = sequences[sequence].start..<sequences[sequence].tokens.count
      return spans(of: sequence, own, inFirst: present)
    }
    x.append(x.gathered(added))
  }

  /// Gives two arrays the same rows: either may lack sequences that joined when the other was made.
  func align(_ left: inout Tensor, _ right: inout Tensor) {
    guard left.shape[0] != right.shape[0] else { return }
    let count = max(count(ofRows: left.shape[0]), count(ofRows: right.shape[0]))
    extend(&left, toFirst: count)
    extend(&right, toFirst: count)
  }

  /// Adds rows of `other` to those of `x`, aligned.
  func add(_ other: Tensor, to x: inout Tensor) {
    var other = other
    align(&other, &x)
    x += other
  }

  /// The rows whose logits are wanted, of all sequences, one after another.
  func unembedded(of x: Tensor) -> Tensor {
    let present = count(ofRows: x.shape[0])
    let spans = sequences.indices.flatMap { sequence in
      sequences[sequence].unembedded.flatMap {
        self.spans(of: sequence, $0..<$0 + 1, inFirst: present)
      }
    }
    let isWhole =
      spans.count == x.shape[0] && spans.indices.allSatisfy { spans[$0].rows.lowerBound == $0 }
    return isWhole ? x : x.gathered(spans)
  }

  /// Whether any logits are wanted.
  var unembeds: Bool { sequences.contains { !$0.unembedded.isEmpty } }

  /// Whether logits are wanted of fewer rows than there are.
  var unembedsFewer: Bool {
    unembeds && sequences.reduce(0) { $0 + $1.unembedded.count } < rows.last?.upperBound ?? 0
  }
}

extension Tensor {
  /// The rows of these spans, one after another.
  func gathered(_ spans: [RowSpan]) -> Tensor {
    let length = values.count / max(shape[0], 1)
    var result: [Float] = []
    result.reserveCapacity(spans.reduce(0) { $0 + $1.rows.count } * length)
    for span in spans {
      result += values[span.rows.lowerBound * length..<span.rows.upperBound * length]
    }
    return Tensor(shape: [result.count / max(length, 1)] + shape.dropFirst(), values: result)
  }
}
