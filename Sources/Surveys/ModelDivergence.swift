public import Activations
internal import Pictures
internal import Tensors

/// How the heads of two models differ over texts: one pass of each, and no pattern kept.
public struct ModelDivergence: Sendable {
  /// How a head differs.
  public struct Row: Sendable {
    /// The head, of both.
    public let head: Head
    /// The largest difference of two weights; NaN of no window.
    public let delta: Double
    /// The mean over windows of the mean over rows of the Jensen-Shannon divergence; NaN of no window.
    public let mean: Double
    /// Its standard deviation over windows, with n - 1; NaN of fewer than two.
    public let deviation: Double
    /// The largest of a window; NaN of none.
    public let most: Double
  }

  private let settings: SurveySettings
  private let skipsBad: Bool

  /// Compares the heads of `settings`, of texts as they say.
  public init(_ settings: SurveySettings, skipsBad: Bool = false) {
    (self.settings, self.skipsBad) = (settings, skipsBad)
  }

  private struct HeadCount {
    var largest: Float = 0
    var moments = Moments()
    var most = 0.0
  }

  /// Goes through the texts.
  ///
  /// - Returns: A row a head, how many texts have other numbers of tokens in the two and are left out, and what was read.
  /// - Throws: What passes throw; `FormatError` for a line without a text; `CancellationError`.
  public func callAsFunction(
    _ files: SurveyFiles, by models: (SurveyModel, SurveyModel),
    isCancelled: @Sendable () -> Bool = { false }, watch: Survey.Watching = { _, _ in }
  ) throws -> (rows: [Row], unequal: Int, report: Survey.Report) {
    var counts = [HeadCount](repeating: HeadCount(), count: settings.heads.count)
    var state = PartState(settings)
    var stream = WindowStream(files, settings, skipsBad: skipsBad)
    while let members = try stream.next([models.0, models.1], counting: &state, isCancelled) {
      for batch in WindowStream.batches(members) {
        if isCancelled() { throw CancellationError() }
        try compare(batch, models, &counts)
        state.count(batch)
        watch(stream.position, state.texts)
      }
    }
    var report = Survey.Report()
    report.fill(state)
    let rows = zip(settings.heads, counts).map { head, count -> Row in
      let isSeen = count.moments.count > 0
      return Row(
        head: head, delta: isSeen ? Double(count.largest) : .nan,
        mean: count.moments.mean ?? .nan, deviation: count.moments.deviation ?? .nan,
        most: isSeen ? count.most : .nan)
    }
    return (rows, stream.unequal, report)
  }

  /// Some layers at a time, so that the patterns of a few windows are in memory.
  private func compare(
    _ members: [SurveyBatch.Member], _ models: (SurveyModel, SurveyModel),
    _ counts: inout [HeadCount]
  ) throws {
    let cells = members.reduce(0) { $0 + $1.window.ids.count * $1.window.ids.count }
    var waiting = settings.layers[...]
    while !waiting.isEmpty {
      var (some, size) = (waiting.prefix(1), cells * (waiting.first?.heads.count ?? 0))
      for layer in waiting.dropFirst() {
        size += cells * layer.heads.count
        guard size <= Self.mostCells else { break }
        some = waiting.prefix(some.count + 1)
      }
      waiting = waiting.dropFirst(some.count)
      let layers = some.map(\.layer)
      var first: [[Int]: Tensor] = [:]
      try models.0.run(members.map(\.window.ids), layers) { layer, member, patterns in
        first[[layer, member]] = patterns
      }
      try models.1.run(members.map { $0.others[0] }, layers) { layer, member, patterns in
        guard let own = some.first(where: { $0.layer == layer }),
          let other = first.removeValue(forKey: [layer, member])
        else { return }
        guard other.shape == patterns.shape else {
          throw FigureError(
            "layer \(layer) has patterns of shape \(other.shape) in the one and \(patterns.shape) in the other"
          )
        }
        try add(own, other, patterns, &counts)
      }
    }
  }

  private func add(
    _ own: (layer: Int, heads: [Head], first: Int), _ left: Tensor, _ right: Tensor,
    _ counts: inout [HeadCount]
  ) throws {
    let (queries, size) = (left.shape[1], left.shape[1] * left.shape[2])
    for (place, head) in own.heads.enumerated() {
      guard head.index < left.shape[0] else {
        throw FigureError("there is no \(head): layer \(head.layer) has \(left.shape[0]) heads")
      }
      let range = head.index * size..<(head.index + 1) * size
      var rows = RowDivergence()
      rows.add(left.values[range], right.values[range])
      guard rows.sum.isFinite, rows.largest.isFinite else {
        throw FigureError("\(head) has weights that are no numbers")
      }
      let mean = max(0, rows.sum / Double(max(queries, 1)))
      let index = own.first + place
      counts[index].largest = max(counts[index].largest, rows.largest)
      counts[index].moments.add(mean)
      counts[index].most = max(counts[index].most, mean)
    }
  }

  /// Cells of patterns that are in memory at once: 256 MB.
  private static let mostCells = 1 << 26
}
