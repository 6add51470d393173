import Activations
import Causal
import Formats
import Foundation
import Synchronization
import Text
import Transformers

/// The jobs of a session, by number.
///
/// A job works on a copy of the workspace. What it made is taken over by the workspace between two
/// commands of the prompt, so that nothing changes while a command runs.
///
/// The prompt and the jobs share it: a script in the background may start a server.
package final class JobList: Sendable {
  private struct State {
    var all: [Job] = []
    var tell: (@Sendable (String) -> Void)?
  }

  private let state = Mutex(State())

  /// No jobs.
  package init() {}

  /// All jobs, the oldest first.
  package var all: [Job] { state.withLock { $0.all } }

  /// Called from any thread when a job has ended, to tell the person at the prompt; nil where there
  /// is none.
  package var tell: (@Sendable (String) -> Void)? {
    get { state.withLock { $0.tell } }
    set { state.withLock { $0.tell = newValue } }
  }

  /// The jobs that still run.
  package var running: [Job] { all.filter { $0.state == .running } }

  /// Adds a server that is running.
  package func add(_ command: String, onStop: @escaping @Sendable () -> Void) -> Job {
    add { Job($0, command, isServer: true, onStop: onStop) }
  }

  /// Adds a job that is about to start.
  package func add(_ command: String) -> Job { add { Job($0, command) } }

  private func add(_ make: (_ number: Int) -> Job) -> Job {
    state.withLock { state in
      let job = make(state.all.count + 1)
      state.all.append(job)
      return job
    }
  }

  /// The jobs that a word means: `*` and `all` are those that run, `2` and `%2` one.
  ///
  /// - Throws: `ShellError` that says which there are.
  package func jobs(_ text: String) throws -> [Job] {
    ["*", "%*", "all"].contains(text) ? running : [try job(text)]
  }

  /// The job with the number that `2` or `%2` gives.
  ///
  /// - Throws: `ShellError` that says which there are.
  package func job(_ text: String) throws -> Job {
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

  /// Adds what ended jobs have made to `workspace` and `names`, once.
  package func collect(
    into workspace: inout Workspace, _ names: inout Names, for asker: any Asker
  ) {
    for job in all {
      guard let ending = job.takeEnding(), let made = ending.workspace else { continue }
      workspace.adopt(made, for: asker)
      names.adopt(ending.names)
    }
  }

  /// Waits for jobs to end, or for Ctrl-C.
  ///
  /// - Throws: `ShellError` of kind cancelled after Ctrl-C, which leaves the jobs as they are.
  package func wait(for jobs: [Job], isCancelled: () -> Bool) throws {
    while jobs.contains(where: { $0.state == .running }) {
      if isCancelled() {
        throw ShellError(.cancelled, "not waiting any longer: the jobs go on")
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  /// Asks all jobs to stop, and waits for them up to two seconds.
  package func stopAll() {
    for job in running { job.stop() }
    let end = ContinuousClock.now + .seconds(2)
    while !running.isEmpty && ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.01) }
  }
}

extension Workspace {
  /// Adds what a job made in its copy of this workspace: models, prompts, captured values.
  package mutating func adopt(_ made: Workspace, for asker: any Asker) {
    edits += made.edits.filter { edit in !edits.contains { $0.name == edit.name } }
    for (key, model) in made.models where models[key] == nil && isSame(model.config.name, in: made)
    {
      models[key] = model
    }
    facts.merge(made.facts) { own, _ in own }
    for prompt in made.prompts {
      do { try add(prompt) } catch { asker.notice("\(error)") }
    }
    var evicted = 0
    for key in made.cache.keys.reversed() {
      guard let values = made.cache.peek(key), isSame(key.model, in: made) else { continue }
      // A job that captured less than what is here has nothing to add.
      if let own = cache.peek(key), own.points.count >= values.points.count { continue }
      evicted += cache.insert(values, for: key, limit: settings(for: asker).cacheLimit).count
    }
    tellEvicted(evicted, for: asker)
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
