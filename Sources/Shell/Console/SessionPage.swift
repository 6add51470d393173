import Activations
import Figures
import Formats
import Synchronization
import Text
import Tokenizers
import Transformers
import Viewer
import Workspace

/// The page that shows a session, shared by the prompt and its jobs: whoever starts the server, all find it.
final class SessionPage: Sendable {
  /// What was last published to the page.
  fileprivate struct Published: Sendable {
    let handle: ViewerHandle
    /// The folder that is shown beside what is in memory.
    let store: CaptureStore?
    /// Whether it runs models, where the `with` around its `serve` says so; nil where the setting does.
    let runs: Bool?
    /// The survey that is shown.
    let survey: SurveySource?
    /// The revision of each captured prompt that the page has.
    var captured: [CapturedValues.Key: Int] = [:]
    /// Functions that the page has, and where each is from.
    var functions: [String: String] = [:]
    /// Models that the page knows.
    var models: Set<String> = []
  }

  fileprivate let published = Mutex<Published?>(nil)

  /// What runs texts that are typed into the page.
  let runner = SessionRunner()

  /// The server; nil where none runs.
  var handle: ViewerHandle? {
    published.withLock { $0?.handle }.flatMap { $0.isRunning ? $0 : nil }
  }

  /// Starts a server, unless one runs.
  ///
  /// - Parameter runs: Whether it runs models, whatever the setting becomes; nil follows the setting.
  /// - Throws: `ShellError` where one runs, what `start` throws.
  func start(
    _ store: CaptureStore?, _ survey: SurveySource?, runs: Bool?,
    _ start: () throws -> ViewerHandle
  ) throws -> ViewerHandle {
    try published.withLock { published in
      if let handle = published?.handle, handle.isRunning {
        throw ShellError(
          .failed,
          "the session is served at \(handle.url) already: 'jobs' says as which job")
      }
      let handle = try start()
      published = Published(handle: handle, store: store, runs: runs, survey: survey)
      return handle
    }
  }
}

/// What the server finds broken, such as a file: told in the log of its job, once there is one.
final class ViewerProblems: Sendable {
  private struct State {
    var waiting: [String] = []
    var job: Job?
  }

  private let state = Mutex(State())

  /// Tells of a problem, from any thread.
  func post(_ problem: String) {
    let job = state.withLock { state in
      if state.job == nil { state.waiting.append(problem) }
      return state.job
    }
    job?.tell(problem + "\n")
  }

  /// Takes what no job's log has.
  func take() -> [String] {
    state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
  }

  /// Brings everything from now on into this job's log.
  func hand(to job: Job) {
    state.withLock { $0.job = job }
    for problem in take() { job.tell(problem + "\n") }
  }
}

extension Workspace {
  /// Everything that a page shows of this session: what is in memory, beside a folder.
  ///
  /// - Parameter runs: Whether it runs models; nil follows the setting.
  func viewerSource(
    _ store: CaptureStore?, for console: Console, runs: Bool? = nil
  ) -> ViewerSource {
    let records = Dictionary(
      prompts.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
    let captures = cache.keys.compactMap { key -> ViewerSource.Capture? in
      guard let prompt = records[key.hash], prompt.text == key.text, let values = cache.peek(key)
      else { return nil }
      return ViewerSource.Capture(
        model: key.model, prompt: prompt, values: values, facts: facts[key.model]?.scoring,
        revision: cache.revision(of: key) ?? 0)
    }
    var source = ViewerSource(store: store, captures: captures, registry: figures)
    source.folderName = store?.root
    source.indexFolder = paths.cache
    for (name, known) in facts {
      source.configs[name] = known.config
      source.frames[name] = known.frame
    }
    var open = Array(models.values)
    if let current, case .model(let first) = current {
      open.removeAll { $0.config.name == first.config.name }
      open.insert(first, at: 0)
    }
    let runner = console.page.runner
    runner.update(open, isAllowed: runs ?? allowsPageRuns(for: console))
    if runner.isAttached { source.runner = runner }
    return source
  }

  /// Whether the setting lets the page run models.
  private func allowsPageRuns(for console: Console) -> Bool {
    settings(for: console)["page.run"] == "on"
  }

  /// What the `with` around a command says of the page's runs; nil where it says nothing.
  func scopedPageRuns(for console: Console) -> Bool? {
    let allows = allowsPageRuns(for: console)
    return allows == (settings["page.run"] == "on") ? nil : allows
  }

  /// Tells an open page what is new since it was last told.
  func updatePage(for console: Console) {
    guard console.job == nil, console.page.handle != nil else { return }
    console.page.published.withLock { published in
      if let page = published { published = publish(page, for: console) }
    }
  }

  private func publish(
    _ page: SessionPage.Published, for console: Console
  ) -> SessionPage.Published {
    let captured = Dictionary(
      uniqueKeysWithValues: cache.keys.map { ($0, cache.revision(of: $0) ?? 0) })
    let functions = Dictionary(
      uniqueKeysWithValues: figures.all.map { ($0.name, "\($0.source)\n\($0.code)") })
    let models = Set(models.values.map(\.config.name))
    let isAllowed = page.runs ?? allowsPageRuns(for: console)
    guard
      captured != page.captured || functions != page.functions || models != page.models
        || isAllowed != console.page.runner.isAllowed
    else { return page }
    var events: [ViewerEvent] = []
    for (key, revision) in captured where page.captured[key] != revision {
      events.append(.captured(model: key.model, hash: key.hash))
    }
    for key in page.captured.keys where captured[key] == nil {
      events.append(.dropped(model: key.model, hash: key.hash))
    }
    for (name, text) in functions where page.functions[name] != text {
      events.append(.registered(name))
    }
    var source = viewerSource(page.store, for: console, runs: page.runs)
    source.survey = page.survey
    page.handle.publish(source, events: events)
    var page = page
    (page.captured, page.functions, page.models) = (captured, functions, models)
    return page
  }
}
