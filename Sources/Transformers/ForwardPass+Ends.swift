import Activations
import Tensors

/// The two ends of the pass: token ids to rows, and rows to logits.
extension ForwardPass {
  /// The embeddings of all tokens, and of their places where only queries and keys read those, `[N, d]`.
  func embed() throws -> (x: Tensor, places: Tensor?) {
    var ids = Tensor(shape: [batch.tokens.count, 1], values: batch.tokens.map(Float.init))
    try tap(.outside(.tokens), &ids, tail: [])

    if config.isEncoder { return (try embedAsEncoder(weights.embedding(of: batch.tokens)), nil) }
    var x = try tokenEmbeddings(of: batch.tokens)  // [N, d]
    try tap(.outside(.embed), &x)
    guard let firstRow = config.firstPlace else { return (x, nil) }
    var places = try weights.positionEmbedding(of: batch.places.map { $0 + firstRow })  // [N, d]
    try tap(.outside(.positionEmbed), &places)
    if case .learnedForScores = config.position { return (x, places) }
    x += places
    return (x, nil)
  }

  /// The embeddings of tokens before those of places are added, `[tokens, d]`.
  func tokenEmbeddings(of tokens: [Int]) throws -> Tensor {
    var x = try weights.embedding(of: tokens)
    if config.embeddingScale != 1 { x *= config.embeddingScale }
    if config.normalizesEmbedding {
      x = try norm(x, weights.embeddingNorm(), .outside(.embedNormScale), .outside(.embedNorm))
    }
    return x
  }

  /// BERT's sum of embeddings of tokens, places and the first token type, normalised.
  private func embedAsEncoder(_ embedding: Tensor) throws -> Tensor {
    var x = embedding
    try tap(.outside(.tokenEmbed), &x)
    if let firstRow = config.firstPlace {
      var places = try weights.positionEmbedding(of: batch.places.map { $0 + firstRow })
      try tap(.outside(.placeEmbed), &places)
      x += places
    }
    if config.hasTokenTypes {
      var types = try weights.typeEmbedding(of: batch.tokens.map { _ in 0 })
      try tap(.outside(.typeEmbed), &types)
      x += types
    }
    if config.normalizesEmbedding {
      x = try norm(x, weights.embeddingNorm(), .outside(.embedNormScale), .outside(.embedNorm))
    }
    try tap(.outside(.fullEmbed), &x)
    return x
  }

  /// The rows of `x` through the norm after the last block, where there is one.
  func finalNorm(_ x: Tensor) throws -> Tensor {
    guard config.hasFinalNorm else { return x }
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
      if config.isEncoder {
        throw ModelError(.badRequest, "\(config.name) has no head that gives scores of tokens")
      }
      return try weights.logits(of: x)
    }
    var hidden = head.map(x)
    hidden.apply(config.activation)
    return try weights.logits(
      of: norm(hidden, head.norm, .outside(.headNormScale), .outside(.headNorm)))
  }
}
