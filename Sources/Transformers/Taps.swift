public import Activations
public import Tensors

/// Reads or changes the value at a hook point for one prompt of a batch, given by its index.
public typealias Tap = (HookPoint, _ prompt: Int, inout Tensor) throws -> Void

/// What stands at the hook points of a pass: hands wanted values, cut to each prompt, to one tap.
struct Taps {
  let batch: Batch
  let wanted: CaptureSet
  /// Throws when the pass is to stop, as after Ctrl-C; asked at every hook point.
  let checkpoint: () throws -> Void
  let tap: Tap
  /// The stack that the pass goes through: its points have names of their own in models with two.
  var stack = HookPoint.Stack.blocks

  /// Whether the pass may end once the hook points up to `point` are behind it.
  func endAfter(_ point: HookPoint) -> Bool { wanted.points.last == named(point) }

  /// Whether the pass may end with `layer`.
  func endAfter(layer: Int) -> Bool {
    wanted.points.last.map { $0.layer == layer && $0.stack == stack } ?? false
  }

  func wants(_ point: HookPoint) -> Bool {
    // The encoder has shown the embeddings; the decoder's have no hook point.
    if stack == .decoder, point.kind == .tokens || point.kind == .embed { return false }
    return wanted.contains(named(point))
  }

  /// The point under the name that it has in this stack.
  private func named(_ point: HookPoint) -> HookPoint { point.of(stack) }

  /// Taps packed rows, `[rows, ...]`; each prompt sees its own in the shape `[tokens] + tail`.
  ///
  /// - Parameter prompts: Each prompt's rows, where they are not the batch's.
  func callAsFunction(
    _ point: HookPoint, _ x: inout Tensor, tail: [Int]? = nil, rows prompts: [Range<Int>]? = nil
  ) throws {
    try checkpoint()
    guard wants(point) else { return }
    let prompts = prompts ?? batch.rows
    let tail = tail ?? [x.columns]
    let perToken = x.values.count / max(prompts.last?.upperBound ?? 1, 1)
    for (prompt, rows) in prompts.enumerated() {
      let range = rows.lowerBound * perToken..<rows.upperBound * perToken
      let lead = rows.count * perToken / tail.reduce(1, *)
      var part = Tensor(shape: [lead] + tail, values: Array(x.values[range]))
      try tap(named(point), prompt, &part)
      x.values.replaceSubrange(range, with: part.values)
    }
  }

  /// Taps one tensor a prompt, as scores and patterns are.
  func callAsFunction(_ point: HookPoint, _ perPrompt: inout [Tensor]) throws {
    try checkpoint()
    guard wants(point) else { return }
    for prompt in perPrompt.indices { try tap(named(point), prompt, &perPrompt[prompt]) }
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
