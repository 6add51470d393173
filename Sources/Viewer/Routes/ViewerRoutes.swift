internal import Activations
internal import Files
internal import Formats
internal import Synchronization
internal import Tensors

/// What each path gives.
///
///     /  /index.html  /single.html                  the page, which begins with the next in it
///     /survey.html                                   the page of a survey, which is / where one is shown
///     /page/index.js  /page/...js  /page/icon.svg    the modules of its script, and its picture
///     /api/start                                     the next four in one
///     /api/session                                   version, revision, functions and scores
///     /api/models                                    a list of models
///     /api/prompts?models=MODEL~MODEL&from=0&count=9   some of their prompts, see `ViewerRoutes+Prompts`
///     /api/figures                                   a list of figure functions
///     /api/palettes                                  colour maps, base64 of their bytes
///     /api/pattern/MODEL/HASH/LAYER/HEAD             float32, little-endian; `X-Shape: n,n`
///     /api/pattern/MODEL/HASH/LAYER/x                all heads of a layer; `X-Shape: heads,n,n`
///     /api/part/MODEL/HASH/LAYER/HEAD?step=8         a part of one, pooled, see `ViewerRoutes+Parts`
///     /api/cell/MODEL/HASH/QUERY/KEY                 one cell of every head; `X-Shape: layers,heads`
///     /api/tokens/MODEL/HASH/QUERIES/KEYS            which token stands at which row and column
///     /api/tile/MODEL/HASH/LAYER/HEAD/FUNC.png       a figure, drawn now; `?size=` pools it
///     /api/tiles?of=MODEL/HASH/LAYER/HEAD/FUNC.png~...   many at once, see `TilePixels`
///     /api/scores?model=MODEL&prompts=HASH~HASH&scores=NAME~NAME
///     /api/tables/NUMBER                             a table that the shell opened
///     /api/survey  /api/survey/...                   a survey, see `ViewerRoutes+Survey`
///     /api/type  /api/effects  /api/keep             run a model, see `ViewerResponder`
///     /api/pdf                                       a drawing of a page's as PDF, likewise
///     /api/events                                    see `EventHub`
///     /pattern_lens/  /pattern_lens/single.html      the folder's own page, and below it its files
///     /models.jsonl  /MODEL/...                      the files of a store, see `ViewerRoutes+Files`
///
/// `?dtype=f16` halves what a pattern takes. An address whose `v` is the tag of its content may be
/// kept for ever. It runs on the calling thread and never throws: what goes wrong becomes
/// `{"error": "..."}`.
struct ViewerRoutes: Sendable {
  let catalog: Catalog
  let caches: Catalog.Caches

  /// How many sources were there before this one.
  let revision: Int

  /// What a page says to have a model run; empty where none can.
  var runToken = ""

  /// Whether the asker has said that, so that it may have a model run.
  var mayRun = false

  /// Whether the asker has gone, so that nobody waits for what runs.
  var isGone: @Sendable () -> Bool = { false }

  /// Tables that the shell opened, the oldest first.
  var tables: [ViewerTable] = []

  /// Is told of what is broken here.
  var onProblem: @Sendable (String) -> Void = { _ in }

  /// The answer to a path and query as they were sent.
  ///
  /// - Parameter known: The `If-None-Match` of the request.
  func answer(path: String, query: String, known: String?) -> ViewerAnswer {
    do {
      return try answer(RequestTarget(path: path, query: query)).unless(known)
    } catch {
      let problem = problem(error)
      report(problem)
      return .problem(problem)
    }
  }

  /// What an error says to the asker: without a place on this machine.
  func problem(_ error: any Error) -> RequestProblem {
    switch error {
    case let problem as RequestProblem: problem
    case is CancellationError:
      RequestProblem(status: 409, text: "nobody waits for this any more")
    case let error as FormatError: RequestProblem(status: 500, text: relative(error))
    default: RequestProblem(status: 500, text: "\(error)")
    }
  }

