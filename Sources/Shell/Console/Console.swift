import Foundation
import Language
import Terminal
import Text
import Workspace

/// Who asks for commands: where results and messages go, how they may look, and when to stop.
///
/// A command that writes elsewhere, a job and a process that is attached each have one of their own; nothing is
/// put back afterwards.
struct Console: Asker {
  /// What outlives a command, for all that the same asker runs.
  private final class State {
    var exitStatus: Int32?
    var log: String?
    var history: History?
  }

  /// The variables of whoever started the process.
  let environment: [String: String]
  /// Whether colours were asked for.
  let color: ColorChoice
  /// Whether a person types the commands, at this process's terminal.
  let isInteractive: Bool
  /// Whether the one command to run came as the program's arguments.
  var isProgram = false
  /// Whether standard input is where the commands come from, so that no command can read it.
  var readsCommandsFromInput = false
  /// Where results go.
  var output: Output
  /// Colours of messages on stderr.
  let messageStyle: Style
  /// Whether who asks types at a prompt, be it of this process or of one that is attached.
  let isAtPrompt: Bool
  /// The process whose command runs; nil for this process's own.
  let client: AttachedClient?
  /// The job whose command runs; nil for the prompt's own.
  let job: Job?
  /// The page that shows what is in memory: one for all who ask.
  let page: SessionPage
  /// The keys that were bound: one set for all who ask.
  let keys: KeyBindings
  /// What this shell is called by those who attach to it; nil for the process's number.
  var sessionName: String?
  /// Whether the result of the command that runs goes straight out as text, so that it may be written as it comes.
  private(set) var streamsText = false
  /// Whether a hook's command runs: what it does sets off no other.
  private(set) var isInHook = false
  /// The names, verbs and hooks that commands find, and add to.
  private(set) var scope: Scope
  /// Values that a process which asks gave names to, for its commands alone.
  private var given: [(name: String, value: Value)] = []
  /// Settings that `with` gave to the command that runs.
  private var scopedSettings: ScopedSettings?
  /// Where the command that runs stands.
  var place = Place(source: SourceText(name: nil, text: ""), span: SourceSpan(0, 0), callers: [])
  private let state = State()

  /// This process's own terminal, pipes or files.
  init(
    environment: [String: String], color: ColorChoice, isInteractive: Bool, output: Output? = nil
  ) {
    self.environment = environment
    self.color = color
    self.isInteractive = isInteractive
    self.output = output ?? Output(color: color, environment: environment)
    messageStyle = Style(
      depth: ColorDepth(
        choice: color, isTerminal: Terminal.isTerminal(2), environment: environment))
    (client, job, page, keys) = (nil, nil, SessionPage(), KeyBindings())
    isAtPrompt = isInteractive
    scope = Scope()
  }

  /// A process that is attached to `host`.
  init(of client: AttachedClient, _ request: AttachedRequest, at host: Console) {
    (page, keys, sessionName) = (host.page, host.keys, host.sessionName)
    scope = host.scope
    environment = request.environment
    color = ColorChoice(rawValue: request.color) ?? .auto
    (isInteractive, self.client, job) = (false, client, nil)
    isAtPrompt = request.isPrompt
    output = Output(to: client, for: request)
    messageStyle = Style(
      depth: ColorDepth(
        choice: color, isTerminal: request.showsMessages, environment: request.environment))
  }

  /// A job, whose results and messages are its log.
  init(of job: Job, startedBy starter: Starter) {
    environment = starter.environment
    color = .never
    isInteractive = starter.isInteractive
    (page, keys, sessionName) = (starter.page, starter.keys, nil)
    (client, self.job, messageStyle, isAtPrompt) = (nil, job, starter.messageStyle, false)
    output = Output()
    scope = Scope(names: starter.names, hooks: starter.hooks)
    scopedSettings = ScopedSettings(starter.settings)
    isInHook = starter.isInHook
  }

  /// What a job's console takes from that of who started it, on to another thread.
  struct Starter: Sendable {
    fileprivate let environment: [String: String]
    fileprivate let isInteractive: Bool
    fileprivate let messageStyle: Style
    fileprivate let page: SessionPage
    fileprivate let keys: KeyBindings
    fileprivate let names: Names
    fileprivate let hooks: [Scope.Hook]
    fileprivate let settings: [String: String]
    fileprivate let isInHook: Bool
  }

  /// What a job that is started from here takes with it.
  var starter: Starter {
    Starter(
      environment: environment, isInteractive: isInteractive, messageStyle: messageStyle,
      page: page, keys: keys, names: names, hooks: scope.hooks,
      settings: scopedSettings?.all ?? [:], isInHook: isInHook)
  }

  /// Whether captured values are saved where no folder is named: not in a session, which keeps them in memory.
  var savesByDefault: Bool { isProgram }

