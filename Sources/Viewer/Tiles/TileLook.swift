internal import Activations
internal import Figures
internal import Pictures
internal import Tensors

/// How tiles of `raw` are drawn: as the function does, or so that weak attention shows.
///
///     ?scale=sqrt       square roots of the values
///     &first=drop       without the first token as query and as key
///     &map=Blues_r      in another colour map
///     &by=mean          means of the cells that a pixel covers, in place of the strongest
struct TileLook: Equatable {
  /// The function whose tiles have a look.
  static let function = "raw"

  private let isRoot: Bool
  private let dropsFirst: Bool
  private let isMean: Bool
  private let map: String?

  /// Reads it from an address.
  ///
  /// - Parameter first: The key that says whether the first token is shown.
  /// - Throws: `RequestProblem` 400 for what is unknown.
  init(_ target: RequestTarget, first: String = "first") throws {
    func choice(_ key: String, _ known: String, _ standard: String) throws -> Bool {
      let value = target.value(key) ?? standard
      guard [known, standard].contains(value) else {
        throw RequestProblem.bad("'\(key)' is \(known) or \(standard), not '\(value.prefix(40))'")
      }
      return value == known
    }
    isRoot = try choice("scale", "sqrt", "linear")
    dropsFirst = try choice(first, "drop", "keep")
    isMean = try choice("by", "mean", "strongest")
    map = target.value("map")
    if let map, (try? Colormap(named: map)) == nil {
      throw RequestProblem.bad("there is no colour map '\(map.prefix(40))'")
    }
  }

  /// What tells it from others; empty for the function's own.
  var text: String {
    (isRoot ? " sqrt" : "") + (dropsFirst ? " drop" : "") + (isMean ? " mean" : "")
      + (map.map { " " + $0 } ?? "")
  }

  /// The pattern in this look, large ones pooled to about `size`; nil where the function draws it itself.
  func figure(_ rows: AttentionRows, size: Int?) throws -> Figure? {
    if text.isEmpty { return nil }
    var rows = rows
    if dropsFirst, rows.queries.count > 1, rows.keys.count > 1 {
      rows = rows.part(
        queries: rows.queries.dropFirst(), keys: rows.keys.dropFirst())
    }
    // The strongest of some cells has the largest root, so that a long pattern need not be there whole.
    let longest = max(rows.queries.count, rows.keys.count)
    let side = size.map { max(1, (longest + $0 - 1) / max($0, 1)) } ?? 1
    let pooled = side > 1 ? try rows.pooled(side: side) : nil
    let pattern = pooled.map { isMean ? $0.mean : $0.largest } ?? rows.tensor
    var values = pattern.values
    // A root belongs to numbers from 0 on; others are drawn as they are.
    if isRoot, values.allSatisfy({ !($0 < 0) }) { values = values.map { $0.squareRoot() } }
    let colors = try map.map { try Colormap(named: $0) } ?? .blues
    return .heatMap(
      try HeatMap(Tensor(shape: pattern.shape, values: values), colormap: colors, scale: .range()))
  }
}
