internal import Activations
internal import Files
internal import Formats
internal import Foundation
internal import Indexes
internal import Surveys
internal import Synchronization
internal import Tensors
internal import Text

extension ViewerRoutes {
  /// What a survey's page shows.
  ///
  ///     /api/survey                                  all heads: numbers, histograms, first tokens
  ///     /api/survey/HEAD                             {"top": [row, ...], "examples": ..., "sources": ..., "tokens": ...}
  ///     /api/survey/HEAD/pattern?hash=HASH&score=NAME {"tokens": [...], "values": base64 of float32, "value": 0.9}
  ///
  /// A row is an object of the table's columns, null where it has no number. A pattern has the model run, and is for a
  /// page that says in `X-Plens-Run` the `token` that it has of the first.
  func survey(_ names: ArraySlice<String>, _ target: RequestTarget) throws -> ViewerAnswer {
    guard let source = catalog.source.survey else {
      throw RequestProblem.missing(
        "no survey is shown here: 'plens serve DIR' with a survey's folder")
    }
    let tables = try SurveyLines(source, try surveyIndex(source))
    let names = Array(names)
    guard let name = names.first else { return .json(try overview(source, tables)) }
    guard let head = Head(name) else {
      throw RequestProblem.bad("'\(name.prefix(40))' is no head, such as L5H3")
    }
    if names.count == 2, names[1] == "pattern" {
      return .json(try pattern(of: head, source, tables, target))
    }
    guard names.count == 1 else {
      throw RequestProblem.missing(
        "there is nothing at /api/survey/\(names.joined(separator: "/"))")
    }
    return .json(.object(try about(head, tables)))
  }

  /// The rows of a head in four tables, tokens as a reader sees them.
  private func about(_ head: Head, _ tables: SurveyLines) throws -> JSONObject {
    let kinds = [SurveyTable.Kind.top, .examples, .sources, .tokens]
    let rows = try kinds.map { try tables.rows($0, of: head) }
    let columns = ["query_token", "key_token", "token"]
    let labels = Self.labels(
      rows.joined().flatMap { row in columns.compactMap { row[$0]?.stringValue } })
    var object: JSONObject = [:]
    for (kind, rows) in zip(kinds, rows) {
      object[kind.rawValue] = .array(
        rows.map { row in
          var shown = row
          for column in columns {
            guard let piece = row[column]?.stringValue else { continue }
            shown[column] = labels[piece].map { .string($0) }
          }
          return .object(shown)
        })
    }
    return object
  }

  /// Whether a path asks for a pattern of a survey.
  static func isSurveyRun(_ path: String) -> Bool {
    path.hasPrefix("/api/survey/") && path.hasSuffix("/pattern")
  }

  private func surveyIndex(_ source: SurveySource) throws -> FolderIndex {
    try caches.surveyIndex.withLock { known in
      if let (path, index) = known, path == source.path { return index }
      let index =
        try catalog.source.indexFolder.map { try FolderIndex(of: source.path, in: $0) }
        ?? FolderIndex()
      known = (source.path, index)
      return index
    }
  }

