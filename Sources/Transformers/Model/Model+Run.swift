public import Activations
public import Tensors

extension Model {
  /// Runs one prompt and keeps what `capturing` chooses.
  ///
  /// - Parameters:
  ///   - tokens: At least one id; at most `config.contextLength` where places are learned.
  ///   - answer: What the decoder reads, in a model whose prompts go to an encoder.
  ///   - logits: Of which tokens logits are wanted.
  ///   - checkpoint: Asked often; what it throws ends the pass.
  /// - Throws: `ModelError` for ids outside the vocabulary or a wrong length.
  public func run(
    _ tokens: [Int], answer: [Int]? = nil, capturing wanted: CaptureSet,
    logits: LogitRows = .none, checkpoint: () throws -> Void = {}
  ) throws -> Run {
    var cache = ActivationCache()
    let output = try run(
      [tokens], answers: answer.map { [$0] }, capturing: wanted, logits: logits,
      checkpoint: checkpoint
    ) { point, _, value in cache[point] = value }
    return Run(cache: cache, logits: output)
  }

  /// Runs several prompts in one pass and calls `tap` with each captured value as soon as it is
  /// computed.
  ///
  /// - Parameters:
  ///   - answers: What the decoder reads for each prompt, in a model whose prompts go to an encoder;
  ///     by default the token that it starts with, alone, as in TransformerLens. In a part of such a model each prompt holds its own.
  ///   - logits: Of which of a prompt's tokens logits are wanted; of the decoder's where there is an encoder.
  ///   - sharesBeginnings: Whether tokens with which several prompts begin are computed once. A tap may then not
  ///     change values of such tokens.
  /// - Returns: The wanted logits of all prompts, one after another, `[tokens, vocabulary]`; nil if none are.
  @discardableResult
  public func run(
    _ prompts: [[Int]], answers: [[Int]]? = nil, capturing wanted: CaptureSet,
    logits: LogitRows = .none, sharesBeginnings: Bool = false,
    checkpoint: () throws -> Void = {}, tap: Tap
  ) throws -> Tensor? {
    guard !prompts.isEmpty else { return nil }
    guard answers.map({ $0.count == prompts.count }) ?? true else {
      throw ModelError(
        .badRequest, "\(answers?.count ?? 0) decoder inputs for \(prompts.count) prompts")
    }
    let inputs = try prompts.indices.map { try input(prompts[$0], answer: answers?[$0]) }
    for input in inputs { try logits.check(0..<(input.answer ?? input.tokens).count) }
    var sequences = inputs.map {
      Batch.Sequence($0.tokens, logits: config.encoder == nil ? logits : .none)
    }
    if sharesBeginnings { config.shareBeginnings(of: &sequences) }
    return try withoutActuallyEscaping(checkpoint) { checkpoint in
      try withoutActuallyEscaping(tap) { tap in
        try run(
          PassInput(
            sequences: sequences,
            answers: inputs.compactMap { input in
              input.answer.map { Batch.Sequence($0, logits: logits) }
            },
            wanted: config.part.map { part in CaptureSet(wanted.points.map(part.real)) } ?? wanted),
          checkpoint, config.part?.shown(to: tap) ?? tap)
      }
    }
  }

