import Activations
import Tensors

/// A residual stream to start a pass from.
struct Stream {
  /// The layer that reads it.
  let layer: Int
  /// `[N, d]`.
  let x: Tensor
}

/// The two ends of the pass: token ids to rows, and rows to logits.
extension ForwardPass {
  /// The embeddings of all tokens, or what the pass starts from, and the embeddings of their places where only
  /// queries and keys read those, `[N, d]`.
  func embed() throws -> (x: Tensor, places: Tensor?) {
    let count = tap.joinedBefore
    let tokens = batch.tokens(ofFirst: count)
    if let start {
      if config.perLayerWidth > 0 { try prepareLayers(tokenEmbeddings(of: tokens), tokens) }
      return (start.x, config.addsPlacesToScores ? try places(count) : nil)
    }
    var ids = Tensor(shape: [tokens.count, 1], values: tokens.map(Float.init))
    try tap(.outside(.tokens), &ids, tail: [])

    if config.isEncoder { return (try embedAsEncoder(weights.embedding(of: tokens), tokens), nil) }
    var x = try tokenEmbeddings(of: tokens)  // [N, d]
    try tap(.outside(.embed), &x)
    if config.perLayerWidth > 0 {
      try prepareLayers(x, batch.tokens(ofFirst: batch.count(ofRows: x.shape[0])))
    }
    if let streams = config.streams { return (try weights.tables().widened(x, streams), nil) }
    guard var places = try places(count) else { return (x, nil) }  // [N, d]
    try tap(.outside(.positionEmbed), &places)
    if config.addsPlacesToScores { return (x, places) }
    batch.add(places, to: &x)
    if config.normalizesPlaced {
      x = try norm(x, weights.embeddingNorm(), .outside(.embedNormScale), .outside(.embedNorm))
    }
    return (x, nil)
  }

  /// The learned vectors of the places of the first `count` sequences, where there are such.
  private func places(_ count: Int) throws -> Tensor? {
    if case .sinusoids(let form) = config.position {
      return form.vectors(batch.places(ofFirst: count), width: config.width)
    }
    guard let firstRow = config.firstPlace else { return nil }
    return try weights.positionEmbedding(of: batch.places(ofFirst: count).map { $0 + firstRow })
  }

  /// The embeddings of tokens before those of places are added, `[tokens, d]`.
  func tokenEmbeddings(of tokens: [Int]) throws -> Tensor {
    var x = try weights.embedding(of: tokens)
    if let map = try weights.embeddingMap() { x = map(x) }
    if config.embeddingScale != 1 { x *= config.embeddingScale }
    if config.normalizesEmbedding {
      x = try norm(x, weights.embeddingNorm(), .outside(.embedNormScale), .outside(.embedNorm))
    }
    return x
  }

  /// BERT's sum of embeddings of tokens, places and the first token type, normalised.
  private func embedAsEncoder(_ embedding: Tensor, _ tokens: [Int]) throws -> Tensor {
    var x = embedding
    try tap(.outside(.tokenEmbed), &x)
    if var places = try places(tap.joinedBefore) {
      try tap(.outside(.placeEmbed), &places)
      batch.add(places, to: &x)
    }
    if config.hasTokenTypes {
      var types = try weights.typeEmbedding(of: tokens.map { _ in 0 })
      try tap(.outside(.typeEmbed), &types)
      batch.add(types, to: &x)
    }
    if config.normalizesEmbedding {
      x = try norm(x, weights.embeddingNorm(), .outside(.embedNormScale), .outside(.embedNorm))
    }
    if let map = try weights.embeddingMap() { x = map(x) }
    try tap(.outside(.fullEmbed), &x)
    return x
  }

  /// The rows of `x` through the norm after the last block, where there is one.
  func finalNorm(_ x: Tensor) throws -> Tensor {
    guard config.hasFinalNorm else { return x }
    var x = x
    if let streams = config.streams {
      let tables = try weights.tables()
      x =
        try tables.connection.map { try read(x, $0).rows } ?? tables.narrowed(x, streams)
    }
    return try norm(
      x, weights.finalNorm(), .outside(.finalNormScale), .outside(.finalNorm), config.finalNorm)
  }

  /// The logits of normalised rows, `[N, vocabulary]`, with the family's factor and cap.
  func end(_ x: Tensor) throws -> Tensor {
    var logits = try logits(of: x)
    if config.logitScale != 1 { logits *= config.logitScale }
    if let cap = config.logitCap { logits.cap(at: cap) }
    return logits
  }

  /// Scores of tokens, `[N, vocabulary]`, through the masked language model's own layer where there is one.
  func logits(of x: Tensor) throws -> Tensor {
    guard let head = try weights.head() else {
      try weights.requireLogits(config)
      return try weights.logits(of: x)
    }
    var hidden = head.map(x)
    hidden.apply(config.headActivation ?? config.activation)
    return try weights.logits(
      of: norm(hidden, head.norm, .outside(.headNormScale), .outside(.headNorm)))
  }
}
