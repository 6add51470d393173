public import Activations
public import Figures
internal import Files
public import Formats

/// The settings of a survey, which all its parts share.
public struct SurveySettings: Sendable {
  /// The model's name.
  public var model: String
  /// A fingerprint of the model's weights, to tell models of one name apart.
  public var fingerprint: String
  /// Number of token ids that it has.
  public var vocabulary: Int
  /// The heads, layer by layer.
  public var heads: [Head]
  /// The scores, at least one.
  public var scores: [HeadScore]
  /// The range of each score that is divided into tenths.
  public var ranges: [ClosedRange<Double>]
  /// How many of a score's highest texts are kept.
  public var top: Int
  /// How many texts of each tenth of a score's range are kept.
  public var examples: Int
  /// The seed for drawing examples.
  public var seed: Int
  /// Most tokens of a text that are read.
  public var longest: Int
  /// Whether longer texts are read to their end, in windows of as many tokens.
  public var splits: Bool
  /// Whether attention is counted by token.
  public var countsTokens: Bool
  /// The files' names as they were given.
  public var sources: [String]
  /// The key of a text in JSON Lines.
  public var field: String
  /// How plain text files are divided into texts.
  public var unit: TextUnit

  /// Asks for `scores` of `heads`, with the usual limits.
  ///
  /// - Throws: `FigureError` where two scores would be one column.
  public init(
    model: String, fingerprint: String, vocabulary: Int, heads: [Head], scores: [HeadScore],
    longest: Int, sources: [String]
  ) throws {
    try HeadScore.checkColumns(of: scores, beside: ["head"], endings: SurveyTables.endings)
    (self.model, self.fingerprint, self.vocabulary) = (model, fingerprint, vocabulary)
    (self.heads, self.scores, self.longest) = (heads.sorted(), scores, longest)
    ranges = scores.map { $0.name == "distance" ? 0...Double(max(1, longest - 1)) : 0...1 }
    (top, examples, seed, splits, countsTokens) = (10, 2, 0, false, true)
    (self.sources, field, unit) = (sources, "text", .file)
  }

  var limits: HeadStatistics.Limits { .init(top: top, examples: examples) }

  /// The settings as JSON, as in `survey.json` and each part's manifest.
  public var json: JSONObject {
    [
      "model": .string(model), "model_fingerprint": .string(fingerprint),
      "vocabulary": .integer(vocabulary),
      "heads": .array(heads.map { .string($0.description) }),
      "scores": .array(scores.map { .string($0.name) }),
      "ranges": .array(
        ranges.map { .array([.number($0.lowerBound), .number($0.upperBound)]) }),
      "top": .integer(top), "examples": .integer(examples), "seed": .integer(seed),
      "max_tokens": .integer(longest), "split": .bool(splits), "tokens": .bool(countsTokens),
      "sources": .array(sources.map { .string($0) }), "field": .string(field),
      "unit": .string(unit.rawValue),
    ]
  }

  /// Reads the settings of a part or of a merged survey.
  ///
  /// - Parameter score: Finds a score by its name.
  /// - Throws: What `score` throws; `FormatError` where something is missing.
  public init(_ json: JSON, path: String, score: (String) throws -> HeadScore) throws {
    func missing(_ key: String) -> FormatError {
      FormatError(path: path, problem: "'\(key)' is missing or is something else")
    }
    func text(_ key: String) throws -> String {
      guard let value = json[key]?.stringValue else { throw missing(key) }
      return value
    }
    func number(_ key: String) throws -> Int {
      guard let value = json[key]?.integerValue, (0...1 << 40).contains(value) else {
        throw missing(key)
      }
      return value
    }
    func texts(_ key: String) throws -> [String] {
      guard let values = json[key]?.arrayValue?.map(\.stringValue), !values.contains(nil) else {
        throw missing(key)
      }
      return values.compactMap { $0 }
    }
    try self.init(
      model: try text("model"), fingerprint: try text("model_fingerprint"),
      vocabulary: try number("vocabulary"), heads: try texts("heads").compactMap { Head($0) },
      scores: try texts("scores").map(score), longest: try number("max_tokens"),
      sources: try texts("sources"))
    let pairs = json["ranges"]?.arrayValue?.map { $0.arrayValue?.compactMap(\.doubleValue) ?? [] }
    guard let pairs, pairs.count == scores.count,
      pairs.allSatisfy({ $0.count == 2 && $0[0] <= $0[1] })
    else { throw missing("ranges") }
    ranges = pairs.map { $0[0]...$0[1] }
    (top, examples, seed) = (try number("top"), try number("examples"), try number("seed"))
    guard let splits = json["split"]?.boolValue else { throw missing("split") }
    guard let countsTokens = json["tokens"]?.boolValue else { throw missing("tokens") }
    guard let unit = TextUnit(rawValue: try text("unit")) else { throw missing("unit") }
    (self.splits, self.countsTokens, self.unit) = (splits, countsTokens, unit)
    field = try text("field")
  }

  /// The layers that have heads among those asked for, each with its heads and the place of the first of them.
  var layers: [(layer: Int, heads: [Head], first: Int)] {
    var layers: [(layer: Int, heads: [Head], first: Int)] = []
    for (place, head) in heads.enumerated() {
      if layers.last?.layer == head.layer {
        layers[layers.count - 1].heads.append(head)
      } else {
        layers.append((head.layer, [head], place))
      }
    }
    return layers
  }
}
