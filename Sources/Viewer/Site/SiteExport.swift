internal import Activations
internal import Figures
internal import Files
internal import Formats
internal import Foundation
internal import Pictures
internal import Tensors

/// The viewer as plain files, for a host that only sends files: a page, patterns and figures that
/// need neither a server of ours nor a network.
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
    isCancelled: () -> Bool = { false }
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
    for (path, document) in ViewerPage.documents { try site.write(document.bytes, path) }
    for model in catalog.models {
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
    var figureNames: [String: FigureFunction] = [:]

    private var catalog: Catalog { routes.catalog }

    init(root: String, routes: ViewerRoutes, functions: [FigureFunction]) {
      (self.root, self.routes, self.functions) = (root, routes, functions)
    }

    func write(_ bytes: [UInt8], _ path: String) throws {
      let place = URL(filePath: root + "/" + path)
      do {
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      } catch {
        throw FormatError(
          path: place.deletingLastPathComponent().path, problem: "can't be made: \(error)")
      }
      try writeAtomically(bytes, to: place.path)
    }

    mutating func write(_ model: String, isCancelled: () -> Bool) throws {
      let prompts = catalog.prompts(of: model)
      for prompt in prompts {
        let folder = "\(model)/prompts/\(prompt.hash)"
        try write(Array(prompt.fileText.utf8), folder + "/prompt.json")
        report.prompts += 1
        var arrays: [EncodedArray] = []
        for layer in 0..<(catalog.config(of: model)?["n_layers"]?.integerValue ?? 0) {
          if isCancelled() { throw CancellationError() }
          do {
            let (patterns, _) = try catalog.layer(layer, of: prompt.hash, model: model)
            arrays.append(
              EncodedArray(
                name: "blocks.\(layer).attn.hook_pattern", shape: [1] + patterns.shape,
                values: patterns.values, compression: .level(1)))
            guard patterns.shape.count == 3 else { continue }
            for index in 0..<patterns.shape[0] {
              try draw(Head(layer: layer, index: index), of: prompt.hash, model: model, folder)
            }
          } catch let problem as RequestProblem {
            report.problems.append("\(folder): \(problem.text)")
          } catch let error as FormatError where !error.path.hasPrefix(root) {
            report.problems.append("\(error)")
          }
        }
        if !arrays.isEmpty { try write(NPZWriter.bytes(of: arrays), folder + "/activations.npz") }
      }
      try write(ViewerAnswer.lines(prompts.map(\.fields)).body, "\(model)/prompts.jsonl")
      if let config = catalog.config(of: model) {
        try write(ViewerAnswer.json(.object(config)).body, "\(model)/model_cfg.json")
      }
      let scores = routes.answer(path: "/api/scores", query: "model=\(model)", known: nil)
      if scores.status == 200 { try write(scores.body, "\(model)/scores.json") }
    }

    private mutating func draw(
      _ head: Head, of hash: String, model: String, _ folder: String
    ) throws {
      let (input, _) = try catalog.input(head, of: hash, model: model)
      let place = "\(folder)/L\(head.layer)/H\(head.index)"
      for function in functions {
        do {
          for figure in try function.draw(input) {
            let name = figure.name.map { "\(function.name).\($0)" } ?? function.name
            let bytes = try figure.figure.bytes(as: function.format)
            try write(bytes, "\(place)/\(name).\(function.format.rawValue)")
            figureNames[name] = function
            report.figures += 1
          }
        } catch let error as FormatError {
          throw error
        } catch {
          report.problems.append("\(function.name) of \(model) \(hash) \(head): \(error)")
        }
      }
    }

    func writeIndexes() throws {
      let models = catalog.models.compactMap { catalog.config(of: $0) }
      try write(ViewerAnswer.lines(models).body, "models.jsonl")
      let lines = figureNames.sorted { $0.key < $1.key }.map { name, function -> JSONObject in
        [
          "name": .string(name), "func_name": .string(function.name),
          "doc": .string(function.summary), "figure_save_fmt": .string(function.format.rawValue),
          "source": .string(function.origin.name), "code": .string(function.code),
        ]
      }
      try write(ViewerAnswer.lines(lines).body, "figures.jsonl")
      var firstTokens: JSONObject = [:]
      for model in catalog.models { firstTokens[model] = .string(catalog.firstToken(of: model)) }
      let scores = catalog.source.scores.map { score -> JSON in
        .object(["name": .string(score.name), "summary": .string(score.summary)])
      }
      let palettes = (try? JSON(parsing: ViewerPage.palettes.body)) ?? .object([:])
      try write(
        ViewerAnswer.json(
          .object([
            "scores": .array(scores), "first_tokens": .object(firstTokens), "palettes": palettes,
          ])
        ).body, "site.json")
    }
  }
}
