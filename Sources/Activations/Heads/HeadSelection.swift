/// A set of a model's attention heads, as chosen by a text such as `L0-3H2,L5`.
///
///     let chosen = try HeadSelection("l4-5h1-2,L^1", layers: 6, heads: 4)
///     chosen.heads         // [L4H1, L4H2, L5H0, L5H1, L5H2, L5H3]
///     chosen.description   // "L4H1,L4H2,L5H*"
///
/// The grammar holds everything that pattern_lens accepts, and more:
///
///     selection = item { ("," | "~") item }     the union of the items; spaces are ignored
///     item      = term { "/" term }             the first term's heads but those of the others
///     term      = "L" numbers [ "H" numbers ]   no "H": all heads; in either case of letters
///     numbers   = "*" | "x"                     all
///               | place [ "-" [ place ] ]       one, a range with its ends, or from it to the last
///     place     = digits | "^" digits           from 0; "^1" is the last, "^2" the one before
///
/// `/` binds more closely than `,`: `L*/L0,L2` is all but layer 0, and layer 2 (which is in it
/// already).
public struct HeadSelection: Equatable, Sendable {
  /// The chosen heads, each once, in order; never empty.
  public let heads: [Head]

  /// Number of layers of the model, whether chosen or not.
  public let layerCount: Int

  /// Number of heads in each layer of the model.
  public let headCount: Int

  /// Parses `text` for a model of `layers` layers with `heads` heads each, but for the layers without patterns.
  ///
  /// - Parameter patternless: What these have instead.
  /// - Throws: `SelectionError` that points at the first bad item and says what the model has.
  public init(
    _ text: String, layers: Int, heads: Int, patternless: [Int: String] = [:]
  ) throws {
    guard let size = ModelSize(layers: layers, heads: heads, patternless: patternless) else {
      throw SelectionError(text, 0..<text.count, "there are no heads: \(layers) layers of \(heads)")
    }
    try self.init(text, in: size)
  }

  /// Parses `text` for a model some of whose layers may have no patterns: `*` and ranges mean the heads that exist.
  ///
  /// - Throws: `SelectionError` that points at the first bad item and says what the model has.
  public init(_ text: String, in size: ModelSize) throws {
    var parser = HeadSelectionParser(text, size)
    self.init(
      sorted: try parser.selection().sorted(), layers: size.layers, heads: size.heads)
  }

  /// Chooses these heads; nil if there are none or one is outside a model of `layers` by `heads`.
  public init?(_ chosen: some Sequence<Head>, layers: Int, heads: Int) {
    let unique = Set(chosen)
    guard !unique.isEmpty,
      unique.allSatisfy({ (0..<layers).contains($0.layer) && (0..<heads).contains($0.index) })
    else { return nil }
    self.init(sorted: unique.sorted(), layers: layers, heads: heads)
  }

  private init(sorted: [Head], layers: Int, heads: Int) {
    (self.heads, layerCount, headCount) = (sorted, layers, heads)
  }

  /// The layers that hold at least one chosen head, in order: all that must be captured.
  public var layers: [Int] {
    heads.reduce(into: []) { layers, head in
      if layers.last != head.layer { layers.append(head.layer) }
    }
  }

  /// Whether `head` is chosen.
  public func contains(_ head: Head) -> Bool {
    let place = heads.partitioningIndex { $0 >= head }
    return place < heads.count && heads[place] == head
  }
}

extension HeadSelection: CustomStringConvertible {
  /// The one canonical text of this set, which pattern_lens's page can parse as well.
  ///
  /// Neighbouring layers with the same heads share items (`L0-3H2`, `L0-3H*`; `L*` where they are
  /// all layers); heads of a layer that is not chosen whole are listed one by one (`L5H1,L5H2`).
  public var description: String {
    var items: [String] = []
    var rest = heads[...]
    while let first = rest.first {
      let indexes = rest.prefix { $0.layer == first.layer }.map(\.index)
      var layer = first.layer
      repeat {
        rest = rest.dropFirst(indexes.count)
        layer += 1
      } while rest.prefix { $0.layer == layer }.map(\.index) == indexes
      let layers = HeadSelection.name(first.layer..<layer, of: layerCount)
      if indexes.count == headCount {
        items.append("L\(layers)H*")
      } else {
        items += indexes.map { "L\(layers)H\($0)" }
      }
    }
    return items.joined(separator: ",")
  }

  private static func name(_ range: Range<Int>, of count: Int) -> String {
    if range.count == count { return "*" }
    return range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound - 1)"
  }
}

extension Array {
  /// The first index whose element satisfies `belongsInSecond`, by binary search; all such elements
  /// must come last.
  package func partitioningIndex(where belongsInSecond: (Element) -> Bool) -> Int {
    var range = 0..<count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      range =
        belongsInSecond(self[middle])
        ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
