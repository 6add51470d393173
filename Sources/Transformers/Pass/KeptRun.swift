import Tensors

/// The keys and values of a prompt's tokens in every layer (a KV cache), from which a longer prompt
/// goes on.
///
/// It belongs to the model that made it, and its owner decides how long it stays.
public struct KeptRun: Sendable {
  /// One layer's rows, and where another mixer than attention has got to.
  struct Layer: Sendable {
    var queries: Tensor?  // [n, heads * h]
    var keys: Tensor?  // [n, keyHeads * h]
    var values: Tensor?
    /// What the mixer read, `[n, d]`.
    var mixed: Tensor?
    /// Its state behind all of these rows; nil behind fewer rows than it has read.
    var state: MixerState?

    mutating func append(_ other: Layer) {
      if let own = other.queries { queries?.append(own) }
      if let own = other.keys { keys?.append(own) }
      if let own = other.values { values?.append(own) }
      if let own = other.mixed { mixed?.append(own) }
      state = other.state
    }

    func prefix(_ count: Int) -> Layer {
      let rows = mixed ?? keys
      return Layer(
        queries: queries?.part(0..<count), keys: keys?.part(0..<count),
        values: values?.part(0..<count), mixed: mixed?.part(0..<count),
        state: rows?.rows == count ? state : nil)
    }

    var floatCount: Int {
      [queries, keys, values, mixed].reduce(state?.floatCount ?? 0) {
        $0 + ($1?.values.count ?? 0)
      }
    }
  }

  /// The tokens whose rows are kept.
  public private(set) var tokens: [Int] = []
  /// Whether queries are kept as well, so that patterns of these tokens can be computed.
  public let keepsQueries: Bool
  private(set) var layers: [Layer] = []
  /// The length of the prompt whose angles queries and keys have turned by, where these depend on it.
  private(set) var length = 0

  /// Makes a run without tokens.
  public init(keepingQueries keepsQueries: Bool = false) { self.keepsQueries = keepsQueries }

  /// Number of bytes that the rows take.
  public var byteCount: Int {
    layers.reduce(0) { $0 + $1.floatCount * MemoryLayout<Float>.stride }
  }

  /// The kept run of the first `count` tokens alone.
  public func prefix(_ count: Int) -> KeptRun {
    var run = KeptRun(keepingQueries: keepsQueries)
    guard count > 0 else { return run }
    run.tokens = Array(tokens.prefix(count))
    run.layers = layers.map { $0.prefix(run.tokens.count) }
    run.length = length
    return run
  }

  /// Adds the rows that a pass behind it made.
  mutating func append(_ tokens: [Int], _ rows: [Layer], turnedFor length: Int) {
    if layers.isEmpty {
      layers = rows
    } else {
      for layer in layers.indices { layers[layer].append(rows[layer]) }
    }
    self.tokens += tokens
    self.length = length
  }
}

/// Kept runs of several prompts: a prompt that begins like one of them is computed only from where
/// it differs.
///
/// They are of one model. The run used longest ago goes when they take more than the limit.
public struct KeptRuns: Sendable {
  /// The most bytes that all kept runs may take.
  public let limit: Int
  /// The runs, the one used last at the end.
  private var runs: [KeptRun] = []

  /// Makes an empty store that may take so many bytes.
  public init(limit: Int) { self.limit = limit }

  /// Number of bytes that they take.
  public var byteCount: Int { runs.reduce(0) { $0 + $1.byteCount } }

  /// Number of runs.
  public var count: Int { runs.count }

  /// The longest beginning of `tokens` that a kept run has.
  public func commonCount(with tokens: [Int]) -> Int {
    runs.reduce(0) { max($0, Transformers.commonCount($1.tokens, tokens)) }
  }

  /// The run with the longest common beginning for which `isFit` holds, and that beginning's length; nil if none has any.
  mutating func longest(
    beginning tokens: [Int], where isFit: (KeptRun) -> Bool
  ) -> (run: KeptRun, common: Int)? {
    let lengths = runs.map { isFit($0) ? Transformers.commonCount($0.tokens, tokens) : 0 }
    guard let best = lengths.indices.max(by: { lengths[$0] < lengths[$1] }), lengths[best] > 0
    else { return nil }
    let run = runs.remove(at: best)
    runs.append(run)
    return (run, lengths[best])
  }

  /// Keeps a run, if it fits, and drops those that are beginnings of it.
  public mutating func keep(_ run: KeptRun) {
    guard run.byteCount <= limit else { return }
    runs.removeAll {
      run.tokens.starts(with: $0.tokens) && (run.keepsQueries || !$0.keepsQueries)
    }
    runs.append(run)
    while byteCount > limit { runs.removeFirst() }
  }
}
