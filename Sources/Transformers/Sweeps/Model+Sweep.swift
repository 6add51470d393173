public import Activations
public import Tensors

extension Model {
  /// Runs many variants of one prompt together, each only from the layer and token where it begins
  /// to differ.
  ///
  /// Until a variant's first edit its values are the prompt's; there its rows join the pass, and the weights of
  /// each layer are read once for all. A change at z of layer l costs the output of that layer's attention, its
  /// feed-forward part and the later layers.
  ///
  /// - Parameters:
  ///   - prompt: What all are variants of.
  ///   - answer: What the decoder reads, in a model whose prompts go to an encoder.
  ///   - wanted: What `tap` is shown of the prompt and, from where they join, of all variants.
  ///   - logits: Of which tokens logits are wanted.
  ///   - limit: Bytes that the rows of variants may take; more variants than fit run one after another, in
  ///     passes that start where the first of each begins to differ.
  ///   - tap: Shown a captured value, after edits, of a variant by its index, or of the prompt itself as nil.
  ///   - each: Given the logits, `[tokens, vocabulary]`, of the prompt, as nil, and of each variant, in any order.
  /// - Throws: `ModelError` for hook points that the model does not have or that can't be changed.
  public func sweep(
    _ prompt: [Int], answer: [Int]? = nil, variants: [Variant],
    capturing wanted: CaptureSet = CaptureSet([]), logits: LogitRows = .last,
    within limit: Int = 512 << 20, checkpoint: () throws -> Void = {},
    tap: (HookPoint, _ variant: Int?, Tensor) throws -> Void = { _, _, _ in },
    each: (_ variant: Int?, Tensor) throws -> Void = { _, _ in }
  ) throws {
    let input = try input(prompt, answer: answer)
    try logits.check(0..<(input.answer ?? input.tokens).count)
    let sweep = try Sweep(
      config, variants: variants, wanted: wanted, tokens: input.tokens, answer: input.answer,
      logits: logits)
    var streams: [Int: Tensor] = [:]
    for chunk in sweep.chunks(within: limit) {
      let start = streams.keys.filter { $0 <= chunk.firstLayer }.max()
      let keeper = StreamKeeper(sweep.startLayers(within: limit), rows: input.tokens.count)
      var pass = sweep.input(for: chunk)
      pass.streams = keeper
      pass.start = start.flatMap { layer in streams[layer].map { Stream(layer: layer, x: $0) } }
      let output = try withoutActuallyEscaping(checkpoint) { checkpoint in
        try withoutActuallyEscaping(tap) { tap in
          try run(pass, checkpoint, sweep.tap(for: chunk, tap))
        }
      }
      streams.merge(keeper.streams) { $1 }
      guard let output else { continue }
      let count = output.rows / (chunk.variants.count + 1)
      for (place, variant) in ([nil] + chunk.variants.map(Optional.some)).enumerated()
      where variant != nil || chunk.isFirst {
        try each(variant, output.part(place * count..<(place + 1) * count))
      }
    }
  }

  /// The logits, `[tokens, vocabulary]`, of a prompt and of each of its variants.
  ///
  /// - Throws: `ModelError` for hook points that the model does not have or that can't be changed.
  public func sweepLogits(
    _ prompt: [Int], answer: [Int]? = nil, variants: [Variant], logits: LogitRows = .last,
    within limit: Int = 512 << 20, checkpoint: () throws -> Void = {}
  ) throws -> (prompt: Tensor, variants: [Tensor]) {
    let none = Tensor(zeros: [0])
    var result = (prompt: none, variants: [Tensor](repeating: none, count: variants.count))
    try sweep(
      prompt, answer: answer, variants: variants, logits: logits, within: limit,
      checkpoint: checkpoint,
      each: { variant, logits in
        if let variant { result.variants[variant] = logits } else { result.prompt = logits }
      })
    return result
  }
}
