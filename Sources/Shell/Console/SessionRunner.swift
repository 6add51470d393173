import Activations
import Causal
import Formats
import Foundation
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
    let showsPatterns = size <= Self.mostPatterns
    let points = CaptureSet(showsPatterns ? config.patternLayers.map { .pattern($0) } : [])
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
    if !showsPatterns { notes.append("patterns of \(count) tokens would take \(byteText(size))") }
    return TypedPrompt(
      prompt: try named(record, request).adding(tokens: try model.pieces(of: record)),
      patterns: run.cache, next: next, commands: commands(request),
      note: notes.joined(separator: "; "))
  }

  func effects(
    _ request: RunRequest, on answer: Int, against: Int?, by way: HeadEffects.Way,
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
    let words =
      "\(quoted(request.text)) -m \(name(request))"
      + [("answer", answer), ("against", against)]
      .compactMap { option, token in
        token.map { " --\(option) " + quoted(readableTokens([model.piece($0)])[0].text) }
      }.joined()
    switch way {
    case .attribution:
      let target = against.map { LogitTarget.difference(answer, $0) } ?? .logit(answer)
      let found = try edited.attribute(ids, to: target, at: place, checkpoint: checkpoint)
      for row in found.rows {
        if case .head(let head) = row.part { put(row.value, head) }
      }
      return HeadEffects(
        values: values, total: found.total, command: edits(request) + "attribute \(words) --heads")
    case .ablation:
      let metric = try Metric(
        against == nil ? .logit : .difference, answer: answer, against: against, at: place)
      let found = try edited.ablate(ids, metric: metric, checkpoint: checkpoint)
      for row in found.rows {
        if case .head(let head) = row.place { put(row.effect, head) }
      }
      return HeadEffects(
        values: values, total: found.unchanged.first ?? .nan,
        command: edits(request) + "ablate \(words)")
    }
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
    return try model.edited.adding(off + cuts, checkpoint: checkpoint)
  }

  /// The same text under another hash where something is changed, so that its patterns are not taken for the model's.
  private func named(_ record: PromptRecord, _ request: RunRequest) throws -> PromptRecord {
    if request.isUnchanged { return record }
    let changes = "\(request.off) \(request.cuts)"
    return try PromptRecord(fields: [
      "text": .string(record.text), "meta": .object([:]),
      "hash": .string("edited-" + PromptRecord.hash(of: record.text + changes)),
    ])
  }

  /// The commands that make the changes in the shell, each with a name.
  private func edits(_ request: RunRequest) -> String {
    (names(request).map { "edit \($0.name) = \($0.place)" }).map { $0 + "; " }.joined()
  }

  private func names(_ request: RunRequest) -> [(name: String, place: String)] {
    request.off.enumerated().map { ("off\($0 + 1)", "\($1).z: 0") }
      + request.cuts.enumerated().map {
        ("cut\($0 + 1)", "\($1.head).pattern[\($1.query), \($1.key)]: knockout")
      }
  }

  private func name(_ request: RunRequest) -> String {
    ([request.model] + names(request).map(\.name)).joined(separator: "+")
  }

  private func commands(_ request: RunRequest) -> String {
    edits(request) + "predict \(quoted(request.text)) -m \(name(request))"
  }

  private func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }

  func keep(_ text: String, model: String) throws -> String {
    guard let (folder, name) = state.withLock({ $0.socket }),
      let (socket, _) = try folder.connect(to: name)
    else {
      throw ShellError(.failed, "the session takes no commands now")
    }
    let command = "capture \(quoted(text)) -m \(model)"
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
