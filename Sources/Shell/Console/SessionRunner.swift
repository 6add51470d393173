import Activations
import Causal
import Formats
import Foundation
import Language
import Synchronization
import Tensors
import Text
import Transformers
import Viewer
import Workspace

/// Runs what is typed into the page, with the session's models, beside whatever the shell does.
final class SessionRunner: PageRunner {
  private struct State {
    var isAllowed = true
    var models: [String: LoadedModel] = [:]
    var order: [String] = []
    /// What the last texts began with, by model.
    var runs: [String: KeptRuns] = [:]
    var socket: (folder: SessionFolder, name: String)?
  }

  private let state = Mutex(State())

  /// Bytes of patterns of one text; of a longer one the page shows tokens and predictions alone.
  private static let mostPatterns = 256 << 20

  /// Bytes of what the last texts began with, of one model.
  private static let mostKept = 128 << 20

  var isAllowed: Bool { state.withLock { $0.isAllowed } }
  var models: [String] { state.withLock { $0.order } }

  /// Takes the models that the session has now, the current one first.
  func update(_ models: [LoadedModel], isAllowed: Bool) {
    state.withLock { state in
      state.isAllowed = isAllowed
      state.order = models.map(\.config.name)
      state.models = Dictionary(
        models.map { ($0.config.name, $0) }, uniquingKeysWith: { first, _ in first })
      state.runs = state.runs.filter { state.models[$0.key] != nil }
    }
  }

  /// Takes where a session has others run commands in it: the page is one more of them.
  func attach(to name: String?, in folder: SessionFolder) {
    state.withLock { $0.socket = name.map { (folder, $0) } }
  }

  /// Whether there is a session that waits for commands.
  var isAttached: Bool { state.withLock { $0.socket != nil } }

