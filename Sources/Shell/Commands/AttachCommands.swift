import Foundation
import Language
import Terminal
import Text
import Workspace

extension ShellCommand {
  static let attach = ShellCommand(
    spec: CommandSpec(
      "attach", "Run commands in a shell that is open already, with all that it has loaded",
      group: "Session",
      doc: """
        Every interactive shell can be attached to by its user, by the number of its process, or by NAME after \
        'plens --session NAME'. Commands are those of -c, of FILE, of standard input, or typed at a prompt; they \
        run one at a time with those of the shell itself, and results, messages and the exit status come back \
        here. Ctrl-C cancels the command that was sent. 'quit' leaves this end alone.

        Paths start from the shell's own folder ('pwd' says which); FILE is read here.
        """,
      operands: [
        OperandSpec(
          .session, .text, .optional, "The shell's name; not needed where one alone is open"),
        OperandSpec(.file, .file, .optional, "A script"),
      ],
      options: [
        OptionSpec(
          .command, short: "c", .text, "Commands to run", valueName: "COMMANDS", repeats: true),
        OptionSpec(flag: .list, "Only list the shells that are open"),
      ],
      examples: [
        .init("attach --list"),
        .init("attach work -c 'show p0 L3H4 --mode csv' > l3h4.csv", "in another terminal"),
        .init("attach work sweep.plens"),
      ],
      surfaces: .program, gives: [.table, .nothing])
  ) { invocation, _, workspace, console in
    let folder = SessionFolder(workspace.paths)
    if invocation.flag(.list) { return .table(try list(of: folder, console)) }
    var words = invocation.texts(.session) + invocation.texts(.file)
    let (connection, name) = try connect(folder, named: words.first)
    if name != nil { words.removeFirst() }
    guard words.count < 2 else {
      throw ShellError(
        .notFound, "there is no session '\(words[0])': 'plens attach --list' says which")
    }
    let shell = AttachedShell(connection, console)
    if let file = words.first, invocation.isGiven(.command) {
      throw ShellError(.usage, "give commands by -c or by a file, not both: found '\(file)'")
    }
    if invocation.isGiven(.command) {
      for (place, text) in invocation.texts(.command).enumerated() {
        let source = place == 0 ? "-c" : "-c \(place + 1)"
        let result = try shell.run(text, name: source)
        console.exitStatus = result.status
        if result.status != 0 || result.quits { break }
      }
    } else if words.isEmpty, isTerminal(0), isTerminal(1) {
      Interrupt.installHandlers(interactive: true)
      console.exitStatus = try shell.prompt(keepingHistoryIn: workspace.paths.history)
    } else {
      let source = try Interpreter().sourceText(words.first ?? "-", console)
      console.exitStatus = try shell.run(source.text, name: source.name).status
    }
    return .nothing
  }

  /// A connection to the session of this name, or to the only one there is.
  ///
  /// - Returns: The connection, and the name if it is a session's: nil where it is for a script.
  private static func connect(
    _ folder: SessionFolder, named name: String?
  ) throws -> ((LocalSocket, SessionGreeting), name: String?) {
    if let name, SessionFolder.isName(name), let connection = try folder.connect(to: name) {
      return (connection, name)
    }
    if let name, name != "-", !FileManager.default.fileExists(atPath: name) {
      throw ShellError(.notFound, "there is no session '\(name)', and no such file")
    }
    let (open, problems) = try openSessions(of: folder)
    guard let only = open.first else {
      throw problems.first
        ?? ShellError(.notFound, "there is no shell to attach to: start one with 'plens'")
    }
    guard open.count == 1 else {
      let names = open.map { $0.1.name }
      throw ShellError(.usage, "\(names.count) shells are open: name one of \(listed(names))")
    }
    return (only, nil)
  }

  /// Connections to all sessions that answer, and what is wrong with the others.
  private static func openSessions(
    of folder: SessionFolder
  ) throws -> ([(LocalSocket, SessionGreeting)], problems: [ShellError]) {
    var open: [(LocalSocket, SessionGreeting)] = []
    var problems: [ShellError] = []
    for name in folder.names {
      do {
        if let connection = try folder.connect(to: name, within: 1) { open.append(connection) }
      } catch let error as ShellError {
        problems.append(error)
      }
    }
    return (open, problems)
  }

  private static func list(of folder: SessionFolder, _ console: Console)
    throws -> Table
  {
    let (connections, problems) = try openSessions(of: folder)
    for problem in problems { console.notice(problem.description) }
    let open = connections.map { $0.1 }
    return Table([
      .text("session", open.map(\.name)), .integer("process", open.map { Int($0.process) }),
      .text("model", open.map(\.model)), .text("folder", open.map(\.folder)),
    ])
  }

  static let listen = ShellCommand(
    spec: CommandSpec(
      "listen", "Run the commands of attached processes until Ctrl-C", group: "Session",
      doc: """
        For a shell without a person, whose model scripts share: \
        plens --session work -c 'load gpt2; listen' &. An interactive shell listens by itself.
        """,
      options: [
        OptionSpec(
          .`for`, .integer(0...Int.max), "End after so many seconds", valueName: "SECONDS"),
        OptionSpec(
          flag: .untilInputEnds,
          "End with standard input too, its page with it: the shell lives no longer than who started it"
        ),
      ],
      examples: [.init("listen --for 0"), .init("load demo; listen --for 0")], surfaces: .shell)
  ) { invocation, _, workspace, console in
    guard !console.isInteractive, console.client == nil, console.job == nil else {
      throw ShellError(.failed, "this shell listens by itself: 'plens attach' runs commands in it")
    }
    let arrivals = DispatchSemaphore(value: 0)
    let listener = try workspace.listen(as: console.sessionName) { arrivals.signal() }
    defer { listener.close() }
    // What was said so far, such as a page's address, is read by who is to use this shell.
    try console.output.flush()
    let isCancelled = console.isCancelled
    let input = try invocation.flag(.untilInputEnds) ? InputEnd { arrivals.signal() } : nil
    let seconds = invocation.integer(.`for`).map { Double($0) }
    let end = seconds.map { ContinuousClock.now + .seconds($0) }
    while !isCancelled(), input?.isReached != true, end.map({ ContinuousClock.now < $0 }) ?? true {
      workspace.runRequests(of: listener, for: console)
      _ = arrivals.wait(timeout: .now() + .milliseconds(100))
    }
    // A page would keep the program alive behind its last command.
    if input?.isReached == true {
      let pages = workspace.jobs.running.filter(\.isServer)
      for page in pages { page.stop() }
      try workspace.jobs.wait(for: pages, isCancelled: { Interrupt.isRequested })
    }
    return .nothing
  }
}
