package import Activations
package import Figures
import Foundation
package import Text
package import Transformers

/// All that commands work on: models, prompts, captured values, settings, jobs.
///
/// It is a value: a job works on a copy, and what it made is taken over between two commands. What all copies
/// share (jobs, Python's processes) is behind locks. It knows nothing of who asks: that is the `Asker`.
package struct Workspace: Sendable {
  package let paths: Paths
  package let finder: ModelFinder
  package var settings: Settings
  /// Open models, by the name they were opened with.
  package var models: [String: LoadedModel] = [:]
  /// The files of each model that something was captured of, by the model's name.
  package var origins: [String: ModelOrigin] = [:]
  /// The session's edits, in the order in which they were made.
  package var edits: [NamedEdit] = []
  /// What is known of each model that something was captured of, also after it was closed, by name.
  package var facts: [String: ModelFacts] = [:]
  /// The model or folder that commands use when none is named.
  package var current: Source?
  /// The prompts in order: `p0`, `p1`, ...
  package var prompts: [PromptRecord] = []
  /// The number of each prompt by its hash.
  package var places: [String: Int] = [:]
  package var cache = CapturedValues()
  /// Keys and values of earlier prompts, which a prompt with the same beginning goes on from, by
  /// the model's name.
  package var keptRuns: [String: KeptRuns] = [:]
  /// The figure functions.
  package var figures = FigureRegistry.builtIn
  /// The Python interpreter for figure functions, and its processes.
  package var python: (interpreter: String, pool: PythonPool)?
  /// What has happened and has run no hooks yet.
  package var happened: [WorkspaceEvent] = []
  /// The jobs in the background.
  package let jobs = JobList()

  /// Makes a workspace without a model.
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