  func typed(
    _ request: RunRequest, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> TypedPrompt {
    let (model, kept) = try self.model(request.model)
    let checkpoint: () throws -> Void = { if isCancelled() { throw CancellationError() } }
    let record = PromptRecord(text: request.text)
    let (ids, lost) = try model.input(for: record)
    let config = model.config
    let count = config.patternTokens(of: ids).count
    let size = config.layers * config.heads * count * count * MemoryLayout<Float>.stride
    let (points, facts) = try shown(of: model, request, isLong: size > Self.mostPatterns)
    let predicts = config.isCausal && config.part == nil || config.part == .decoder
    let place = try place(request.position, of: count)
    let rows: LogitRows = predicts ? .rows([place]) : .none
    var runs = kept ?? KeptRuns(limit: Self.mostKept)
    // Where something is changed, the model as it was is asked for predictions alone.
    let isChanged = !request.isUnchanged
    let shown = isChanged ? CaptureSet([]) : points
    let plain =
      model.edits.isEmpty
      ? try model.model.run(
        ids, sharing: &runs, capturing: shown, logits: rows, checkpoint: checkpoint)
      : try model.edited.run(ids, capturing: shown, logits: rows, checkpoint: checkpoint)
    state.withLock { [runs] in $0.runs[request.model] = runs }
    let run =
      isChanged
      ? try edited(model, request, checkpoint).run(
        ids, capturing: points, logits: rows, checkpoint: checkpoint) : plain
    let before = isChanged ? plain.logits.map { TokenScores(logits: $0) } : nil
    let next = (run.logits.map { TokenScores(logits: $0).top(12, at: 0) } ?? []).map { guess in
      TypedPrompt.Guess(
        id: guess.token, piece: model.piece(guess.token), probability: guess.probability,
        before: before.map { exp($0.logProbability(of: guess.token, at: 0)) })
    }
    var notes: [String] = []
    if lost > 0 { notes.append("\(counted(lost, "token")) at the end do not fit the context") }
    if points.points.isEmpty, size > 0 {
      notes.append("patterns of \(count) tokens would take \(byteText(size))")
    }
    return TypedPrompt(
      prompt: try request.named(record).adding(tokens: try model.pieces(of: record)),
      patterns: run.cache, facts: facts, next: next, edits: request.editCommands,
      modelName: request.modelName, note: notes.joined(separator: "; "))
  }

  /// What is captured of a text: all patterns, or of a long one the queries and keys that these are made of.
  private func shown(
    of model: LoadedModel, _ request: RunRequest, isLong: Bool
  ) throws -> (CaptureSet, ScoreFacts?) {
    let layers = model.config.patternLayers
    guard isLong else { return (CaptureSet(layers.map { .pattern($0) }), nil) }
    // Queries and keys know of no cut.
    guard request.cuts.isEmpty, !request.dropsFirst else { return (CaptureSet([]), nil) }
    let facts = try model.scoreFacts()
    guard let points = facts.points(of: layers) else { return (CaptureSet([]), nil) }
    return (points, facts)
  }

  func effects(
    _ request: RunRequest, on answer: Int, against: Int?, by way: HeadEffects.Way,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws -> HeadEffects {
    let (model, _) = try self.model(request.model)
    let checkpoint: () throws -> Void = { if isCancelled() { throw CancellationError() } }
    let (ids, _) = try model.input(for: PromptRecord(text: request.text))
    let place = try place(request.position, of: model.config.patternTokens(of: ids).count)
    let edited = try edited(model, request, checkpoint)
    let heads = model.config.layers * model.config.heads
    var values = [Double](repeating: .nan, count: heads)
    func put(_ value: Double, _ head: Head) {
      values[head.layer * model.config.heads + head.index] = value
    }
    let command = request.command(on: answer, against: against, by: way, of: model)
    if way == .attribution {
      let target = against.map { LogitTarget.difference(answer, $0) } ?? .logit(answer)
      let found = try edited.attribute(ids, to: target, at: place, checkpoint: checkpoint)
      for row in found.rows {
        if case .head(let head) = row.part { put(row.value, head) }
      }
      return HeadEffects(values: values, total: found.total, command: command)
    }
    let kind: Metric.Kind = against == nil ? .logit : .difference
    let metric = try Metric(kind, answer: answer, against: against, at: place)
    let found: EffectTable
    if case .patching(let other) = way {
      let (others, _) = try model.input(for: PromptRecord(text: other))
      found = try edited.patch(
        PromptPair(clean: ids, corrupt: others, metric: metric), .z, progress: progress,
        checkpoint: checkpoint)
    } else {
      found = try edited.ablate(ids, metric: metric, progress: progress, checkpoint: checkpoint)
    }
    for row in found.rows {
      if case .head(let head) = row.place { put(row.effect, head) }
    }
    return HeadEffects(
      values: values, total: (found.source.first ?? found.unchanged.first) ?? .nan,
      other: found.source.isEmpty ? nil : found.unchanged.first, command: command)
  }

  private func model(_ name: String) throws -> (LoadedModel, KeptRuns?) {
    let (found, kept) = state.withLock { ($0.models[name], $0.runs[name]) }
    guard let found else { throw ShellError(.notFound, "the session has no model '\(name)'") }
    return (found, kept)
  }

  private func place(_ position: Int?, of count: Int) throws -> Int {
    let place = position ?? count - 1
    guard (0..<max(count, 1)).contains(place) else {
      throw ShellError(
        .notFound, "there is no query \(place): the text has \(counted(count, "token"))")
    }
    return place
  }

  // MARK: Changes

  private func edited(
    _ model: LoadedModel, _ request: RunRequest, _ checkpoint: () throws -> Void
  ) throws -> EditedModel {
    let off = request.off.isEmpty ? [] : [Edit(.z, heads: request.off, .zero)]
    let cuts = request.cuts.map { cut in
      Edit.knockout(heads: [cut.head], queries: .at([cut.query]), keys: .at([cut.key]))
    }
    let config = model.config
    let all = config.patternLayers.flatMap { layer in
      (0..<config.heads).map { Head(layer: layer, index: $0) }
    }
    let first = Edit.knockout(
      heads: all, queries: .range(from: 1, to: nil), keys: .at([0]))
    return try model.edited.adding(
      off + cuts + (request.dropsFirst ? [first] : []), checkpoint: checkpoint)
  }

  func keep(_ request: RunRequest) throws -> String {
    try haveRun(
      request.editCommands + "capture \(singleQuoted(request.text)) -m \(request.modelName)")
  }

  func tell(
    _ request: RunRequest, on answer: Int, against: Int?, by way: HeadEffects.Way
  ) throws -> String {
    let (model, _) = try self.model(request.model)
    return try haveRun(request.command(on: answer, against: against, by: way, of: model))
  }

  /// Has the session run commands as if they were typed, and waits for their end.
  private func haveRun(_ command: String) throws -> String {
    guard let (folder, name) = state.withLock({ $0.socket }),
      let (socket, _) = try folder.connect(to: name)
    else {
      throw ShellError(.failed, "the session takes no commands now")
    }
    var request = AttachedRequest(text: command, name: nil)
    request.showsMessages = true
    guard socket.send(try Frame(.request, encoding: request).bytes) else { throw ended }
    var problems: [UInt8] = []
    while let frame = Frame(from: socket) {
      switch frame.kind {
      case .errors: problems += frame.payload
      case .done:
        guard let result = frame.value(AttachedResult.self) else { throw ended }
        guard result.status == 0 else {
          throw ShellError(.failed, oneLine(String(decoding: problems, as: UTF8.self)))
        }
        return command
      default: continue
      }
    }
    throw ended
  }

  private var ended: ShellError { ShellError(.failed, "the session has ended") }
}