  private func overview(_ source: SurveySource, _ tables: SurveyLines) throws -> JSON {
    let manifest = try JSON.load(path: source.path + "/survey.json")
    let heads = try tables.table(.heads)
    let places = Dictionary(
      heads.rows.enumerated().map { ($1.first ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    let scores = Self.scores(heads)
    var histograms = [[String: [Double]]](repeating: [:], count: heads.rows.count)
    for row in try tables.table(.histograms).rows {
      guard row.count == 5, let place = places[row[0]], let from = Double(row[2]),
        (0...Double(1 << 40)).contains(from), let share = Double(row[4]), share.isFinite
      else { continue }
      let bin = row[1] == "distance" ? Bins.distance(Int(from)) : Bins.share(Float(from) + 1e-4)
      let count = row[1] == "distance" ? Bins.distances.count : Bins.shares
      histograms[place][row[1], default: Array(repeating: 0, count: count)][bin] = share
    }
    // Distances that no head looks at would leave most of the picture empty.
    let last = histograms.compactMap { $0["distance"]?.lastIndex { $0 > 0 } }.max() ?? 0
    var tokens = [[String: [JSON]]](repeating: [:], count: heads.rows.count)
    let all = try tables.table(.tokens)
    let (way, token) = (all.columns.firstIndex(of: "way"), all.columns.firstIndex(of: "token"))
    if let way, let token {
      let labels = Self.labels(all.rows.map { $0[token] })
      for row in all.rows {
        guard let place = places[row[0]], tokens[place][row[way], default: []].count < 5 else {
          continue
        }
        tokens[place][row[way], default: []].append(.string(labels[row[token]] ?? row[token]))
      }
    }
    let ranges = (manifest["settings"]?["ranges"]?.arrayValue ?? []).map { range -> JSON in
      .array((range.arrayValue ?? []).map { .finite($0.doubleValue ?? .nan) })
    }
    // As of what is typed: a server that others reach runs no model for them.
    let reason: String? =
      source.make == nil
      ? source.note
      : runToken.isEmpty
        ? "other machines can reach this server"
        : source.isAllowed() ? nil : RequestProblem.runsNothing.text
    let runs = source.make != nil && reason == nil
    let note = source.make == nil ? reason : reason.map { "no pattern is made: \($0)" }
    return .object([
      "model": manifest["settings"]?["model"] ?? .null, "texts": manifest["texts"] ?? .null,
      "windows": manifest["windows"] ?? .null, "tokens_read": manifest["tokens"] ?? .null,
      "sources": manifest["settings"]?["sources"] ?? .array([]),
      "scores": .array(scores.map { .string($0) }),
      "ranges": .array(ranges),
      "columns": .array(heads.columns.map { .string($0) }),
      "heads": .array(
        heads.rows.map { row in
          .array(zip(heads.columns, row).map { SurveyLines.value($1, in: $0) })
        }),
      "histograms": .array(histograms.map { Self.shown($0, distances: last + 1) }),
      "histogramNotes": .object([
        "distance": .string("share of attention by distance from query to key"),
        "entropy": .string("share of rows by entropy: 0 looks at one token, 1 at all alike"),
        "first": .string("share of rows by their attention to the first token"),
      ]),
      "tokens": .array(
        tokens.map { own in
          .object(["at": .array(own["at"] ?? []), "from": .array(own["from"] ?? [])])
        }),
      "runs": .bool(runs), "token": .string(runToken),
      "note": note.map { .string($0) } ?? .null,
    ])
  }

  /// The histograms of a head, distances up to some.
  private static func shown(_ own: [String: [Double]], distances count: Int) -> JSON {
    var object: JSONObject = [:]
    for name in ["distance", "entropy", "first"] {
      let shares = own[name] ?? []
      let shown = name == "distance" ? Array(shares.prefix(count)) : shares
      object[name] = .array(shown.map { JSON.number($0) })
    }
    return .object(object)
  }

  /// The scores of a survey, by the columns of its heads.
  private static func scores(_ heads: FolderIndex.Lines) -> [String] {
    heads.columns.filter { heads.columns.contains($0 + "_std") }
  }

  /// What a reader sees of the tokens of a survey, by the vocabulary's strings.
  ///
  /// A token by itself does not tell how the vocabulary spells: all of them together do.
  private static func labels(_ pieces: [String]) -> [String: String] {
    let all = Array(Set(pieces)).sorted()
    return Dictionary(
      uniqueKeysWithValues: zip(all, readableVocabulary(all).map(\.label)))
  }

  private func pattern(
    of head: Head, _ source: SurveySource, _ tables: SurveyLines, _ target: RequestTarget
  ) throws -> JSON {
    guard let make = source.make else {
      throw RequestProblem.missing(source.note ?? "the survey's model is not here")
    }
    let (hash, score) = (target.value("hash") ?? "", target.value("score") ?? "")
    let scores = Self.scores(try tables.table(.heads))
    guard scores.contains(score) else {
      throw RequestProblem.bad(
        "the survey has no score '\(score.prefix(80))': it has \(scores.joined(separator: ", "))")
    }
    let rows = try tables.rows(.top, of: head) + tables.rows(.examples, of: head)
    guard let row = rows.first(where: { $0["hash"]?.stringValue == hash }),
      let text = row["text"]?.stringValue
    else { throw RequestProblem.missing("\(head) has no text '\(hash.prefix(40))' here") }
    guard mayRun else {
      throw RequestProblem(
        status: 403, text: "only the survey's own page may have its model run")
    }
    guard source.isAllowed() else { throw RequestProblem.runsNothing }
    let made: SurveySource.Made
    do {
      if isGone() { throw CancellationError() }
      made = try make(text, head, score, isGone)
    } catch let error where !(error is CancellationError) {
      // As of what is typed: it is about the text, and nothing here is broken.
      throw RequestProblem(status: 422, text: "\(error)")
    }
    let bytes = made.pattern.values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(8 * $0)) }
    }
    return .object([
      "tokens": .array(readableTokens(made.tokens).map { .string($0.text) }),
      "values": .string(Data(bytes).base64EncodedString()),
      "value": made.value.map { .finite($0) } ?? .null,
    ])
  }
}

/// The tables of a survey by heads, as its index has them.
private struct SurveyLines {
  private let folder: SurveyFolder
  private let index: FolderIndex

  init(_ source: SurveySource, _ index: FolderIndex) throws {
    (folder, self.index) = (SurveyFolder(path: source.path), index)
  }

  /// All rows of a table, the head's name first.
  func table(_ kind: SurveyTable.Kind) throws -> FolderIndex.Lines { try lines(kind, nil) }

  /// The rows of a head as objects.
  func rows(_ kind: SurveyTable.Kind, of head: Head) throws -> [JSONObject] {
    let lines = try lines(kind, head.description)
    return lines.rows.map { row in
      var object: JSONObject = [:]
      for (column, field) in zip(lines.columns, row) {
        object[column] = Self.value(field, in: column)
      }
      return object
    }
  }

  private func lines(_ kind: SurveyTable.Kind, _ key: String?) throws -> FolderIndex.Lines {
    try index.lines(kind.rawValue, at: folder.path + "/" + kind.fileName, key: key) {
      let table = try folder.table(kind)
      let order = table.columns.indices.sorted { left, right in
        (table.columns[left].name == "head" ? -1 : left)
          < (table.columns[right].name == "head" ? -1 : right)
      }
      let rows = (0..<table.count).map { row in
        order.map { table.columns[$0].values.text(row) }
      }
      return .init(columns: order.map { table.columns[$0].name }, rows: rows)
    }
  }

  /// A field as JSON: a number where the column has numbers.
  static func value(_ field: String, in column: String) -> JSON {
    if SurveyTable.isText(column) { return .string(field) }
    if let whole = Int(field) { return .integer(whole) }
    return Double(field).map { .finite($0) } ?? .null
  }
}
