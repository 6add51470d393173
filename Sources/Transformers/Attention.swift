import Tensors

/// Rows of queries that one product handles: enough for BLAS, few enough to skip keys that come later.
private let queryBlock = 128

/// Scores of every query of one prompt with every key, masked ones -infinity: `[heads, query, key]`.
///
/// - Parameters:
///   - query: `[N, heads * h]`, of which `rows` belong to the prompt.
///   - key: `[N, keyHeads * h]`, of which `keyRows` do; consecutive query heads share a key head where there are fewer.
func attentionScores(
  _ query: Tensor, _ rows: Range<Int>, _ key: Tensor, _ keyRows: Range<Int>, heads: Int,
  keyHeads: Int, _ scoring: Scoring
) -> Tensor {
  let (n, first, keys) = (rows.count, rows.lowerBound, keyRows.count)
  let h = query.columns / heads
  let (query, key) = (ReadOnlyMatrix(query), ReadOnlyMatrix(key))
  return unsafe Tensor(shape: [heads, n, keys]) { floats in
    guard let base = floats.baseAddress else { return }
    nonisolated(unsafe) let scores = unsafe MatrixView(
      base, rows: heads * n, columns: keys, stride: keys)
    forQueryBlocks(heads: heads, tokens: n, headWidth: h) { head, queries in
      let group = head / (heads / keyHeads)
      let block = unsafe scores.rows(queries.shifted(by: head * n))
      unsafe query.view { query in
        unsafe key.view { key in
          let own = unsafe query.part(
            rows: queries.shifted(by: first), columns: h * head..<h * (head + 1))
          let reach = scoring.sight.reach(of: queries, in: keys)
          let others = unsafe key.part(
            rows: keyRows.prefix(reach), columns: h * group..<h * (group + 1))
          unsafe multiply(
            own, others, .columnsByInner, scale: scoring.scale, into: block.columns(0..<reach))
        }
      }
      for (row, query) in queries.enumerated() {
        unsafe scoring.finish(block.base + row * keys, head: head, query: query, of: keys)
      }
    }
  }
}

/// Turns scores `[heads, query, key]` into a pattern: row q becomes a distribution over the keys it sees.
///
/// - Parameter sinks: One score a head that takes its share of every row and is dropped.
func softmax(_ scores: inout Tensor, _ sight: Sight, sinks: [Float]?) {
  let (n, queries) = (scores.columns, scores.shape[1])
  let grain = max(1, 16_384 / n)  // rows that are worth another core
  unsafe Parallel.forRows(of: &scores.values, columns: n, grain: grain) { rows, floats in
    for (index, row) in rows.enumerated() {
      let start = index * n
      let visible = sight.keys(from: row % queries, of: n).shifted(by: start)
      unsafe floats[start..<visible.lowerBound].update(repeating: 0)
      unsafe softmax(
        UnsafeMutableBufferPointer(rebasing: floats[visible]), sink: sinks?[row / queries])
      unsafe floats[visible.upperBound..<start + n].update(repeating: 0)
    }
  }
}

/// Each head's values mixed by its pattern, `[N, heads * h]`.
///
/// - Parameters:
///   - value: `[N, keyHeads * h]`, of which each prompt has its `keyRows`.
///   - patterns: One a prompt, `[heads, query, key]`; keys that a query does not see are 0.
///   - rows: Each prompt's rows.
func mix(
  _ value: Tensor, _ keyRows: [Range<Int>], by patterns: [Tensor], rows: [Range<Int>],
  keyHeads: Int, _ sight: Sight
) -> Tensor {
  let heads = patterns.first?.shape[0] ?? 0
  let h = value.columns / keyHeads
  let value = ReadOnlyMatrix(value)
  let count = rows.last?.upperBound ?? 0
  return unsafe Tensor(shape: [count, heads * h]) { floats in
    guard let base = floats.baseAddress else { return }
    nonisolated(unsafe) let z = unsafe MatrixView(
      base, rows: count, columns: heads * h, stride: heads * h)
    for (prompt, rows) in rows.enumerated() {
      let (n, first, keyRows) = (rows.count, rows.lowerBound, keyRows[prompt])
      let pattern = ReadOnlyMatrix(patterns[prompt])
      forQueryBlocks(heads: heads, tokens: n, headWidth: h) { head, queries in
        let group = head / (heads / keyHeads)
        unsafe pattern.view { pattern in
          unsafe value.view { value in
            let reach = sight.reach(of: queries, in: keyRows.count)
            let weights = unsafe pattern.part(
              rows: queries.shifted(by: head * n), columns: 0..<reach)
            let values = unsafe value.part(
              rows: keyRows.prefix(reach), columns: h * group..<h * group + h)
            let target = unsafe z.part(
              rows: queries.shifted(by: first), columns: h * head..<h * (head + 1))
            unsafe multiply(weights, values, .innerByColumns, into: target)
          }
        }
      }
    }
  }
}

/// What each head alone adds to the residual stream: its part of z times its part of the output weight.
func headResults(_ z: Tensor, _ output: WeightMatrix, heads: Int) -> Tensor {
  let h = z.columns / heads
  let parts = (0..<heads).map { head -> Tensor in
    var own = Tensor(zeros: [z.rows, h])
    for row in 0..<z.rows {
      let start = row * z.columns + head * h
      for element in 0..<h { own.values[row * h + element] = z.values[start + element] }
    }
    return own.product(output.inner(head * h..<(head + 1) * h))
  }  // heads times [N, d]
  var values: [Float] = []
  values.reserveCapacity(z.rows * heads * output.columns)
  for row in 0..<z.rows {
    for part in parts { values += part.values[row * output.columns..<(row + 1) * output.columns] }
  }
  return Tensor(shape: [z.rows, heads * output.columns], values: values)
}

/// Calls `body` for each head and block of queries, on as many cores as their products are worth.
private func forQueryBlocks(
  heads: Int, tokens: Int, headWidth: Int,
  _ body: @Sendable (_ head: Int, _ queries: Range<Int>) -> Void
) {
  let blocks = (tokens + queryBlock - 1) / queryBlock
  let multiplications = min(tokens, queryBlock) * tokens * headWidth
  let grain = max(1, 500_000 / max(multiplications, 1))
  let jobs = heads * blocks
  Parallel.forEach((jobs + grain - 1) / grain) { part in
    for job in part * grain..<min((part + 1) * grain, jobs) {
      let start = job % blocks * queryBlock
      body(job / blocks, start..<min(start + queryBlock, tokens))
    }
  }
}

extension Range<Int> {
  /// The same range `offset` places farther on.
  fileprivate func shifted(by offset: Int) -> Range<Int> {
    lowerBound + offset..<upperBound + offset
  }
}
