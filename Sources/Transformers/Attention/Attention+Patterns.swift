import Activations
import Tensors

/// Patterns that are whole because something stands at them.
extension Attention {
  /// Shows whole patterns of some sequences, and mixes their values if there are any.
  func showPatterns(
    of sequences: [Int], _ opened: Opened, _ tap: Taps, _ scores: HookPoint, _ pattern: HookPoint,
    mixingInto z: MatrixView?
  ) throws {
    // Both points are shown of all sequences in turn, one point alone of as many as fit a bound.
    let isTwofold = tap.plan == nil && tap.wants(scores) && tap.wants(pattern)
    for group in isTwofold ? [sequences] : groups(of: sequences) {
      var patterns: [Int: Tensor] = [:]  // of each sequence: [heads, query, key]
      for sequence in group { unsafe patterns[sequence] = self.scores(sequence, opened) }
      try tap(scores, &patterns)
      for sequence in group {
        if var values = patterns.removeValue(forKey: sequence) {
          soften(&values, sequence)
          patterns[sequence] = values
        }
      }
      try tap(pattern, &patterns)
      guard let z = unsafe z else { continue }
      for (sequence, pattern) in patterns { unsafe mix(pattern, sequence, opened, into: z) }
    }
  }

  /// The scores of one sequence's shown queries with all keys, masked ones -infinity: `[heads, query, key]`.
  private func scores(_ sequence: Int, _ opened: Opened) -> Tensor {
    let (shown, keys) = (batch.sequences[sequence].shownQueries, keyCount(sequence))
    nonisolated(unsafe) let opened = unsafe opened
    return unsafe Tensor(shape: [heads, shown.count, keys]) { floats in
      guard let base = floats.baseAddress else { return }
      nonisolated(unsafe) let scores = unsafe MatrixView(
        base, rows: heads * shown.count, columns: keys, stride: keys)
      forEach(shownBlocks(sequence), keys: keys) { head, block in
        let own = unsafe scores.rows(rows(of: block, head))
        let seen = seen(from: block)
        unsafe score(block, head, opened, seeing: seen, into: own.columns(seen))
        unsafe own.columns(0..<seen.lowerBound).fill(with: -.infinity)
        unsafe own.columns(seen.upperBound..<keys).fill(with: -.infinity)
      }
    }
  }

  /// Turns a sequence's scores into its pattern.
  private func soften(_ scores: inout Tensor, _ sequence: Int) {
    let keys = keyCount(sequence)
    unsafe scores.withMatrix { matrix in
      nonisolated(unsafe) let matrix = unsafe matrix
      forEach(shownBlocks(sequence), keys: keys) { head, block in
        unsafe scoring.soften(
          matrix.rows(rows(of: block, head)), at: block.queries.places, head: head,
          seeing: 0..<keys, of: keys)
      }
    }
  }

  /// Mixes values by a pattern that a tap may have changed: weights at keys that no query sees count too.
  private func mix(_ pattern: Tensor, _ sequence: Int, _ opened: Opened, into z: MatrixView) {
    let keys = keyCount(sequence)
    let pattern = ReadOnlyMatrix(pattern)
    nonisolated(unsafe) let (opened, z) = unsafe (opened, z)
    forEach(unsafe opened.blocks(sequence), keys: keys) { head, block in
      unsafe pattern.view { matrix in
        let weights = unsafe matrix.rows(rows(of: block, head))
        var seen = seen(from: block)
        let isZeroElsewhere =
          unsafe weights.columns(0..<seen.lowerBound).isZero
          && weights.columns(seen.upperBound..<keys).isZero
        if !isZeroElsewhere { seen = 0..<keys }
        unsafe mix(weights.columns(seen), block, head, opened, seeing: seen, into: z)
      }
    }
  }

  /// Groups of sequences whose patterns take no more than some 64 MB together.
  private func groups(of sequences: [Int]) -> [[Int]] {
    let costs = sequences.map { heads * batch.sequences[$0].shownQueries.count * keyCount($0) }
    return ranges(costs, of: 16_000_000).map { Array(sequences[$0]) }
  }

  /// A block's rows in the pattern of its sequence, all axes but the last as rows.
  private func rows(of block: QueryBlock, _ head: Int) -> Range<Int> {
    let (shown, places) = (batch.sequences[block.sequence].shownQueries, block.queries.places)
    let first = head * shown.count + places.lowerBound - shown.lowerBound
    return first..<first + places.count
  }

  /// Calls `body` for each head and block, on as many cores as their products are worth.
  private func forEach(
    _ blocks: [QueryBlock], keys: Int, _ body: @Sendable (_ head: Int, QueryBlock) -> Void
  ) {
    let multiplications = (blocks.map(\.queries.places.count).max() ?? 0) * keys * h
    let grain = max(1, 500_000 / max(multiplications, 1))
    let jobs = heads * blocks.count
    Parallel.forEach((jobs + grain - 1) / grain) { part in
      for job in part * grain..<min((part + 1) * grain, jobs) {
        body(job / blocks.count, blocks[job % blocks.count])
      }
    }
  }
}
