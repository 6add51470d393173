import Activations
import Tensors

/// Patterns that are whole because something stands at them.
extension Attention {
  /// Shows whole patterns of some sequences, and mixes their values if there are any.
  func showPatterns(
    of sequences: [Int], _ opened: Opened, _ tap: Taps, _ point: (HookPoint.Kind) -> HookPoint,
    mixingInto z: MatrixView?
  ) throws {
    let (scores, pattern) = (point(.attentionScores), point(.pattern))
    // Both points are shown of all sequences in turn, one point alone of as many as fit a bound.
    let isTwofold = tap.plan == nil && tap.wants(scores) && tap.wants(pattern)
    for group in isTwofold ? [sequences] : groups(of: sequences) {
      var patterns: [Int: Tensor] = [:]  // of each sequence: [heads, query, key]
      for sequence in group { unsafe patterns[sequence] = self.scores(sequence, opened) }
      var others = splitWindows(&patterns)  // of each sequence: [heads, query, window]
      try tap(scores, &patterns)
      for sequence in group {
        if var values = patterns.removeValue(forKey: sequence) {
          if let other = others[sequence] {
            let shape = Array(values.shape.dropLast()) + [values.columns + other.columns]
            values = sideBySide([values, other]).reshaped(shape)
          }
          soften(&values, sequence)
          patterns[sequence] = values
        }
      }
      others = splitWindows(&patterns)
      try tap(pattern, &patterns)
      try tap(point(.compressedPattern), &others)
      guard let z = unsafe z else { continue }
      for (sequence, pattern) in patterns { unsafe mix(pattern, sequence, opened, into: z) }
      for (sequence, pattern) in others { unsafe addWindows(pattern, sequence, opened, to: z) }
    }
  }

  /// Leaves the columns of tokens and returns those of windows, where these have keys.
  private func splitWindows(_ patterns: inout [Int: Tensor]) -> [Int: Tensor] {
    guard windows != nil else { return [:] }
    var others: [Int: Tensor] = [:]
    for (sequence, pattern) in patterns {
      let places = windowPlaces(sequence)
      let shape = Array(pattern.shape.dropLast())
      patterns[sequence] = pattern.columns(0..<places.lowerBound)
        .reshaped(shape + [places.lowerBound])
      others[sequence] = pattern.columns(places).reshaped(shape + [places.count])
    }
    return others
  }

  /// The scores of one sequence's shown queries with all keys, masked ones -infinity: `[heads, query, key]`.
  private func scores(_ sequence: Int, _ opened: Opened) -> Tensor {
    let (shown, keys) = (
      batch.sequences[sequence].shownQueries, windowPlaces(sequence).upperBound
    )
    nonisolated(unsafe) let opened = unsafe opened  // safe: only read
    return unsafe Tensor(shape: [heads, shown.count, keys]) { floats in
      guard let base = floats.baseAddress else { return }
      // safe: each head's block has rows of its own
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
    let (keys, all) = (keyCount(sequence), windowPlaces(sequence).upperBound)
    unsafe scores.withMatrix { matrix in
      nonisolated(unsafe) let matrix = unsafe matrix  // safe: each head's block has its rows
      forEach(shownBlocks(sequence), keys: all) { head, block in
        unsafe scoring.soften(
          matrix.rows(rows(of: block, head)), at: block.queries.places, head: head,
          seeing: 0..<all, of: keys)
      }
    }
  }

  /// Mixes values by a pattern that a tap may have changed: weights at keys that no query sees count too.
  private func mix(_ pattern: Tensor, _ sequence: Int, _ opened: Opened, into z: MatrixView) {
    let keys = keyCount(sequence)
    let pattern = ReadOnlyMatrix(pattern)
    // safe: `opened` is only read, and each head's block writes its own part of z
    nonisolated(unsafe) let (opened, z) = unsafe (opened, z)
    forEach(unsafe opened.blocks(sequence), keys: keys) { head, block in
      unsafe pattern.view { matrix in
        let weights = unsafe matrix.rows(rows(of: block, head))
        var seen = scoring.sight.keys(from: block.queries.places, of: keys)
        let isZeroElsewhere =
          unsafe weights.columns(0..<seen.lowerBound).isZero
          && weights.columns(seen.upperBound..<keys).isZero
        if !isZeroElsewhere { seen = 0..<keys }
        unsafe mix(weights.columns(seen), block, head, opened, seeing: seen, into: z)
      }
    }
  }

  /// Adds what windows' values mix to, by what queries give to each.
  private func addWindows(
    _ pattern: Tensor, _ sequence: Int, _ opened: Opened, to z: MatrixView
  ) {
    let places = windowPlaces(sequence)
    guard !places.isEmpty else { return }
    let pattern = ReadOnlyMatrix(pattern)
    // safe: `opened` is only read, and each head's block writes its own part of z
    nonisolated(unsafe) let (opened, z) = unsafe (opened, z)
    forEach(unsafe opened.blocks(sequence), keys: places.count) { head, block in
      unsafe pattern.view { matrix in
        unsafe mix(
          matrix.rows(rows(of: block, head)), block, head, opened, seeing: places, adding: true,
          into: z)
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
