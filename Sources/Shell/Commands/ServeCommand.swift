import Activations
import Foundation
import Language
import Pictures
import Surveys
import Tensors
import Terminal
import Text
import Viewer
import Workspace

extension ShellCommand {
  static let serve = ShellCommand(
    spec: CommandSpec(
      "serve", "Show patterns in a web page", group: "Looking",
      doc: """
        In the shell the server is a job beside the prompt: the page shows what is in memory, and a folder if \
        one is named, and what is captured next appears in it. As a program it serves a folder until Ctrl-C; so does \
        a script that ends with its page open.

        Of a survey's folder the page has a card for each head: its numbers, its histograms, and the texts where a \
        score is highest, with their patterns where the survey's model is on this machine.

        Programs read the page's data at its address: /models.jsonl, /MODEL/prompts.jsonl, \
        /MODEL/model_cfg.json, and what a folder of captures has besides.

        The server listens on this machine alone, writes nothing but the lists of --rewrite-index, and sends \
        nothing elsewhere. --host with another address needs the token that the printed address ends with.

        What is typed into the page of an interactive session is run by its models, on this machine's own address \
        alone, and so are the texts of a survey by its model: 'set page.run off' ends that. Behind a proxy, TLS or in a \
        notebook's frame the page needs --origin with the address that a browser shows there; --cors lets another page \
        read the data.

        A folder's own index.html, as pattern_lens writes it, is at /pattern_lens/; it gets the folder's \
        pl_cfg.json and sg_cfg.json, which plens's page does not read.
        """,
      operands: [
        OperandSpec(
          .folder, .folder, .optional,
          "The folder, of captures or of a survey; as a program attn_data without one",
          otherNames: ["path"])
      ],
      options: [
        OptionSpec(
          .port, short: "p", .integer(0...65535),
          "The port, an error if it is in use; without it the first free one from 8000"),
        OptionSpec(.host, .text, "The address to listen on", default: "127.0.0.1"),
        OptionSpec(
          .origin, .text,
          "An origin under which the page is reached or shown in a frame: of a proxy, TLS, or a notebook",
          valueName: "ORIGIN", repeats: true),
        OptionSpec(
          .cors, .text, "Another origin whose pages may read the data", valueName: "ORIGIN",
          repeats: true),
        OptionSpec(
          flag: .rewriteIndex,
          "First make the folder's models.jsonl and prompts.jsonl anew; HTML in it stays as it is"),
      ],
      examples: [.init("serve"), .init("serve attn_data --port 9000")],
      otherNames: ["server"], isServer: true, gives: .text)
  ) { invocation, _, workspace, console in
    let given = invocation.path(.folder)
    let isPatternLens = invocation.isByOtherName
    let folder = given ?? (console.isProgram ? isPatternLens ? "." : "attn_data" : nil)
    if let folder, !FileManager.default.fileExists(atPath: folder) {
      throw ShellError(
        .notFound, "there is no folder '\(folder)': 'plens capture ... -o \(folder)' makes one")
    }
    var isFolder = ObjCBool(false)
    if let folder, unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
      !isFolder.boolValue
    {
      throw ShellError(
        .usage,
        "'\(folder)' is a file; serve shows a folder of captures: 'plens capture "
          + "\(folder) -o DIR' makes one of prompts")
    }
    // The same folder, wherever 'cd' leads meanwhile.
    let survey = try folder.map { URL(filePath: $0).path }.flatMap { path in
      SurveyFolder(path: path).isSurvey ? try workspace.surveySource(path, for: console) : nil
    }
    let store = survey == nil ? folder.map { CaptureStore(root: URL(filePath: $0).path) } : nil
    if invocation.flag(.rewriteIndex) {
      guard let store else { throw ShellError(.usage, "--rewrite-index needs a folder") }
      console.tellPassedOver(try store.updateIndexes())
    }
    if let store {
      console.tellPassedOver(try store.models().flatMap { store.listing(of: $0).problems })
    }
    // The server's own library waits for ever for a thread that it does not get.
    if let problem = SystemThread.problem(starting: 2 * Parallel.width + 4) {
      throw ShellError(.failed, "no server: \(problem)")
    }
    let access = try ViewerAccess(
      origins: invocation.texts(.origin), readers: invocation.texts(.cors))
    let problems = ViewerProblems()
    let runs = workspace.scopedPageRuns(for: console)
    let handle = try console.page.start(store, survey, runs: runs) {
      var source = workspace.viewerSource(store, for: console, runs: runs)
      source.survey = survey
      return try ViewerServer.start(
        source,
        host: invocation.text(.host) ?? "127.0.0.1",
        port: invocation.integer(.port) ?? 8000, isFixed: invocation.isGiven(.port),
        access: access, onProblem: problems.post)
    }
    let note = handle.isOtherPort ? " (port 8000 is in use)" : ""
    let what = folder ?? "this session"
    if console.isProgram {
      console.notice(
        "serving \(what) at \(console.messageStyle(handle.url, .bold))\(note); Ctrl-C stops")
      // The handler of Ctrl-C only counts: it is looked at ten times a second.
      while handle.isRunning && !Interrupt.isRequested {
        for problem in problems.take() { console.notice(problem) }
        Thread.sleep(forTimeInterval: 0.1)
      }
      handle.stop()
      return .nothing
    }
    let job = workspace.jobs.add("serve \(what)") { handle.stop() }
    job.show(progress: handle.url)
    problems.hand(to: job)
    workspace.updatePage(for: console)
    return .text("[\(job.number)] serving \(what) at \(handle.url)\(note)")
  }

  static let site = ShellCommand(
    spec: CommandSpec(
      "site", "Write the web page with its data as plain files", group: "Looking",
      doc:
        "For a host that sends files and runs nothing; it works offline too. What it shows is what is in "
        + "memory, or the folder of --from. 'export site' is another name of it.",
      operands: [
        OperandSpec(.folder, .folder, .one, "Where to write it; not the folder of the captures"),
        OperandSpec(.functions, .figure, .any, "Figure functions to draw; raw without any"),
      ],
      options: [fromOption],
      examples: [
        .init("capture 'a b a b'; site public"),
        .init("export site public raw entropy --from attn_data"),
      ],
      otherNames: ["export site"], gives: .text)
  ) { invocation, _, workspace, console in
    let folder = invocation.path(.folder) ?? ""
    let from = invocation.has(.from) ? invocation.path(.from) : nil
    let store = from.map { CaptureStore(root: $0) }
    if let from, try store?.models().isEmpty == true {
      throw ShellError(.notFound, "\(from) has no model")
    }
    let names = invocation.texts(.functions)
    let report = try SiteExport.write(
      from == nil
        ? workspace.viewerSource(nil, for: console)
        : ViewerSource(store: store, registry: workspace.figures),
      to: folder, functions: names.isEmpty ? nil : names, isCancelled: console.isCancelled)
    for problem in report.problems.prefix(5) { console.notice(problem) }
    if report.problems.count > 5 {
      console.notice("and \(counted(report.problems.count - 5, "other problem"))")
    }
    return .text(
      "\(counted(report.prompts, "prompt")), \(counted(report.figures, "figure")) -> \(folder)/index.html"
    )
  }
}
