internal import Activations
internal import Figures
internal import Files
internal import Formats
internal import Foundation
internal import Pictures
internal import Tensors

/// Exports the viewer as static files: a page, patterns and figures that work without this
/// program's server.
///
///     DIR/index.html  single.html  page/...        the page
///     DIR/site.json                                 by which the page knows that it has files
///     DIR/models.jsonl  figures.jsonl  MODEL/...    as in a folder of captures
///     DIR/MODEL/scores.json                         scores, as `/api/scores` gives them
public enum SiteExport {
  /// What was written.
  public struct Report: Equatable, Sendable {
    /// Prompts, of all models together.
    public var prompts = 0

    /// Figures.
    public var figures = 0

    /// What went wrong with figures and patterns that are missing for it.
    public var problems: [String] = []
  }

  /// Writes what a viewer of `source` shows to the folder `folder`, which is made where it is not
  /// there; files of the same names are replaced.
  ///
  /// - Parameters:
  ///   - functions: Names of the figure functions to draw with; nil for `raw` alone.
  ///   - isCancelled: Asked before each layer; what was written by then stays.
  /// - Throws: `ViewerError` for a function that is not there or a folder that has the captures
  ///   themselves, `FormatError` where a file can't be written, `CancellationError`.
  public static func write(
    _ source: ViewerSource, to folder: String, functions names: [String]? = nil,
    isCancelled: @Sendable () -> Bool = { false }
  ) throws -> Report {
    let root = URL(filePath: folder).standardizedFileURL.resolvingSymlinksInPath().path
    if let store = source.store,
      URL(filePath: store.root).standardizedFileURL.resolvingSymlinksInPath().path == root
    {
      throw ViewerError("a site goes to a folder of its own, not into that of the captures")
    }
    let functions = try (names ?? ["raw"]).map { name in
      guard let function = source.registry[name] else {
        throw ViewerError("there is no figure function '\(name)'")
      }
      return function
    }
    let caches = Catalog.Caches()
    let catalog = Catalog(source, caches: caches)
    var site = Site(
      root: root, routes: ViewerRoutes(catalog: catalog, caches: caches, revision: 1),
      functions: functions)
    for (path, document) in ViewerPage.documents where !path.contains("survey") {
      // Files have no such address; what it gives is in `site.json`.
      let preload = "  <link rel=\"preload\" href=\"api/palettes\" as=\"fetch\" crossorigin>\n"
      let text = String(decoding: document.bytes, as: UTF8.self).replacing(preload, with: "")
      try site.write(path.hasSuffix(".html") ? Array(text.utf8) : document.bytes, path)
    }
    for model in try catalog.models() {
      try site.write(model, isCancelled: isCancelled)
    }
    try site.writeIndexes()
    return site.report
  }

  /// One export while it is going on.
  private struct Site {
    let root: String
    let routes: ViewerRoutes
    let functions: [FigureFunction]
    var report = Report()
    private var configs: [JSONObject] = []
    /// Why things of the model that is being written are not there.
    private var missing: [String] = []

    private var catalog: Catalog { routes.catalog }

    init(root: String, routes: ViewerRoutes, functions: [FigureFunction]) {
      (self.root, self.routes, self.functions) = (root, routes, functions)
    }

    func write(_ bytes: [UInt8], _ path: String) throws {
      let place = URL(filePath: root + "/" + path)
      try makeFolder(place.deletingLastPathComponent().path)
      try writeAtomically(bytes, to: place.path)
    }

    /// Writes what there is of a model: prompts, patterns, figures and scores.
    mutating func write(_ model: String, isCancelled: @Sendable () -> Bool) throws {
      let listing = try catalog.prompts(of: model)
      report.problems += listing.problems.map(\.description)
      // The newest first, as the index has them; one that it could not read just now comes behind.
      let places = Dictionary(
        try catalog.promptList(of: [model]).hashes().enumerated().map { ($1.hash, $0) },
        uniquingKeysWith: { first, _ in first })
      let prompts = listing.prompts.sorted {
        places[$0.hash, default: .max] < places[$1.hash, default: .max]
      }
      let late = prompts.count { places[$0.hash] == nil }
      if late > 0 {
        report.problems.append(
          "\(model): \(late) of \(prompts.count) prompts could not be read for the index, and stand last"
        )
      }
      let size = try found { try $0.catalog.size(of: model) }
      for prompt in prompts {
        try write(prompt, of: model, layers: size?.layers ?? 0, isCancelled: isCancelled)
      }
      if let size { try draw(prompts, of: model, size, isCancelled: isCancelled) }
      try write(ViewerAnswer.lines(prompts.map(\.fields)).body, "\(model)/prompts.jsonl")
      if let config = try found({ try $0.catalog.config(of: model) }) ?? nil {
        try write(ViewerAnswer.json(.object(config)).body, "\(model)/model_cfg.json")
        configs.append(config)
      }
      let hashes = prompts.map(\.hash)
      if let scores = try found({ try $0.scores(of: model, $0.catalog.source.scores, on: hashes) })
      {
        try write(ViewerAnswer.json(scores).body, "\(model)/scores.json")
        missing += (scores["problems"]?.arrayValue ?? []).compactMap { $0["error"]?.stringValue }
      }
      // What can't be read at all was told when it was drawn; what could not be read once is missing all the same.
      for problem in missing where !report.problems.contains(where: { $0.contains(problem) }) {
        report.problems.append(problem)
      }
      missing = []
    }

