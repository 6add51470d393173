import Activations
import Language
import Terminal
import Text
import Workspace

extension ShellCommand {
  static let jobs = ShellCommand(
    spec: CommandSpec(
      "jobs", "List what runs in the background", group: "Jobs",
      doc: """
        A command with `&` behind it runs beside the prompt, on a copy of the workspace. What it \
        captures, loads or names is there for the next command after its end, which is told above \
        the line being typed.
        """,
      options: [
        OptionSpec(.log, .job, "What this job wrote and told, instead", valueName: "JOB")
      ],
      examples: [
        .init("capture 'a b a b' &; wait; jobs"), .init("capture 'a b' &; wait; jobs --log %1"),
      ],
      surfaces: .shell, gives: [.table, .text])
  ) { invocation, _, workspace, _ in
    if let name = invocation.text(.log) { return .text(try workspace.jobs.job(name).log) }
    // Those that run come first: a screen may not show all.
    let running = workspace.jobs.running
    let all = running + workspace.jobs.all.filter { job in !running.contains { $0 === job } }
    return .table(
      Table([
        .text("job", all.map { "%\($0.number)" }), .text("state", all.map { "\($0.state)" }),
        .text("time", all.map { durationText($0.seconds) }),
        .text("command", all.map(\.command)), .text("progress", all.map(\.progress)),
      ]))
  }

  static let wait = ShellCommand(
    spec: CommandSpec(
      "wait", "Wait until jobs have ended", group: "Jobs",
      doc: "Fails if one of them failed. Ctrl-C ends the waiting and not the jobs. A server is not "
        + "waited for unless it is named.",
      operands: [OperandSpec(.job, .job, .any, "Their numbers, %1; all without one")],
      examples: [.init("capture 'a b a b' &; wait"), .init("capture 'a b' &; wait %1")],
      surfaces: .shell)
  ) { invocation, _, workspace, console in
    let named = try invocation.texts(.job).map { try workspace.jobs.job($0) }
    let jobs = named.isEmpty ? workspace.jobs.all.filter { !$0.isServer } : named
    try workspace.jobs.wait(for: jobs, isCancelled: { Interrupt.isRequested })
    workspace.jobs.collect(into: &workspace, &console.scope.names, for: console)
    // Each failure makes one `wait` fail.
    if let failed = jobs.first(where: { $0.state == .failed && $0.report() }) {
      throw ShellError(.failed, failed.summary)
    }
    return .nothing
  }

  static let stop = ShellCommand(
    spec: CommandSpec(
      "stop", "Stop jobs", group: "Jobs",
      doc: "What a job has finished is kept.",
      operands: [OperandSpec(.job, .job, .some, "Their numbers: %1; * for all that run")],
      examples: [.init("capture 'a b a b' &; stop %1"), .init("capture 'a b' &; stop *; jobs")],
      surfaces: .shell)
  ) { invocation, _, workspace, console in
    let jobs = try invocation.texts(.job).flatMap { try workspace.jobs.jobs($0) }
    for job in jobs { job.stop() }
    try workspace.jobs.wait(for: jobs, isCancelled: { Interrupt.isRequested })
    workspace.jobs.collect(into: &workspace, &console.scope.names, for: console)
    return .text(jobs.map(\.summary).joined(separator: "\n"))
  }
}
