import Activations
import Dispatch
import Testing
import Workspace

@Suite struct JobTests {
  /// Who asks in these tests: keeps what it is told.
  private final class Listener: Asker {
    var told: [String] = []
    var isCancelled: @Sendable () -> Bool { { false } }
    func notice(_ text: String) { told.append(text) }
    func bar(_ label: String, total: Int) -> any ProgressBar { NoBar() }
  }

  private struct NoBar: ProgressBar {
    func update(done: Int, label: String?) {}
    func advance(by steps: Int) {}
    func finish() {}
  }

  private func workspace() -> Workspace { Workspace(environment: [:], tell: { _ in }) }

  @Test func `a workspace takes over once what a job made of its copy`() throws {
    var workspace = workspace()
    try workspace.add(PromptRecord(text: "here"))
    let job = workspace.jobs.add("capture")
    var copy = workspace
    try copy.add(PromptRecord(text: "made beside it"))
    var (names, made) = (Names(), Names())
    made.name(Names.Entry(value: .text("7"), command: "count"), "n")
    #expect(workspace.prompts.count == 1)
    job.end(Job.Ending(workspace: copy, names: made, state: .done))
    let listener = Listener()
    for _ in 0..<2 { workspace.jobs.collect(into: &workspace, &names, for: listener) }
    #expect(workspace.prompts.map(\.text) == ["here", "made beside it"])
    #expect(names["n"]?.command == "count")
    #expect(listener.told.isEmpty)
    #expect(job.takeEnding() == nil)
  }

  @Test func `jobs that many threads add have each a number of its own`() {
    let jobs = JobList()
    DispatchQueue.concurrentPerform(iterations: 200) { _ in _ = jobs.add("job") }
    #expect(jobs.all.map(\.number) == Array(1...200))
    #expect(jobs.running.count == 200)
  }

  @Test func `a server ends when it is stopped, and its failure is reported once`() throws {
    let jobs = JobList()
    let server = jobs.add("serve") {}
    #expect(try jobs.job("%1") === server)
    server.stop()
    #expect(server.state == .stopped && jobs.running.isEmpty)
    #expect(server.report() && !server.report())
    let error = #expect(throws: ShellError.self) { try jobs.job("%2") }
    #expect(error?.description.contains("%1-%1") == true)
  }
}