  /// Runs the layers from `layer` on, and the unembedding, on a given residual stream.
  ///
  /// - Parameters:
  ///   - stream: What stands before the layer, `hook_resid_pre`, `[tokens, width]`.
  ///   - layer: The first layer to run; the number of layers for the end alone.
  ///   - wanted: What `tap` sees of these layers.
  /// - Returns: The wanted logits, `[tokens, vocabulary]`; nil if none are.
  /// - Throws: `ModelError` for a stream or a layer that the model does not have, or an encoder beside a decoder.
  @discardableResult
  public func run(
    from stream: Tensor, layer: Int, capturing wanted: CaptureSet = CaptureSet([]),
    logits: LogitRows = .all, checkpoint: () throws -> Void = {},
    tap: Tap = { _, _, _ in }
  ) throws -> Tensor? {
    guard config.encoder == nil else {
      throw ModelError(.badRequest, "\(config.name) has two stacks of layers: none starts alone")
    }
    if config.perLayerWidth > 0, layer < config.layers {
      throw ModelError(
        .badRequest,
        "\(config.name) has vectors of tokens for every layer, which a stream alone does not tell")
    }
    guard config.start(for: layer) == layer else {
      throw ModelError(
        .badRequest,
        "layers from \(layer) on use what layer \(config.start(for: layer)) made: start there or before"
      )
    }
    let streamWidth = config.streamShape.reduce(1, *)
    guard (0...config.layers).contains(layer), stream.shape.count >= 2,
      stream.shape.dropFirst().reduce(1, *) == streamWidth
    else {
      throw ModelError(
        .badRequest,
        "layer \(layer) with a stream of shape \(stream.shape); \(config.name) has layers 0 to "
          + "\(config.layers - 1) and streams [tokens, \(config.streamShape.map(String.init).joined(separator: ", "))]"
      )
    }
    let stream = stream.reshaped([stream.shape[0], streamWidth])
    let tokens = [Int](repeating: 0, count: stream.shape[0])
    _ = try input(tokens, answer: nil)
    try logits.check(0..<tokens.count)
    let input = PassInput(
      sequences: [Batch.Sequence(tokens, logits: logits)], wanted: wanted,
      start: Stream(layer: layer, x: stream))
    return try withoutActuallyEscaping(checkpoint) { checkpoint in
      try withoutActuallyEscaping(tap) { tap in try run(input, checkpoint, tap) }
    }
  }

  /// What the encoder, or all of a model without one, and the decoder read for a prompt.
  ///
  /// - Throws: `ModelError` for a wrong length.
  func input(_ prompt: [Int], answer: [Int]?) throws -> (tokens: [Int], answer: [Int]?) {
    // Only learned places run out; turning ones go on, whatever a prompt so long may be worth.
    let most = config.hasLearnedPlaces ? config.contextLength : .max
    guard (1...most).contains(prompt.count) else {
      throw ModelError(
        .badRequest,
        "a prompt of \(prompt.count) tokens; \(config.name) takes 1 to \(config.contextLength)")
    }
    let split = config.part.map { _ in config.split(prompt) }
    guard config.encoder != nil else { return (split?.source ?? prompt, nil) }
    if let split { return (split.source, split.answer) }
    let answer = answer ?? [config.decoderStart ?? 0]
    guard !answer.isEmpty else {
      throw ModelError(.badRequest, "a decoder's input of no tokens")
    }
    return (prompt, answer)
  }

  /// Sends sequences through the model, or through encoder and decoder.
  ///
  /// - Throws: `FormatError` where a file of weights is shortened meanwhile: no value goes out after that.
  func run(
    _ input: PassInput, _ checkpoint: @escaping () throws -> Void, _ tap: @escaping Tap
  ) throws -> Tensor? {
    PassCount.current?.add()
    let logits = try pass(input, checkpoint) { point, prompt, value in
      try self.checkFiles()
      try tap(point, prompt, &value)
    }
    try checkFiles()
    return logits
  }

  private func pass(
    _ input: PassInput, _ checkpoint: @escaping () throws -> Void, _ tap: @escaping Tap
  ) throws -> Tensor? {
    var taps = Taps(
      batch: Batch(input.sequences), wanted: input.wanted, checkpoint: checkpoint, tap: tap,
      plan: input.plan)
    guard let encoder = config.encoder, let encoderWeights else {
      var pass = ForwardPass(config: config, weights: weights, batch: taps.batch, tap: taps)
      pass.keeper = input.keeper
      (pass.streams, pass.start) = (input.streams, input.start)
      return try pass.run()
    }
    taps.stack = .encoder
    let encoding = ForwardPass(
      config: encoder, weights: encoderWeights, batch: taps.batch, tap: taps)
    let decoded = Batch(input.answers)
    guard let x = try encoding.stream(continues: decoded.unembeds) else { return nil }
    let memory = Memory(x: x, batch: taps.batch)
    taps = Taps(
      batch: decoded, wanted: input.wanted, checkpoint: checkpoint, tap: tap, stack: .decoder,
      plan: input.plan)
    return try ForwardPass(
      config: config, weights: weights, batch: decoded, tap: taps, memory: memory
    ).run()
  }
}

/// What a pass is given.
struct PassInput {
  /// What the model reads, or its encoder.
  var sequences: [Batch.Sequence]
  /// What the decoder reads beside an encoder.
  var answers: [Batch.Sequence] = []
  /// The hook points that are looked at.
  var wanted: CaptureSet
  var plan: SweepPlan?
  var keeper: Keeper?
  var start: Stream?
  var streams: StreamKeeper?
}