  /// Tells whoever started the viewer of what is broken here, each thing once.
  func report(_ problem: RequestProblem) {
    guard problem.status == 500 else { return }
    let isNew = caches.reported.withLock { reported in
      reported.count < 1000 && reported.insert(problem.text).inserted
    }
    if isNew { onProblem(problem.text) }
  }

  private func answer(_ target: RequestTarget) throws -> ViewerAnswer {
    // A survey has a page of its own, which is the first where there is one.
    let names =
      target.names.isEmpty && catalog.source.survey != nil ? ["survey.html"] : target.names
    if let page = ViewerPage.answer(names, start: { start }) { return page }
    if names.first == Self.ownPagePlace, try !catalog.hasModel(Self.ownPagePlace) {
      return try ownPage(Array(names.dropFirst()), target)
    }
    guard names.first == "api" else { return try file(names, target) }
    switch names.dropFirst().first {
    case "start" where names.count == 2: return .json(start)
    case "session" where names.count == 2: return session()
    case "models" where names.count == 2: return try models()
    case "prompts" where names.count == 2: return try prompts(target)
    case "figures" where names.count == 2: return figures()
    case "palettes" where names.count == 2: return ViewerPage.palettes
    case "scores" where names.count == 2: return try scores(target)
    case "pattern" where names.count >= 6: return try pattern(target)
    case "part" where names.count >= 6: return try part(target)
    case "cell" where names.count >= 6: return try cell(target)
    case "tokens" where names.count >= 6: return try tokens(target)
    case "tables" where names.count == 3: return try table(target)
    case "survey": return try survey(names.dropFirst(2), target)
    case "tiles" where names.count == 2: return try tiles(target)
    case "tile":
      let (place, name) = try tilePlace(names.dropFirst(2))
      return try tile(place, name, target)
    default: throw RequestProblem.missing("there is nothing at /\(names.joined(separator: "/"))")
    }
  }

  /// The name of a model that is here.
  func model(_ name: String) throws -> String {
    guard try catalog.hasModel(name) else {
      throw RequestProblem.missing("there is no model '\(name.prefix(80))' here")
    }
    return name
  }

  /// The error with a path under the root instead of a place on this machine.
  func relative(_ error: FormatError) -> String {
    let root = (catalog.source.store?.root ?? "") + "/"
    let path = error.path.hasPrefix(root) ? String(error.path.dropFirst(root.count)) : error.path
    return "\(path): \(error.problem)"
  }
}

/// A model of one or two names, a prompt's hash, and two numbers behind them.
struct HeadPlace: Equatable {
  let model: String
  let hash: String

  /// The last two names, such as a layer and a head.
  let first, second: String

  /// Names a head's place.
  init(model: String, hash: String, head: Head) {
    (self.model, self.hash) = (model, hash)
    (first, second) = (String(head.layer), String(head.index))
  }

  /// Takes apart `MODEL/HASH/FIRST/SECOND`.
  init(_ names: ArraySlice<String>) throws {
    guard (4...5).contains(names.count) else {
      throw RequestProblem.missing("a place is MODEL/HASH/LAYER/HEAD")
    }
    let names = Array(names)
    model = names.dropLast(3).joined(separator: "/")
    hash = names[names.count - 3]
    (first, second) = (names[names.count - 2], names[names.count - 1])
  }

  /// The head, where the two names are a layer and a head.
  var head: Head {
    get throws {
      guard let head = Head("L\(first)H\(second)") else {
        throw RequestProblem.bad("'\(first)/\(second)' is no layer and head, such as 5/3")
      }
      return head
    }
  }

  /// The number that a name spells.
  static func number(_ name: String, _ noun: String) throws -> Int {
    guard name.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(name) else {
      throw RequestProblem.bad("'\(name)' is no \(noun): a number from 0 is expected")
    }
    return number
  }
}
