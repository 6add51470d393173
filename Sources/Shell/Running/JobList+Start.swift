import Tensors
import Terminal
import Workspace

extension JobList {
  /// Starts a job on a copy of `workspace`.
  ///
  /// - Throws: `ShellError` where the system has no thread left.
  func start(
    _ command: String, in workspace: Workspace, for console: Console,
    _ body: @escaping @Sendable (inout Workspace, Console) throws -> Void
  ) throws -> Job {
    let job = add(command)
    let (starter, tell) = (console.starter, tell)
    // A stack as large as the main thread's: scripts may nest.
    let problem = SystemThread.start(stackSize: 8 << 20) {
      let console = Console(of: job, startedBy: starter)
      var copy = workspace
      let state = Self.run(&copy, console, body)
      job.end(Job.Ending(workspace: copy, names: console.scope.names, state: state))
      tell?(job.summary)
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
}
