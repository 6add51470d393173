internal import Dispatch
internal import Files
internal import Formats
internal import Foundation
internal import Synchronization
public import Tensors

/// Python processes that run figure functions written for pattern_lens, shared by all modules.
///
/// Processes are started when first needed, at most `workers` of them, and stay until the pool and
/// all functions that it loaded are gone or this process ends, however it does. One that crashes,
/// hangs or ends is replaced.
public final class PythonPool: Sendable {
  private let python: String
  private let workers: Int
  private let timeLimit: Duration
  private let loadLimit: Duration
  private let interrupts: @Sendable () -> Int
  private let log: @Sendable (String) -> Void

  /// How many more calls may run now.
  private let free: DispatchSemaphore
  private let state = Mutex(State())

  private struct State {
    var idle: [PythonWorker] = []
    var modules = 0
  }

  /// Makes a pool without any process yet.
  ///
  /// - Parameters:
  ///   - python: The interpreter, 3.8 or later: a path, or a name on PATH.
  ///   - workers: How many processes at most.
  ///   - timeLimit: How long a function may take for one head.
  ///   - loadLimit: How long importing a module, with all that it imports, may take.
  ///   - log: Gets what modules print, from any thread.
  ///   - interrupts: How often the user asked to stop; a call during which this grows is ended.
  public init(
    python: String = "python3", workers: Int = Parallel.width, timeLimit: Duration = .seconds(30),
    loadLimit: Duration = .seconds(120),
    log: @escaping @Sendable (String) -> Void = { _ in },
    interrupts: @escaping @Sendable () -> Int = { 0 }
  ) {
    (self.python, self.workers) = (python, max(1, workers))
    (self.timeLimit, self.loadLimit) = (timeLimit, loadLimit)
    (self.interrupts, self.log) = (interrupts, log)
    free = DispatchSemaphore(value: self.workers)
  }

  /// The functions that a module registers, in its order.
  ///
  /// The file is read once, here: editing it changes nothing until it is loaded again, and then
  /// what it imports is imported anew too. `pattern_lens` is stood in for by a module of ours, even
  /// where it is installed.
  ///
  /// - Throws: `FormatError` where the file can't be read, `PythonError` where Python can't be started or the module
  ///   can't be imported or registers nothing, `CancellationError` after Ctrl-C.
  public func load(_ path: String) throws -> [FigureFunction] {
    let path = URL(filePath: path).standardizedFileURL.path
    let source = try readFile(path)
    let key = state.withLock { state in
      state.modules += 1
      return state.modules
    }
    let module = PythonModule(key: key, path: path, source: source)
    let functions = try withWorker(for: module) { worker in
      try worker.load(module, limit: loadLimit)
    }
    guard !functions.isEmpty else {
      throw PythonError(
        "\(module.name) registers no figure function: decorate them with register_attn_figure_func")
    }
    return functions.map { function in
      FigureFunction(
        name: function.name, summary: function.summary, origin: .python(path), code: function.code,
        format: function.format, figureNames: function.figureNames
      ) { [self] input in
        try withWorker(for: module) { worker in
          if !worker.has(module) { _ = try worker.load(module, limit: loadLimit) }
          return try worker.draw(function.name, of: module, input, limit: timeLimit)
        }
      }
    }
  }

  /// Runs `body` with a worker that nobody else has and that holds no other version of the module.
  private func withWorker<Result>(
    for module: PythonModule, _ body: (PythonWorker) throws -> Result
  ) throws -> Result {
    let before = interrupts()
    while free.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
      if interrupts() > before { throw CancellationError() }
    }
    defer { free.signal() }
    let worker =
      try takeIdle(for: module)
      ?? PythonWorker(
        python: python, interrupts: interrupts, log: log)
    // One that failed is not kept: it ended, or must be ended.
    defer { if worker.isReady { state.withLock { $0.idle.append(worker) } } }
    return try body(worker)
  }

  private func takeIdle(for module: PythonModule) -> PythonWorker? {
    // Those that go are ended outside the lock.
    var gone: [PythonWorker] = []
    return state.withLock { state in
      gone = state.idle.filter { !$0.isReady || $0.hasOtherVersion(of: module) }
      state.idle.removeAll { worker in gone.contains { $0 === worker } }
      let place = state.idle.lastIndex { $0.has(module) } ?? state.idle.indices.last
      return place.map { state.idle.remove(at: $0) }
    }
  }
}
