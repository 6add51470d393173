import Activations
import Tensors

/// Keys of a block's rows that are softened at once: half of the second cache has room for so many weights.
private let longestPart = 1024
/// Rows of at most so many keys are not taken in parts.
private let longestRow = longestPart * 3 / 2

/// One layer's attention over a batch: queries, keys and values, and how they meet.
///
/// Scores are made for a block of one head's queries at a time, become weights, mix the values and are
/// gone. Only where something stands at scores or pattern is a sequence's `[heads, query, key]` whole.
struct Attention {
  let query: Tensor  // [N, heads * h]
  let key: Tensor  // [N, keyHeads * h]
  let value: Tensor?  // [N, keyHeads * hv]; not needed where the pass ends with the pattern
  let heads: Int
  /// Consecutive query heads share a key head where there are fewer.
  let keyHeads: Int
  let scoring: Scoring
  let batch: Batch
  /// The sequences that keys and values are of: the batch, or an encoder's.
  let keyBatch: Batch
  /// Keys and values of the tokens before the batch's, if a kept run has them.
  let kept: KeptRun.Layer?
  /// Whether queries are there only of the rows whose logits are wanted.
  let isNarrow: Bool
  /// What scores gain from vectors of distances, where a family has them.
  var relative: RelativeTerms?
  /// The keys that queries may see, where fewer than the mask leaves.
  var selection: Selection?

  /// Each head's values mixed by its pattern, `[N, heads * h]`; nil without values.
  ///
  /// - Parameter tap: What may stand at `scores` and `pattern`.
  func mixed(_ tap: Taps, scores: HookPoint, pattern: HookPoint) throws -> Tensor? {
    let count = count(joinedBy: tap.joined(at: pattern))
    let asked = (0..<count).filter { tap.wants(scores, of: $0) || tap.wants(pattern, of: $0) }
    let others = Set(0..<count).subtracting(asked).sorted()
    let rows = isNarrow ? query.shape[0] : batch.rows[count - 1].upperBound
    return try unsafe withOpened(count) { opened in
      guard value != nil else {
        try unsafe showPatterns(of: asked, opened, tap, scores, pattern, mixingInto: nil)
        return nil
      }
      let columns = heads * hv
      return try unsafe Tensor(shape: [rows, columns]) { floats in
        guard let base = floats.baseAddress else { return }
        let z = unsafe MatrixView(base, rows: rows, columns: columns, stride: columns)
        try unsafe mixBlocks(of: others, opened, into: z, tap.checkpoint)
        try unsafe showPatterns(of: asked, opened, tap, scores, pattern, mixingInto: z)
      }
    }
  }

  /// How many sequences have joined, of which some only share the rows of all three arrays.
  private func count(joinedBy joined: Int) -> Int {
    guard !isNarrow else { return batch.sequences.count }
    let keys = [key, value ?? key].map { keyBatch.count(ofRows: $0.shape[0]) }
    return max(batch.count(ofRows: query.shape[0]), keys[0], keys[1], joined)
  }
}

// MARK: Blocks that are gone at once

extension Attention {
  private func mixBlocks(
    of sequences: [Int], _ opened: Opened, into z: MatrixView, _ checkpoint: () throws -> Void
  ) throws {
    let blocks = sequences.flatMap { unsafe opened.blocks($0) }
    let costs = blocks.flatMap { block in
      let cost = block.queries.places.count * seen(from: block).count * h
      return [Int](repeating: cost, count: heads)
    }
    nonisolated(unsafe) let (opened, z) = unsafe (opened, z)
    // After so many multiplications a pass may be stopped; fewer are worth another core.
    for stage in ranges(costs, of: 1_000_000_000) {
      try checkpoint()
      let parts = ranges(Array(costs[stage]), of: 500_000)
      Parallel.forEach(parts.count) { part in
        for job in parts[part] {
          let (block, head) = (stage.lowerBound + job).quotientAndRemainder(dividingBy: heads)
          unsafe mix(blocks[block], head, opened, into: z)
        }
      }
    }
  }

