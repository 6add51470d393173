import Activations
import Foundation
import Synchronization
import Tensors
import Terminal

/// The jobs of a session, by number.
///
/// A job works on a copy of the session. What it made is taken over by the session between two
/// commands of the prompt, so that nothing changes while a command runs.
///
/// The prompt and the jobs share it: a script in the background may start a server.
final class JobList: Sendable {
  private struct State {
    var all: [Job] = []
    var notices: Notices?
  }

  private let state = Mutex(State())

  /// All jobs, the first first.
  var all: [Job] { state.withLock { $0.all } }

  /// Where the end of a job is told; nil where nobody is at a prompt.
  var notices: Notices? {
    get { state.withLock { $0.notices } }
    set { state.withLock { $0.notices = newValue } }
  }

  /// Jobs that have not ended.
  var running: [Job] { all.filter { $0.state == .running } }

  /// Starts a job on a copy of `session`.
  ///
  /// - Throws: `ShellError` where the system has no thread left.
  func start(
    _ command: String, in session: Session, _ body: @escaping (inout Session) throws -> Void
  ) throws -> Job {
    let job = add { Job($0, command) }
    var copy = session
    copy.job = job
    copy.history = nil
    copy.output = Output()
    let work = Work(session: copy, body: body, notices: notices)
    // A stack as large as the main thread's: scripts may nest.
    if let problem = SystemThread.start(stackSize: 8 << 20, { work.run(job) }) {
      job.end(Job.Ending(session: nil, state: .failed))
      _ = job.report()
      throw ShellError(.failed, problem)
    }
    return job
  }

  /// Adds a server that runs already.
  func add(_ command: String, onStop: @escaping @Sendable () -> Void) -> Job {
    add { Job($0, command, isServer: true, onStop: onStop) }
  }

  private func add(_ make: (_ number: Int) -> Job) -> Job {
    state.withLock { state in
      let job = make(state.all.count + 1)
      state.all.append(job)
      return job
    }
  }

  /// The jobs that `*` or `all` means, which are those that run, or one by its number.
  ///
  /// - Throws: `ShellError` that says which there are.
  func jobs(_ text: String) throws -> [Job] {
    ["*", "%*", "all"].contains(text) ? running : [try job(text)]
  }

  /// The job that `2` or `%2` means.
  ///
  /// - Throws: `ShellError` that says which there are.
  func job(_ text: String) throws -> Job {
    let all = all
    let digits = text.hasPrefix("%") ? text.dropFirst() : text[...]
    guard let number = Int(digits), all.indices.contains(number - 1) else {
      throw ShellError(
        .notFound,
        all.isEmpty
          ? "there is no job '\(text)': no command has run in the background yet"
          : "there is no job '\(text)': jobs are %1-%\(all.count)")
    }
    return all[number - 1]
  }

  /// Gives `session` what jobs that have ended since made.
  func collect(into session: inout Session) {
    for job in all {
      guard let made = job.takeEnding()?.session else { continue }
      session.adopt(made)
    }
  }

  /// Waits for jobs to end, or for Ctrl-C.
  ///
  /// - Throws: `ShellError` of kind cancelled after Ctrl-C, which leaves the jobs as they are.
  func wait(for jobs: [Job]) throws {
    while jobs.contains(where: { $0.state == .running }) {
      if Interrupt.isRequested {
        throw ShellError(.cancelled, "not waiting any longer: the jobs go on")
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  /// Asks all jobs to stop and gives them a moment.
  func stopAll() {
    for job in running { job.stop() }
    let end = ContinuousClock.now + .seconds(2)
    while !running.isEmpty && ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.01) }
  }

  /// What a job's thread runs; only that thread touches it once it has started.
  private struct Work: @unchecked Sendable {
    let session: Session
    let body: (inout Session) throws -> Void
    let notices: Notices?

    func run(_ job: Job) {
      var session = session
      var state = Job.State.done
      do {
        try body(&session)
      } catch let failure as CommandFailure {
        state = failure.status == .cancelled ? .stopped : .failed
        if !failure.text.isEmpty { job.tell(failure.text + "\n") }
      } catch {
        state = .failed
        job.tell("\(error)\n")
      }
      job.tell(result: String(decoding: session.output.collected, as: UTF8.self))
      job.end(Job.Ending(session: session, state: state))
      notices?.post(job.summary)
    }
  }
}

extension Session {
  /// Takes over what a job made in its copy of this session: models, prompts, values and names.
  mutating func adopt(_ made: Session) {
    for (name, model) in made.models where models[name] == nil { models[name] = model }
    for prompt in made.prompts {
      do { try add(prompt) } catch { notice("\(error)") }
    }
    var evicted = 0
    for key in made.cache.keys.reversed() {
      guard let values = made.cache.peek(key) else { continue }
      // A job that captured less than what is here has nothing to add.
      if let own = cache.peek(key), own.points.count >= values.points.count { continue }
      evicted += cache.insert(values, for: key, limit: settings.cacheLimit).count
    }
    tellEvicted(evicted)
    for name in made.names.order where names.values[name] == nil {
      if let entry = made.names.values[name] { names.name(entry, name) }
    }
  }

  /// Whether what runs is to stop: by Ctrl-C, or by `stop` for a job.
  var isCancelled: @Sendable () -> Bool {
    if let job { return { job.isStopped } }
    if let client { return { client.isCancelled || Interrupt.isRequested } }
    return { Interrupt.isRequested }
  }

  /// A bar for work of `total` steps: on the screen, or in the list of jobs.
  func progress(_ label: String, total: Int) -> Terminal.Progress {
    if let job { return Progress(label, total: total) { job.show(progress: $0) } }
    // Bars are drawn by who has the terminal.
    if client != nil { return Progress(label, total: total) { _ in } }
    return Progress(label, total: total, environment: environment)
  }
}
