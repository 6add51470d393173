import Tensors

/// Queries that one product handles: enough for BLAS, few enough that their scores stay in cache and
/// keys that come later are skipped.
private let blockLength = 128

/// Consecutive queries of a sequence, and the row of z where their results begin.
struct QueryBlock: Sendable {
  let sequence: Int
  let queries: RowSpan
  let output: Int

  /// The rows of z that it makes.
  var rows: Range<Int> { output..<output + queries.places.count }
}

extension Attention {
  /// The arrays as matrices, and what of them belongs to which sequence.
  @unsafe struct Opened {
    let query: MatrixView
    let key: MatrixView
    let value: MatrixView
    let keptQuery: MatrixView
    let keptKey: MatrixView
    let keptValue: MatrixView
    /// The blocks of queries whose results z has.
    let blocks: [[QueryBlock]]
    let keySpans: [[RowSpan]]
    let valueSpans: [[RowSpan]]

    func blocks(_ sequence: Int) -> [QueryBlock] { unsafe blocks[sequence] }
  }

  /// Opens all arrays for the first `count` sequences.
  func withOpened<Result>(_ count: Int, _ body: (Opened) throws -> Result) rethrows -> Result {
    let none = Tensor(zeros: [0, 0])
    let arrays = [
      query, key, value ?? none, kept?.queries ?? none, kept?.keys ?? none, kept?.values ?? none,
    ]
    let keySpans = spans(of: key, count)
    let valueSpans = value.map { spans(of: $0, count) } ?? []
    let blocks = isNarrow ? narrowBlocks() : ownBlocks(count)
    func open(_ views: [MatrixView]) throws -> Result {
      guard unsafe views.count < arrays.count else {
        return try unsafe body(
          Opened(
            query: views[0], key: views[1], value: views[2], keptQuery: views[3],
            keptKey: views[4], keptValue: views[5], blocks: blocks, keySpans: keySpans,
            valueSpans: valueSpans))
      }
      return try unsafe ReadOnlyMatrix(arrays[views.count]).view { try unsafe open(views + [$0]) }
    }
    return try unsafe open([])
  }

  /// Where an array holds all tokens of each sequence.
  private func spans(of array: Tensor, _ count: Int) -> [[RowSpan]] {
    let present = keyBatch.count(ofRows: array.shape[0])
    return (0..<count).map { keyBatch.spans(of: $0, 0..<keyCount($0), inFirst: present) }
  }

  private func ownBlocks(_ count: Int) -> [[QueryBlock]] {
    let present = batch.count(ofRows: query.shape[0])
    return (0..<count).map { sequence in
      let own = batch.sequences[sequence]
      return blocks(of: sequence, own.start..<own.tokens.count, present)
    }
  }

  /// A block for each row whose logits are wanted.
  private func narrowBlocks() -> [[QueryBlock]] {
    var row = 0
    return batch.sequences.indices.map { sequence in
      batch.sequences[sequence].unembedded.map { place in
        defer { row += 1 }
        return QueryBlock(
          sequence: sequence, queries: RowSpan(places: place..<place + 1, rows: row..<row + 1),
          output: row)
      }
    }
  }

  /// Blocks of the queries that a sequence shows.
  func shownBlocks(_ sequence: Int) -> [QueryBlock] {
    blocks(
      of: sequence, batch.sequences[sequence].shownQueries, batch.count(ofRows: query.shape[0]))
  }

  private func blocks(of sequence: Int, _ places: Range<Int>, _ present: Int) -> [QueryBlock] {
    let origin = batch.rows[sequence].lowerBound - batch.sequences[sequence].start
    return batch.spans(of: sequence, places, inFirst: present).flatMap { span in
      stride(from: span.places.lowerBound, to: span.places.upperBound, by: blockLength).map {
        QueryBlock(
          sequence: sequence, queries: span.clamped(to: $0..<$0 + blockLength),
          output: origin + $0)
      }
    }
  }
}
