public import Activations
public import Figures
public import Formats

/// What a viewer shows: captures in memory, and a folder of captures on disk.
///
/// It is a value that the viewer reads while the shell goes on; `ViewerHandle.publish` replaces it.
public struct ViewerSource: Sendable {
  /// One prompt's values, as they are in memory.
  public struct Capture: Sendable {
    /// The model's name.
    public let model: String

    /// The prompt, with its tokens.
    public let prompt: PromptRecord

    /// What was captured; the viewer shows the patterns among it, or those that can be made of it.
    public let values: ActivationCache

    /// How the model scores, where queries and keys are among the values in place of patterns.
    public let facts: ScoreFacts?

    /// A number that changes whenever the values do; browsers cache by it.
    public let revision: Int

    /// Describes a capture.
    public init(
      model: String, prompt: PromptRecord, values: ActivationCache, facts: ScoreFacts? = nil,
      revision: Int
    ) {
      (self.model, self.prompt, self.values) = (model, prompt, values)
      (self.facts, self.revision) = (facts, revision)
    }

    /// Its patterns.
    var patterns: PromptPatterns { PromptPatterns(values, of: prompt, scoring: facts) }

    /// The layers whose patterns are there, in order.
    var layers: [Int] {
      let whole = values.points.filter { $0.kind == .pattern }.compactMap(\.layer)
      let made = facts.map { facts in
        facts.layers.indices.filter { facts.rows($0, of: values) != nil }
      }
      return Set(whole + (made ?? [])).sorted()
    }
  }

  /// The folder to show; nil for memory alone.
  public var store: CaptureStore?

  /// What the folder is called in commands; nil without one.
  public var folderName: String?

  /// The survey to show; nil for none.
  public var survey: SurveySource?

  /// Where indexes of folders are kept; nil to keep none behind.
  public var indexFolder: String?

  /// The captures in memory, which are preferred to the folder's.
  public var captures: [Capture]

  /// Configurations of the models in memory, with the fields of a HookedTransformerConfig, by name.
  public var configs: [String: JSONObject]

  /// The frames of prompts of the models in memory, by name.
  public var frames: [String: TokenFrame]

  /// Runs texts that are typed into the page; nil if there is no model.
  public var runner: (any PageRunner)?

  /// Functions that draw tiles.
  public var registry: FigureRegistry

  /// Scores that rank heads.
  public var scores: [HeadScore]

  /// Puts together what to show.
  public init(
    store: CaptureStore? = nil, captures: [Capture] = [], configs: [String: JSONObject] = [:],
    frames: [String: TokenFrame] = [:], registry: FigureRegistry = .builtIn,
    scores: [HeadScore] = HeadScores.all
  ) {
    (self.store, self.captures, self.configs) = (store, captures, configs)
    (self.frames, self.registry, self.scores) = (frames, registry, scores)
  }
}
