/// Why a definition that analyses rest on does not hold for a model; each a sentence's end behind the model's name.
extension ModelConfig {
  /// Why the residual stream is not the sum of what embeddings, heads and feed-forward layers add; nil where it is.
  public var sumProblem: String? {
    if streams != nil {
      return
        "keeps several residual streams beside one another: what layers add makes no single sum"
    }
    if perLayerWidth > 0 {
      return "adds vectors of tokens in every block, which no head and no feed-forward layer writes"
    }
    if scalesBlocks {
      return "multiplies its stream by a number after every block: it is no sum of parts"
    }
    if normalizesMixed {
      return "normalises what all heads mix together: what one of them writes depends on the others"
    }
    return nil
  }

  /// Why what a head writes is not a weighted sum over keys of what it makes of each; nil where it is.
  public var mixtureProblem: String? {
    gatesAttention
      ? "multiplies what heads mix by a gate of the query: it is no sum over keys of what values write"
      : nil
  }

  /// Why a score is not a product of one map of the query's stream and one of the key's; nil where it is.
  public var scoreProblem: String? {
    if latent != nil { return "makes queries and keys of small normalised vectors" }
    if relativeScores != nil { return "adds products with vectors of distances to scores" }
    if normalizesAfterRotation { return "normalises queries and keys after they turn" }
    if queryGrowth != nil { return "makes queries grow with their place" }
    if attentionFactors != nil { return "multiplies what attention reads and keys by factors" }
    return keyValueSources.isEmpty ? nil : "has layers that use keys of others"
  }
}