  /// The status to end with, once `quit` was said.
  var exitStatus: Int32? {
    get { state.exitStatus }
    nonmutating set { state.exitStatus = newValue }
  }

  /// The script that commands are kept in as they succeed.
  var log: String? {
    get { state.log }
    nonmutating set { state.log = newValue }
  }

  /// What was typed; nil where nobody types.
  var history: History? {
    get { state.history }
    nonmutating set { state.history = newValue }
  }

  /// The same asker with results going elsewhere.
  func writing(to output: Output) -> Console {
    var console = self
    console.output = output
    return console
  }

  /// The same asker for a command whose result goes straight out as text, or does not.
  func streaming(_ streamsText: Bool) -> Console {
    var console = self
    // Who takes values gets the whole result as one.
    console.streamsText = streamsText && !output.sendsValues
    return console
  }

  /// The same asker for the command of a hook.
  func inHook() -> Console {
    var console = self
    console.isInHook = true
    return console
  }

  /// The same asker for a script, whose names, verbs and hooks end with it.
  func inScript() -> Console {
    var console = self
    (console.scope, console.given) = (Scope(names: names), [])
    return console
  }

  /// The same asker with these settings over the workspace's.
  ///
  /// - Throws: `ShellError` where there is no such setting, or it can't have the value.
  func with(_ settings: [String: String]) throws -> Console {
    if settings.isEmpty { return self }
    var (console, tried) = (self, Settings())
    for (name, text) in settings.sorted(by: { $0.key < $1.key }) { try tried.set(name, to: text) }
    console.scopedSettings = ScopedSettings(settings, within: scopedSettings)
    return console
  }

  /// The same asker with these values under names of their own; what it adds to them stays.
  func with(given: [(name: String, value: Value)]) -> Console {
    var console = self
    console.given = given
    return console
  }

  /// The same asker with names, verbs and hooks that nobody else sees.
  func alone() -> Console {
    var console = self
    console.scope = Scope(names: scope.names, hooks: scope.hooks)
    return console
  }

  /// The names that a command finds.
  var names: Names { given.isEmpty ? scope.names : scope.names.with(given) }

  /// The settings that hold for what is asked.
  func settings(over standing: Settings) -> Settings {
    scopedSettings?.over(standing) ?? standing
  }

  /// Changes a setting: that of the `with` around the command, if it gives it, else the workspace's.
  ///
  /// - Throws: `ShellError` where there is no such setting, or it can't have the value.
  func set(_ name: String, to text: String, in workspace: inout Workspace) throws {
    var settings = workspace.settings
    try settings.set(name, to: text)
    if scopedSettings?.change(name, to: text) != true { workspace.settings = settings }
  }

  /// Takes a setting back to what it was when the session began.
  ///
  /// - Throws: `ShellError` where there is no such setting.
  func reset(_ name: String, in workspace: inout Workspace) throws {
    var settings = workspace.settings
    try settings.reset(name)
    if scopedSettings?.change(name, to: settings[name]) != true { workspace.settings = settings }
  }

  /// The same asker for a command that stands there.
  func standing(at place: Place) -> Console {
    var console = self
    console.place = place
    return console
  }

  /// Tells a person something that is no result: a line on stderr, or in a job's log.
  func notice(_ text: String) {
    if let job { return job.tell(text + "\n") }
    if let client {
      // Who is gone need not be told.
      try? client.write(.errors, Array((printable(text, keepsColors: true) + "\n").utf8))
      return
    }
    try? output.flush()
    Messages.write(text)
  }

  /// Says what a person would have been told, where the value is not shown.
  func tellReply(of value: Value) {
    if case .prompts(let list) = value, let reply = list.reply { notice(reply) }
  }

  /// Tells a person what a name stands for now, where `tellReply` has said nothing.
  func tell(_ value: Value, named name: String) {
    if case .prompts(let list) = value, list.reply != nil { return }
    guard isInteractive, job == nil else { return }
    notice("$\(name) is \(value.kind): \(oneLine(value.summary))")
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
    if let client { return Progress(label, total: total) { client.show(progress: $0) } }
    return Progress(label, total: total, environment: environment)
  }

  /// The same as `progress`, for a workspace.
  func bar(_ label: String, total: Int) -> any ProgressBar { progress(label, total: total) }

  /// A command's place in what is run.
  struct Place: Sendable {
    let source: SourceText
    let span: SourceSpan
    /// Where the source was called from, innermost first.
    let callers: [String]

    /// The same as a chain of places, for what the command runs in turn: `main.plens:3`.
    var chain: [String] {
      let line = source.location(of: span.start).line
      return (source.name.map { ["\($0):\(line)"] } ?? []) + callers
    }
  }
}

extension Terminal.Progress: ProgressBar {}
