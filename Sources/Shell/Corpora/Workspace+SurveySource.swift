import Activations
import Figures
import Files
import Formats
import Surveys
import Tensors
import Tokenizers
import Transformers
import Viewer
import Workspace

extension Workspace {
  /// A merged survey for the page, with its model where that is on this machine.
  ///
  /// - Throws: `FormatError` where the survey's parts are not merged, or a file is damaged.
  mutating func surveySource(_ path: String, for console: Console) throws -> SurveySource {
    let manifest = path + "/survey.json"
    guard fileExists(manifest) else {
      throw FormatError(path: path, problem: "the survey's parts are not merged: 'merge \(path)'")
    }
    let settings = try SurveySettings(
      try JSON.load(path: manifest)["settings"] ?? .null, path: manifest,
      score: ShellCommand.patternScore)
    let model: LoadedModel
    do {
      model = try self.model(settings.model, for: console)
      guard try ModelFingerprint.of(model.origin.path) == settings.fingerprint else {
        return SurveySource(
          path: path,
          note:
            "\(settings.model) on this machine is another than the survey's: no pattern is made",
          make: nil)
      }
    } catch {
      return SurveySource(path: path, note: "no pattern is made: \(error)", make: nil)
    }
    let runner = console.page.runner
    let make: SurveySource.Make = { text, head, name, isCancelled in
      guard let score = settings.scores.first(where: { $0.columnName == name }) else {
        throw ShellError(.notFound, "the survey has no score '\(name)'")
      }
      let window = try model.windows(
        of: text, longest: settings.longest, splits: settings.splits)[0]
      var found: Tensor?
      try ShellCommand.surveyModel(model, settings, isCancelled: isCancelled).run(
        [window.ids], [head.layer]
      ) { _, _, patterns in
        let count = window.ids.count
        guard patterns.shape == [patterns.shape[0], count, count], head.index < patterns.shape[0]
        else { return }
        found = patterns[head.index]
      }
      guard let found else {
        throw ShellError(.failed, "\(settings.model) has no pattern of \(head) on this text")
      }
      let input = ScoreInput(
        AttentionRows(found.values[...], queries: found.rows, keys: found.columns),
        repeats: TokenRepeats(ids: window.ids))
      let value = try HeadScore.measures([score], of: input, until: isCancelled)[0]?.value
      return SurveySource.Made(
        tokens: model.tokenizer?.pieces(window.ids) ?? window.ids.map { String($0) },
        pattern: found, value: value)
    }
    return SurveySource(path: path, note: nil, isAllowed: { runner.isAllowed }, make: make)
  }
}
