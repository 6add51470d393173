package import Activations
package import Figures
import Foundation
package import Text
package import Transformers

/// All that commands work on: models, prompts, captured values, names, and what runs beside them.
///
/// It is a value: a job works on a copy, and what it made is taken over between two commands. What all copies
/// share (jobs, Python's processes) is behind locks. It knows nothing of who asks: that is the `Asker`.
package struct Workspace: Sendable {
  package let paths: Paths
  package let finder: ModelFinder
  package var settings: Settings
  /// Models that are open, by the name they were asked for.
  package var models: [String: LoadedModel] = [:]
  /// Where the model of each name came from that something was captured of.
  package var origins: [String: ModelOrigin] = [:]
  /// Changes that models can be given, in the order in which they came.
  package var edits: [NamedEdit] = []
  /// What is known of models by name that something was captured of, whether they are still open.
  package var facts: [String: ModelFacts] = [:]
  /// What commands mean when they name no model.
  package var current: Source?
  /// Prompts in the order in which they came: `p0`, `p1`, ...
  package var prompts: [PromptRecord] = []
  /// The number of each prompt by its hash.
  package var places: [String: Int] = [:]
  package var cache = CapturedValues()
  /// Keys and values of prompts that the next one may begin like, by the model's name.
  package var keptRuns: [String: KeptRuns] = [:]
  /// The figure functions there are.
  package var figures = FigureRegistry.builtIn
  /// Names that were given to values, and verbs of the user's own.
  package var names = Names()
  /// Processes for figure functions in Python, and the interpreter that they run.
  package var python: (interpreter: String, pool: PythonPool)?
  /// Commands that follow what happens.
  package var eventHooks = EventHooks()
  /// What runs in the background.
  package let jobs = JobList()

  /// A workspace without a model.
  ///
  /// - Parameter tell: Is told of each setting that is passed over.
  package init(environment: [String: String], tell: (String) -> Void) {
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
