import Activations
import Figures
import Foundation
import Language
import Scripts
import Terminal
import Text
import Transformers

/// All that commands work on: models, prompts, captured values, names, and what runs beside them.
///
/// It is a value: a job works on a copy, and what it made is taken over between two commands. What all copies
/// share (jobs, page, keys, Python's processes) is behind locks. It knows nothing of who asks: that is the
/// `Console`.
struct Workspace: Sendable {
  let paths: Paths
  let finder: ModelFinder
  var settings: Settings
  /// Models that are open, by the name they were asked for.
  var models: [String: LoadedModel] = [:]
  /// Where the model of each name came from that something was captured of.
  var origins: [String: ModelOrigin] = [:]
  /// Changes that models can be given, in the order in which they came.
  var edits: [NamedEdit] = []
  /// What is known of models by name that something was captured of, whether they are still open.
  var facts: [String: ModelFacts] = [:]
  /// What commands mean when they name no model.
  var current: Source?
  /// Prompts in the order in which they came: `p0`, `p1`, ...
  var prompts: [PromptRecord] = []
  /// The number of each prompt by its hash.
  var places: [String: Int] = [:]
  var cache = PatternCache()
  /// Keys and values of prompts that the next one may begin like, by the model's name.
  var keptRuns: [String: KeptRuns] = [:]
  /// The figure functions there are.
  var figures = FigureRegistry.builtIn
  /// Names that were given to values, and verbs of the user's own.
  var names = Names()
  /// Processes for figure functions in Python, and the interpreter that they run.
  var python: (interpreter: String, pool: PythonPool)?
  /// The page that shows what is in memory.
  let page = SessionPage()
  /// Commands that follow what happens.
  var eventHooks = EventHooks()
  /// The keys that were bound.
  let keys = KeyBindings()
  /// What it is called by those who attach to it; nil for the process's number.
  var sessionName: String?
  /// What runs in the background.
  let jobs = JobList()

  /// A workspace without a model.
  ///
  /// - Parameter tell: Is told of each setting that is passed over.
  init(environment: [String: String], tell: (String) -> Void) {
    paths = Paths(environment: environment)
    finder = ModelFinder(environment: environment, dataFolder: paths.data)
    let (settings, problems) = Settings.standing(
      environment,
      files: [
        (paths.config + "/config", "user's config"), (".plens/config", "project's config"),
      ])
    self.settings = settings
    for problem in problems { tell(problem) }
  }
}
