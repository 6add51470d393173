import Activations
import Figures
import Foundation
import Language
import Scripts
import Tensors
import Terminal
import Text
import Transformers

/// Everything that commands share: the model, prompts, captured values and settings.
struct Session {
  let environment: [String: String]
  let paths: Paths
  let finder: ModelFinder
  /// Whether a person types the commands, at this process's terminal.
  private(set) var isInteractive: Bool
  /// Whether the one command to run came as the program's arguments.
  var isProgram = false
  /// Whether captured values are saved where no folder is named: not in a session, which keeps them in memory.
  var savesByDefault: Bool { isProgram }
  /// Whether the user's init.plens is run at the start.
  var readsStartScript = true
  var output: Output
  /// Whether colours were asked for.
  let color: ColorChoice
  /// Colours of messages on stderr.
  private(set) var messageStyle: Style
  var settings: Settings
  /// Models that are open, by the name they were asked for.
  var models: [String: LoadedModel] = [:]
  /// What commands mean when they name no model.
  var current: Source?
  /// Prompts in the order in which they came: `p0`, `p1`, ...
  var prompts: [PromptRecord] = []
  /// The number of each prompt by its hash.
  var places: [String: Int] = [:]
  var cache = PatternCache()
  /// The figure functions there are.
  var figures = FigureRegistry.builtIn
  /// The status to end with, once `quit` was said.
  var exitStatus: Int32?
  /// Names that were given to values, and verbs of the user's own.
  var names = Names()
  /// Processes for figure functions in Python, and the interpreter that they run.
  var python: (interpreter: String, pool: PythonPool)?
  /// The page that shows this session, and what it shows.
  var viewer: SessionViewer?
  /// Commands that follow what happens.
  var eventHooks = EventHooks()
  /// The keys that were bound.
  let keys = KeyBindings()
  /// What the session is called by those who attach to it; nil for the process's number.
  var sessionName: String?
  /// The process whose command runs; nil for this process's own.
  private(set) var client: AttachedClient?
  /// What runs in the background.
  let jobs = JobList()
  /// The job that this copy of the session belongs to; nil for the prompt's own.
  var job: Job?
  /// What was typed; nil where nobody types.
  var history: History?
  /// The script that commands are kept in as they succeed.
  var log: String?
  /// Where the command that runs stands.
  var place = Place(source: SourceText(name: nil, text: ""), span: Span(0, 0), callers: [])

  /// A session without a model.
  init(
    environment: [String: String], color: ColorChoice, isInteractive: Bool, output: Output? = nil
  ) {
    self.environment = environment
    self.isInteractive = isInteractive
    self.color = color
    paths = Paths(environment: environment)
    finder = ModelFinder(environment: environment, dataFolder: paths.data)
    self.output = output ?? Output(color: color, environment: environment)
    messageStyle = Style(
      depth: ColorDepth(
        choice: color, isTerminal: Terminal.isTerminal(2), environment: environment))
    let (settings, problems) = Settings.standing(
      environment,
      files: [
        (paths.config + "/config", "user's config"), (".plens/config", "project's config"),
      ])
    self.settings = settings
    for problem in problems { notice(problem) }
  }

  /// Tells a person something that is no result: a line on stderr, or in a job's log.
  func notice(_ text: String) {
    if let job { return job.tell(text + "\n") }
    if let client {
      // Who is gone need not be told.
      try? client.write(.errors, Array((text + "\n").utf8))
      return
    }
    try? output.flush()
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

extension Session {
  /// Runs `body` with results and messages going to a process that is attached.
  mutating func serving(
    _ client: AttachedClient, _ request: AttachedRequest, _ body: (inout Session) -> Void
  ) {
    let own = (output, messageStyle, isInteractive, exitStatus, isProgram)
    output = Output(to: client, for: request)
    messageStyle = Style(
      depth: ColorDepth(
        choice: ColorChoice(rawValue: request.color) ?? .auto, isTerminal: request.showsMessages,
        environment: request.environment))
    (isInteractive, exitStatus, isProgram, self.client) = (false, nil, false, client)
    body(&self)
    (output, messageStyle, isInteractive, exitStatus, isProgram) = own
    self.client = nil
  }

  /// A command's place in what is run.
  struct Place {
    let source: SourceText
    let span: Span
    /// Where the source was called from, innermost first.
    let callers: [String]

    /// The same as a chain of places, for what the command runs in turn: `main.plens:3`.
    var chain: [String] {
      let line = source.location(of: span.start).line
      return (source.name.map { ["\($0):\(line)"] } ?? []) + callers
    }
  }
}