    private mutating func write(
      _ prompt: PromptRecord, of model: String, layers: Int, isCancelled: @Sendable () -> Bool
    ) throws {
      let folder = "\(model)/prompts/\(prompt.hash)"
      try write(ViewerAnswer.json(.object(prompt.fields)).body, folder + "/prompt.json")
      report.prompts += 1
      var arrays: [EncodedArray] = []
      var sides = (queries: 0, keys: 0)
      for layer in 0..<layers {
        if isCancelled() { throw CancellationError() }
        guard let patterns = try self.layer(layer, of: prompt.hash, model: model) else { continue }
        sides = (patterns.shape[1], patterns.shape[2])
        arrays.append(
          EncodedArray(
            name: "blocks.\(layer).attn.hook_pattern", shape: [1] + patterns.shape,
            values: patterns.tensor.values, compression: .level(1)))
      }
      if sides.keys > 0,
        let tokens = try found({
          try $0.tokens(
            of: prompt.hash, model: model, queries: sides.queries, keys: sides.keys)
        })
      {
        try write(ViewerAnswer.json(tokens).body, folder + "/tokens.json")
      }
      if !arrays.isEmpty { try write(NPZWriter.bytes(of: arrays), folder + "/activations.npz") }
    }

    /// The patterns of a layer; nil where they were not captured, which is told when they are drawn.
    private mutating func layer(_ layer: Int, of hash: String, model: String) throws
      -> LayerPatterns?
    {
      do {
        return try catalog.layer(layer, of: hash, model: model).patterns
      } catch is RequestProblem {
      } catch let error as FormatError {
        missing.append(routes.relative(error))
      }
      return nil
    }

    /// What `look` finds; nil, and why, where there is nothing or it can't be read.
    private mutating func found<Value>(_ look: (ViewerRoutes) throws -> Value) throws -> Value? {
      do {
        return try look(routes)
      } catch let problem as RequestProblem {
        missing.append(problem.text)
      } catch let error as FormatError {
        missing.append(routes.relative(error))
      }
      return nil
    }

    private mutating func draw(
      _ prompts: [PromptRecord], of model: String, _ size: ModelSize,
      isCancelled: @Sendable () -> Bool
    ) throws {
      guard let heads = HeadSelection(size.everyHead, layers: size.layers, heads: size.heads)
      else { return }
      var patterns: [PromptPatterns] = []
      for prompt in prompts {
        do {
          patterns.append(try catalog.patterns(of: prompt.hash, model: model).patterns)
        } catch let problem as RequestProblem {
          report.problems.append("\(model)/prompts/\(prompt.hash): \(problem.text)")
        }
      }
      let drawing = FigureDrawing(
        functions, of: heads, model: model, to: CaptureStore(root: root), isForced: true)
      let drawn = try drawing.draw(patterns, isCancelled: isCancelled)
      if drawn.isCancelled { throw CancellationError() }
      report.figures += drawn.drawn
      report.problems += drawn.problems
      if let failure = drawn.firstFailure {
        let others = drawn.failed - 1
        report.problems.append(failure + (others > 0 ? "; and \(others) other figures failed" : ""))
      }
    }

    func writeIndexes() throws {
      try write(ViewerAnswer.lines(configs).body, "models.jsonl")
      try CaptureStore(root: root).updateFigureIndex(functions.flatMap(\.indexLines))
      let scores = catalog.source.scores.map { score -> JSON in
        .object(["name": .string(score.name), "summary": .string(score.summary)])
      }
      let palettes = (try? JSON(parsing: ViewerPage.palettes.body)) ?? .object([:])
      try write(
        ViewerAnswer.json(
          .object([
            "scores": .array(scores), "palettes": palettes,
          ])
        ).body, "site.json")
    }
  }
}
