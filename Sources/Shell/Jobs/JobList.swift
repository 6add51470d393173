import Activations
import Causal
import Formats
import Foundation
import Synchronization
import Tensors
import Terminal
import Transformers

/// The jobs of a session, by number.
///
/// A job works on a copy of the workspace. What it made is taken over by the workspace between two
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

  /// Starts a job on a copy of `workspace`.
  ///
  /// - Throws: `ShellError` where the system has no thread left.
  func start(
    _ command: String, in workspace: Workspace, for console: Console,
    _ body: @escaping @Sendable (inout Workspace, Console) throws -> Void
  ) throws -> Job {
    let job = add { Job($0, command) }
    let (environment, isInteractive) = (console.environment, console.isInteractive)
    let (style, notices) = (console.messageStyle, notices)
    // A stack as large as the main thread's: scripts may nest.
    let problem = SystemThread.start(stackSize: 8 << 20) {
      let console = Console(
        of: job, environment: environment, isInteractive: isInteractive, messageStyle: style)
      var copy = workspace
      let state = Self.run(&copy, console, body)
      job.end(Job.Ending(workspace: copy, state: state))
      notices?.post(job.summary)
    }
    if let problem {
      job.end(Job.Ending(workspace: nil, state: .failed))
      _ = job.report()
      throw ShellError(.failed, problem)
    }
    return job
  }

  /// Runs what a job does; what it wrote and told is in its log then.
  private static func run(
    _ workspace: inout Workspace, _ console: Console,
    _ body: (inout Workspace, Console) throws -> Void
  ) -> Job.State {
    var state = Job.State.done
    do {
      try body(&workspace, console)
    } catch let failure as CommandFailure {
      state = failure.status == .cancelled ? .stopped : .failed
      if !failure.text.isEmpty { console.notice(failure.text) }
    } catch {
      state = .failed
      console.notice("\(error)")
    }
    console.job?.tell(result: String(decoding: console.output.collected, as: UTF8.self))
    return state
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

  /// Gives `workspace` what jobs that have ended since made.
  func collect(into workspace: inout Workspace, for console: Console) {
    for job in all {
      guard let made = job.takeEnding()?.workspace else { continue }
      workspace.adopt(made, for: console)
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
}

extension Workspace {
  /// Takes over what a job made in its copy of this session: models, prompts, values and names.
  mutating func adopt(_ made: Workspace, for console: Console) {
    edits += made.edits.filter { edit in !edits.contains { $0.name == edit.name } }
    for (key, model) in made.models where models[key] == nil && isSame(model.config.name, in: made)
    {
      models[key] = model
    }
    facts.merge(made.facts) { own, _ in own }
    for prompt in made.prompts {
      do { try add(prompt) } catch { console.notice("\(error)") }
    }
    var evicted = 0
    for key in made.cache.keys.reversed() {
      guard let values = made.cache.peek(key), isSame(key.model, in: made) else { continue }
      // A job that captured less than what is here has nothing to add.
      if let own = cache.peek(key), own.points.count >= values.points.count { continue }
      evicted += cache.insert(values, for: key, limit: settings.cacheLimit).count
    }
    tellEvicted(evicted, for: console)
    for name in made.names.order where names.values[name] == nil {
      if let entry = made.names.values[name] { names.name(entry, name) }
    }
  }

  /// Whether a model of this name is of the same files and edits here and in a copy, which one of them may have changed since.
  private func isSame(_ name: String, in copy: Workspace) -> Bool {
    if let own = origins[name], let other = copy.origins[name], own != other { return false }
    return EditedName.split(name).edits.allSatisfy { edit in
      func json(_ workspace: Workspace) -> JSON? {
        workspace.edits.first { $0.name == edit }?.json
      }
      return json(self) == json(copy)
    }
  }
}
