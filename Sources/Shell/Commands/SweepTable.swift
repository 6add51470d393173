import Activations
import Causal
import Language
import Text
import Transformers
import Workspace

/// A sweep over one prompt or pair of prompts, with what it was asked about.
struct SweepRun {
  let result: EffectTable
  /// The tokens that the metric asks about, as the vocabulary has them.
  private let answer: String?
  private let against: String?
  /// The prompts by the names of their columns, the first one that whose tokens the places number.
  private let prompts: [(name: String, prompt: CausalPrompt)]

  init(
    _ result: EffectTable, _ answer: CausalAnswer, _ prompts: [(String, CausalPrompt)],
    _ model: LoadedModel
  ) {
    (self.result, self.prompts) = (result, prompts)
    self.answer = answer.token.map(model.piece)
    against = answer.against.map(model.piece)
  }

  init(_ result: EffectTable, _ pair: CausalPair, _ model: LoadedModel) {
    self.init(
      result, pair.answer, [("clean", pair.clean), ("corrupt", pair.corrupt)], model)
  }

  private var places: [SweepPlace] { result.rows.map(\.place) }

  /// Columns that say where changes were made.
  ///
  /// - Parameter namesTokens: Whether this prompt's tokens are those of all.
  fileprivate func placeColumns(namesTokens: Bool) -> [Table.Column] {
    let heads = places.compactMap { place -> Head? in
      switch place {
      case .head(let head), .keyHead(let head): head
      default: nil
      }
    }
    let tokens = places.compactMap { place -> (layer: Int, position: Int)? in
      if case .token(let layer, let position) = place { (layer, position) } else { nil }
    }
    if heads.count == places.count { return [.head("head", heads)] }
    guard tokens.count == places.count else { return [.text("to", places.map(\.description))] }
    let numbers: [Table.Column] = [
      .integer("layer", tokens.map(\.layer)), .integer("query", tokens.map(\.position)),
    ]
    guard namesTokens, let labels = prompts.first?.prompt.labels else { return numbers }
    return numbers + [.text("token", tokens.map { labels[$0.position] })]
  }

  /// Columns that say what was asked, of which prompts.
  fileprivate func questionColumns(namesPrompts: Bool) -> [Table.Column] {
    func column(_ name: String, _ text: String?) -> [Table.Column] {
      text.map { text in [.text(name, places.map { _ in text })] } ?? []
    }
    let named = prompts.map { name, prompt in
      Table.Column.prompt(name, places.map { _ in prompt.record })
    }
    return column("metric", result.metric) + column("answer", answer) + column("against", against)
      + (namesPrompts ? named : [])
  }

  /// The rows of this run alone.
  fileprivate var table: Table {
    Table(
      placeColumns(namesTokens: true) + [
        .number("value", result.rows.map(\.value)), .number("effect", result.rows.map(\.effect)),
      ] + questionColumns(namesPrompts: true))
  }

  /// Whether the two ask about the same tokens.
  fileprivate func asksAs(_ other: SweepRun) -> Bool {
    answer == other.answer && against == other.against
  }

  fileprivate func hasPlaces(of other: SweepRun) -> Bool { places == other.places }

  fileprivate func hasTokens(of other: SweepRun) -> Bool {
    prompts.first?.prompt.labels == other.prompts.first?.prompt.labels
  }
}

extension [SweepRun] {
  /// One run's rows; of several the means, or the rows of each.
  ///
  /// - Throws: `ShellError` where the mean has no meaning.
  func table(perPrompt: Bool) throws -> Table {
    guard count > 1, !perPrompt, let first else { return Table(joining: map(\.table)) }
    guard allSatisfy(first.hasPlaces) else {
      throw ShellError(
        .failed,
        "the prompts have different numbers of tokens: no mean over places; --per-prompt gives the rows of each"
      )
    }
    let rows = first.result.rows.indices.map { place in map { $0.result.rows[place] } }
    let effects = rows.map { $0.map(\.effect) }
    let columns: [Table.Column] = [
      .number("value", rows.map { $0.map(\.value).mean }), .number("effect", effects.map(\.mean)),
      .number("std", effects.map(\.standardDeviation)), .integer("prompts", rows.map(\.count)),
      .text("metric", rows.map { _ in first.result.metric }),
    ]
    let question =
      allSatisfy(first.asksAs) ? first.questionColumns(namesPrompts: false).dropFirst() : []
    return Table(
      first.placeColumns(namesTokens: allSatisfy(first.hasTokens)) + columns + question)
  }
}

extension [Double] {
  fileprivate var mean: Double { isEmpty ? .nan : reduce(0, +) / Double(count) }

  /// That of a sample.
  fileprivate var standardDeviation: Double {
    let mean = mean
    return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
  }
}

extension Console {
  /// Says what the metric is where nothing is changed.
  func tellUnchanged(_ tables: [EffectTable]) {
    let values = tables.flatMap(\.unchanged)
    guard let first = tables.first, !values.isEmpty else { return }
    notice(
      "\(first.metric): \(shortNumber(values.mean)) unchanged"
        + (values.count > 1 ? ", the mean of \(values.count) prompts" : ""))
  }

  /// Says what the metric is on clean and corrupt prompts.
  func tellEnds(_ tables: [EffectTable]) {
    guard let first = tables.first else { return }
    let ends = tables.count == 1 ? "prompt" : "prompts, the mean of \(tables.count)"
    notice(
      "\(first.metric): \(shortNumber(tables.flatMap(\.source).mean)) on the clean \(ends), "
        + "\(shortNumber(tables.flatMap(\.unchanged).mean)) on the corrupt "
        + (tables.count == 1 ? "one" : "ones"))
  }
}

/// A number for a sentence.
func shortNumber(_ number: Double) -> String {
  let rounded = (number * 10_000).rounded() / 10_000
  return exactText(rounded == 0 ? number : rounded)
}
