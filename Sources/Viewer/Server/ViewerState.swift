internal import Activations
internal import Dispatch
internal import Synchronization

/// The state of a running viewer: the source it shows, and the pages that listen.
package final class ViewerState: Sendable {
  private struct Shown {
    var catalog: Catalog
    var revision: Int
  }

  let hub = EventHub()

  // Decoding and drawing use all cores themselves, so one at a time; the threads that carry the
  // connections stay free. Scores take long, as do
  // tiles of long prompts, and others need not wait for them.
  let drawing = DispatchQueue(label: "viewer drawing", qos: .userInitiated)
  let scoring = DispatchQueue(label: "viewer scoring", qos: .utility)
  let drawingAlone = DispatchQueue(label: "viewer drawing what takes seconds", qos: .utility)

  // Parts of files may come from a slow disk, one while another is waited for.
  let reading = DispatchQueue(
    label: "viewer reading", qos: .userInitiated, attributes: .concurrent)

  // What the folder had when it was looked at last, by model.
  private let seen = Mutex<[String: SeenPrompts]?>(nil)

  /// Whether this machine alone can reach the server: pages of others run no models.
  let isLocal: Bool

  /// What is typed into pages.
  let typed = TypedPrompts()

  private let caches = Catalog.Caches()
  private let shown: Mutex<Shown>

  /// Tables that were opened, and how many there ever were.
  private let opened = Mutex<(tables: [ViewerTable], count: Int)>(([], 0))

  private let onProblem: @Sendable (String) -> Void

  /// Starts with this source.
  ///
  /// - Parameters:
  ///   - isLocal: Whether this machine alone can reach the server.
  ///   - onProblem: Is told of each thing that turns out to be broken, such as a file.
  package init(
    _ source: ViewerSource, isLocal: Bool = true,
    onProblem: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    (self.isLocal, self.onProblem) = (isLocal, onProblem)
    shown = Mutex(Shown(catalog: Catalog(source, caches: caches), revision: 1))
  }

  /// Makes what the first request of all would wait for.
  func warmUp() {
    beginToLook()
    _ = routes.answer(path: "/", query: "", known: nil)
  }

  /// What each path gives now.
  var routes: ViewerRoutes {
    let drafts = typed.drafts
    return shown.withLock { shown in
      var catalog = shown.catalog
      catalog.drafts = drafts
      return ViewerRoutes(
        catalog: catalog, caches: caches, revision: shown.revision,
        runToken: isLocal ? typed.token : "", tables: opened.withLock { $0.tables },
        onProblem: onProblem)
    }
  }

  /// How many sources there were.
  var revision: Int { shown.withLock { $0.revision } }

  /// Shows a new source, and tells open pages what is new.
  package func publish(_ source: ViewerSource?, _ events: [ViewerEvent]) {
    let revision = shown.withLock { shown in
      if let source { shown.catalog = Catalog(source, caches: caches) }
      shown.revision += 1
      return shown.revision
    }
    for event in events { hub.send(event, revision: revision) }
  }

  /// Keeps a table under the next number, and turns pages to it; the oldest goes where there are many.
  ///
  /// - Returns: The number.
  package func open(_ table: (_ number: Int) -> ViewerTable) -> Int {
    let number = opened.withLock { opened in
      opened.count += 1
      opened.tables = opened.tables.suffix(ViewerTable.limit - 1) + [table(opened.count)]
      return opened.count
    }
    publish(nil, [.opened(number)])
    return number
  }

  /// As `lookAround`, on the queue for work that takes time.
  func lookAroundOnQueue() async {
    await withCheckedContinuation { continuation in
      scoring.async {
        self.lookAround()
        continuation.resume()
      }
    }
  }

  /// Remembers what the folder has before a page is told of it, so that the page is told of all that
  /// comes later; only the first call lists the folder.
  func beginToLook() {
    let catalog = shown.withLock { $0.catalog }
    seen.withLock { seen in
      guard seen == nil else { return }
      let models = (try? catalog.source.store?.models()) ?? []
      seen = Dictionary(
        models.map { ($0, SeenPrompts($0, in: catalog)) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Looks for prompts that are new in the folder, and tells open pages.
  package func lookAround() {
    let catalog = shown.withLock { $0.catalog }
    let events = seen.withLock { seen in
      seen == nil ? [] : Self.look(catalog, &seen)
    }.filter { catalog.capture($0.hash, of: $0.model) == nil }
      .map { ViewerEvent.captured(model: $0.model, hash: $0.hash) }
    if !events.isEmpty { publish(nil, events) }
  }

  /// The prompts that were captured on disk since the last look.
  private static func look(
    _ catalog: Catalog, _ seen: inout [String: SeenPrompts]?
  ) -> [(model: String, hash: String)] {
    let models = (try? catalog.source.store?.models()) ?? []
    return models.sorted().flatMap { model in
      seen?[model, default: SeenPrompts()].look(model, in: catalog).map { (model, $0) } ?? []
    }
  }
}

/// What is known of a model's folder of prompts, so that looking again costs nothing where nothing came.
private struct SeenPrompts {
  private var tag: String?
  private var names: Set<String> = []
  /// Prompts that pages know, or will be told of, once they have activations.
  private var waiting: Set<String> = []

  /// Of a model that has come by now: all its prompts are new.
  init() {}

  /// Of a model whose prompts were there before any page: whether they have activations is asked of those alone that a
  /// page was shown without, as the files of 10^5 prompts take seconds.
  init(_ model: String, in catalog: Catalog) {
    tag = catalog.folderTag(of: model)
    names = tag == nil ? [] : Set((try? catalog.promptFolders(of: model)) ?? [])
  }

  /// The hashes of the prompts that were captured since the last look.
  mutating func look(_ model: String, in catalog: Catalog) -> [String] {
    let now = catalog.folderTag(of: model)
    // A folder that can't be listed now is looked at again the next time.
    if now != tag || now == nil,
      let found = now == nil ? [] : (try? catalog.promptFolders(of: model)).map(Set.init)
    {
      waiting = waiting.intersection(found).union(found.subtracting(names))
      (tag, names) = (now, found)
    }
    waiting.formUnion(catalog.caches.uncaptured.withLock { $0.removeValue(forKey: model) } ?? [])
    let new = waiting.filter { catalog.isCapturedOnDisk($0, of: model) }
    waiting.subtract(new)
    return new.sorted()
  }
}
