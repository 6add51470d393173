import Activations
import Foundation
import Language
import Pictures
import Terminal
import Text
import Viewer

extension ShellCommand {
  static let serve = ShellCommand(
    spec: CommandSpec(
      "serve", "Show patterns in a web page", group: "Looking",
      doc: """
        In the shell the server is a job beside the prompt: the page shows what is in memory, and a folder if \
        one is named, and what is captured next appears in it. As a program it serves a folder until Ctrl-C.

        The server listens on this machine alone, writes nothing, and sends nothing elsewhere. --host with \
        another address needs the token that the printed address ends with.
        """,
      operands: [
        OperandSpec("folder", .folder, .optional, "The folder; as a program attn_data without one")
      ],
      options: [
        OptionSpec(
          "port", short: "p", .integer(0...65535),
          "The port; without it the first free one from 8000"),
        OptionSpec("host", .text, "The address to listen on", default: "127.0.0.1"),
      ],
      examples: [.init("serve"), .init("serve attn_data --port 9000")], gives: .text)
  ) { invocation, _, session in
    let given = invocation.path("folder")
    let folder = given ?? (session.isProgram ? "attn_data" : nil)
    if let folder, !FileManager.default.fileExists(atPath: folder) {
      throw ShellError(
        .notFound, "there is no folder '\(folder)': 'plens capture ... -o \(folder)' makes one")
    }
    if session.viewer?.handle.isRunning == true, let url = session.viewer?.handle.url {
      throw ShellError(.failed, "the session is served at \(url) already: 'jobs' says as which job")
    }
    let store = folder.map { CaptureStore(root: $0) }
    let problems = ViewerProblems()
    let handle = try ViewerServer.start(
      session.viewerSource(store), host: invocation.text("host") ?? "127.0.0.1",
      port: invocation.integer("port") ?? 8000, onProblem: problems.post)
    let note = handle.isOtherPort ? " (the port that was asked for is in use)" : ""
    let what = folder ?? "this session"
    if session.isProgram {
      session.notice(
        "serving \(what) at \(session.messageStyle(handle.url, .bold))\(note); Ctrl-C stops")
      // The handler of Ctrl-C only counts: it is looked at ten times a second.
      while handle.isRunning && !Interrupt.isRequested {
        for problem in problems.take() { session.notice(problem) }
        Thread.sleep(forTimeInterval: 0.1)
      }
      handle.stop()
      return .nothing
    }
    let job = session.jobs.add("serve \(what)") { handle.stop() }
    job.show(progress: handle.url)
    problems.hand(to: job)
    session.viewer = SessionViewer(handle: handle, store: store)
    session.updateViewer()
    return .text("[\(job.number)] serving \(what) at \(handle.url)\(note)")
  }

  static let open = ShellCommand(
    spec: CommandSpec(
      "open", "Have the page show a head, or all heads of a prompt", group: "Looking",
      doc: "Prints the page's address, and turns pages that are open to it.",
      operands: patternOperands,
      examples: [
        .init("serve; open 'a b a b' L3H4"),
        .init("capture 'a b'; open p0"),
      ],
      surfaces: .shell, takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .text)
  ) { invocation, input, session in
    guard let handle = session.viewer?.handle, handle.isRunning else {
      throw ShellError(.failed, "there is no page yet: 'serve' starts it")
    }
    let selection = try session.selection(invocation, input, standing: .last)
    guard let prompt = selection.prompts.first else {
      throw ShellError(.notFound, "there is no prompt to open")
    }
    let head = selection.heads.heads.count == 1 ? selection.heads.heads.first : nil
    if let first = selection.heads.heads.first {
      _ = try session.matrix(of: prompt, first, from: selection.source)
    }
    session.updateViewer()
    let model = selection.source.name
    handle.publish(nil, events: [.selected(model: model, hash: prompt.hash, head: head)])
    return .text(
      handle.url(
        model: CaptureStore.sanitizedName(model), hash: prompt.hash, head: head?.description))
  }

  static let site = ShellCommand(
    spec: CommandSpec(
      "site", "Write the web page with its data as plain files", group: "Looking",
      doc:
        "For a host that sends files and runs nothing; it works offline too. What it shows is what is in "
        + "memory, or the folder of --from. 'export site' is another name of it.",
      operands: [
        OperandSpec("folder", .folder, .one, "Where to write it; not the folder of the captures"),
        OperandSpec("functions", .figure, .any, "Figure functions to draw; raw without any"),
      ],
      options: [fromOption],
      examples: [
        .init("capture 'a b a b'; site public"),
        .init("export site public raw entropy --from attn_data"),
      ], gives: .text)
  ) { invocation, _, session in
    let folder = invocation.path("folder") ?? ""
    let from = invocation.has("from") ? invocation.path("from") : nil
    let store = from.map { CaptureStore(root: $0) }
    let names = invocation.texts("functions")
    let report = try SiteExport.write(
      from == nil
        ? session.viewerSource(nil) : ViewerSource(store: store, registry: session.figures),
      to: folder, functions: names.isEmpty ? nil : names, isCancelled: session.isCancelled)
    for problem in report.problems.prefix(5) { session.notice(problem) }
    if report.problems.count > 5 {
      session.notice("and \(counted(report.problems.count - 5, "other problem"))")
    }
    return .text(
      "\(counted(report.prompts, "prompt")), \(counted(report.figures, "figure")) -> \(folder)/index.html"
    )
  }
}