  private func mix(_ block: QueryBlock, _ head: Int, _ opened: Opened, into z: MatrixView) {
    let (seen, places) = (seen(from: block), block.queries.places)
    // Where keys are chosen, a part of them may be hidden whole, which has no softmax.
    if seen.count > longestRow, selection == nil {
      return unsafe mixInParts(block, head, opened, into: z)
    }
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: places.count * seen.count) {
      guard let base = $0.baseAddress else { return }
      let weights = unsafe MatrixView(
        base, rows: places.count, columns: seen.count, stride: seen.count)
      unsafe score(block, head, opened, seeing: seen, into: weights)
      unsafe scoring.soften(
        weights, at: places, head: head, seeing: seen, of: keyCount(block.sequence))
      unsafe mix(weights, block, head, opened, seeing: seen, into: z)
    }
  }

  /// The same for rows too long for the second cache: some keys after others, each part softened as it comes.
  private func mixInParts(_ block: QueryBlock, _ head: Int, _ opened: Opened, into z: MatrixView) {
    let (seen, places) = (seen(from: block), block.queries.places)
    let mixed = unsafe z.part(rows: block.rows, columns: hv * head..<hv * (head + 1))
    var softmaxes = [RunningSoftmax](
      repeating: RunningSoftmax(sink: scoring.sinks?[head]), count: places.count)
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: places.count * longestPart) {
      guard let base = $0.baseAddress else { return }
      for start in stride(from: seen.lowerBound, to: seen.upperBound, by: longestPart) {
        let part = (start..<start + longestPart).clamped(to: seen)
        let weights = unsafe MatrixView(
          base, rows: places.count, columns: part.count, stride: part.count)
        unsafe score(block, head, opened, seeing: part, into: weights)
        let isFirst = start == seen.lowerBound
        if isFirst { unsafe mixed.fill(with: 0) }
        unsafe scoring.soften(
          weights, at: places, seeing: part, of: keyCount(block.sequence), behind: &softmaxes,
          scaling: mixed)
        unsafe mix(weights, block, head, opened, seeing: part, adding: !isFirst, into: z)
      }
    }
    for row in softmaxes.indices {
      unsafe mixed.rows(row..<row + 1).scale(by: softmaxes[row].share)
    }
  }

  /// Makes the scores, `[queries, seen]`, of one head's block.
  func score(
    _ block: QueryBlock, _ head: Int, _ opened: Opened, seeing seen: Range<Int>,
    into scores: MatrixView
  ) {
    let matrix = unsafe block.queries.isKept ? opened.keptQuery : opened.query
    let queries = unsafe matrix.part(rows: block.queries.rows, columns: h * head..<h * (head + 1))
    unsafe scoring.score(
      queries, at: block.queries.places, head: head,
      parts(opened.keySpans[block.sequence], head, h, opened.key, opened.keptKey), seeing: seen,
      of: keyCount(block.sequence), into: scores)
    if let relative {
      unsafe relative.add(
        queries, at: block.queries.places, head: head,
        parts(opened.keySpans[block.sequence], head, h, opened.key, opened.keptKey), seeing: seen,
        scale: scoring.scale, into: scores)
    }
    if let selection {
      unsafe selection.hide(
        scores, of: block.sequence, at: block.queries.places, seeing: seen)
    }
  }

  /// Writes the values that `weights`, `[queries, seen]`, mix into the rows of z that the block is for, or adds them.
  func mix(
    _ weights: MatrixView, _ block: QueryBlock, _ head: Int, _ opened: Opened,
    seeing seen: Range<Int>,
    adding: Bool = false, into z: MatrixView
  ) {
    let target = unsafe z.part(rows: block.rows, columns: hv * head..<hv * (head + 1))
    let spans = unsafe opened.valueSpans[block.sequence]
    var isFirst = !adding
    let parts = unsafe parts(spans, head, hv, opened.value, opened.keptValue)
    for index in unsafe parts.indices {
      let part = unsafe parts[index].clamped(to: seen)
      guard unsafe !part.places.isEmpty else { continue }
      let first = unsafe part.places.lowerBound - seen.lowerBound
      unsafe multiply(
        weights.columns(first..<first + part.places.count), part.rows, .innerByColumns,
        adding: !isFirst, into: target)
      isFirst = false
    }
  }

  /// The rows of keys or values that one query head meets.
  private func parts(
    _ spans: [RowSpan], _ head: Int, _ width: Int, _ matrix: MatrixView, _ kept: MatrixView
  ) -> [HeadRows] {
    let group = head / (heads / keyHeads)
    return unsafe spans.map { span in
      let source = unsafe span.isKept ? kept : matrix
      return unsafe HeadRows(
        places: span.places,
        rows: source.part(rows: span.rows, columns: width * group..<width * (group + 1)))
    }
  }

  var h: Int { query.columns / heads }
  var hv: Int { value.map { $0.columns / keyHeads } ?? h }

  func keyCount(_ sequence: Int) -> Int { keyBatch.sequences[sequence].tokens.count }

  /// The keys that a block's queries see.
  func seen(from block: QueryBlock) -> Range<Int> {
    scoring.sight.keys(from: block.queries.places, of: keyCount(block.sequence))
  }
}

/// Ranges of indices whose costs sum to `size` or a little more each.
func ranges(_ costs: [Int], of size: Int) -> [Range<Int>] {
  var ranges: [Range<Int>] = []
  var (first, sum) = (0, 0)
  for (index, cost) in costs.enumerated() {
    sum += cost
    if sum >= size || index == costs.count - 1 {
      ranges.append(first..<index + 1)
      (first, sum) = (index + 1, 0)
    }
  }
  return ranges
}
