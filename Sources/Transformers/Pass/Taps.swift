public import Activations
public import Tensors

/// Reads or changes the value at a hook point for one prompt of a batch, given by its index.
///
/// Values at `hook_tokens`, at norms' scales, at `hook_result` and at what heads read are only shown: changes to them do nothing.
public typealias Tap = (HookPoint, _ prompt: Int, inout Tensor) throws -> Void

/// What stands at the hook points of a pass: hands wanted values, cut to each sequence, to one tap.
struct Taps {
  let batch: Batch
  let wanted: CaptureSet
  /// Throws when the pass is to stop, as after Ctrl-C; asked at every hook point and between long products.
  let checkpoint: () throws -> Void
  let tap: Tap
  /// The stack that the pass goes through: its points have names of their own in models with two.
  var stack = HookPoint.Stack.blocks
  /// Which sequences join where, and what is wanted of each, if not all of all.
  var plan: SweepPlan?

  /// Whether the pass may end once the hook points up to `point` are behind it.
  func endAfter(_ point: HookPoint) -> Bool { wanted.points.last == named(point) }

  /// Whether the pass may end with `layer`.
  func endAfter(layer: Int) -> Bool {
    wanted.points.last.map { $0.layer == layer && $0.stack == stack } ?? false
  }

  func wants(_ point: HookPoint) -> Bool {
    // The encoder has shown the embeddings; the decoder's have no hook point.
    let isBefore = point.layer == nil && !point.kind.comesAfterBlocks
    if stack == .decoder, isBefore { return false }
    return wanted.contains(named(point))
  }

  func wants(_ point: HookPoint, of sequence: Int) -> Bool {
    wants(point) && plan?.wants(named(point), of: sequence) ?? true
  }

  /// Whether anything in `layer` is wanted that `matches`.
  func wantsAny(in layer: Int, where matches: (HookPoint.Kind) -> Bool) -> Bool {
    wanted.points.contains { $0.stack == stack && $0.layer == layer && matches($0.kind) }
  }

  /// How many sequences have joined once `point` is reached.
  func joined(at point: HookPoint) -> Int {
    plan?.joined(at: named(point)) ?? batch.sequences.count
  }

  /// How many sequences have joined before the pass comes to its stack.
  var joinedBefore: Int { plan?.joined(before: stack) ?? batch.sequences.count }

  /// The point under the name that it has in this stack.
  private func named(_ point: HookPoint) -> HookPoint { point.of(stack) }

  /// Taps packed rows, `[N, ...]`; each sequence sees its own in the shape `[tokens] + tail`.
  ///
  /// - Parameter owners: Whose rows they are, where not the batch's.
  func callAsFunction(
    _ point: HookPoint, _ x: inout Tensor, tail: [Int]? = nil, of owners: Batch? = nil
  ) throws {
    try checkpoint()
    guard wants(point) else { return }
    let batch = owners ?? batch
    batch.extend(&x, toFirst: joined(at: point))
    let tail = tail ?? [x.columns]
    let count = batch.count(ofRows: x.shape[0])
    for sequence in 0..<count where wants(point, of: sequence) {
      let shown = batch.sequences[sequence].shown
      let spans = batch.spans(of: sequence, shown, inFirst: count)
      try tap(sequence, point, spans, &x, tail, owned: batch.rows[sequence])
    }
  }

  /// Lets the tap see and change what lies in some rows; only those that are `owned` may change.
  private func tap(
    _ sequence: Int, _ point: HookPoint, _ spans: [RowSpan], _ x: inout Tensor, _ tail: [Int],
    owned: Range<Int>
  ) throws {
    let values = x.gathered(spans).values
    var part = Tensor(shape: [values.count / tail.reduce(1, *)] + tail, values: values)
    try tap(named(point), sequence, &part)
    let length = x.values.count / x.shape[0]
    var start = 0
    for span in spans {
      let (source, target) = (
        start..<start + span.rows.count * length,
        span.rows.lowerBound * length..<span.rows.upperBound * length
      )
      start = source.upperBound
      if owned.contains(span.rows.lowerBound) {
        x.values.replaceSubrange(target, with: part.values[source])
      } else if !part.values[source].elementsEqual(x.values[target], by: isSame) {
        throw ModelError(
          .badRequest, "\(named(point)) is changed at a token whose values others share")
      }
    }
  }

  /// Taps one tensor a sequence, as scores and patterns are.
  func callAsFunction(_ point: HookPoint, _ perSequence: inout [Int: Tensor]) throws {
    try checkpoint()
    for sequence in perSequence.keys.sorted() where wants(point, of: sequence) {
      guard var value = perSequence.removeValue(forKey: sequence) else { continue }
      try tap(named(point), sequence, &value)
      perSequence[sequence] = value
    }
  }

  /// Shows a tap what each of `heads` heads reads, `[tokens, heads, width]`; changes are not taken over.
  func show(_ point: HookPoint, _ x: Tensor, heads: Int) throws {
    guard wants(point) else { return }
    let width = x.columns
    var values: [Float] = []
    values.reserveCapacity(x.values.count * heads)
    for row in 0..<x.rows {
      for _ in 0..<heads { values += x.values[row * width..<(row + 1) * width] }
    }
    var copies = Tensor(shape: [x.rows, heads * width], values: values)
    try self(point, &copies, tail: [heads, width])
  }
}

/// Whether two values are equal, as NaN is to itself.
private func isSame(_ left: Float, _ right: Float) -> Bool {
  left == right || (left.isNaN && right.isNaN)
}
