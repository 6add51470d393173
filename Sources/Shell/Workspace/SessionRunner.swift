import Activations
import Causal
import Foundation
import Synchronization
import Tensors
import Text
import Transformers
import Viewer

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
    _ text: String, model name: String, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> TypedPrompt {
    let (found, kept) = state.withLock { ($0.models[name], $0.runs[name]) }
    guard let model = found else {
      throw ShellError(.notFound, "the session has no model '\(name)'")
    }
    let record = PromptRecord(text: text)
    let (ids, lost) = try model.input(for: record)
    let config = model.config
    let count = config.patternTokens(of: ids).count
    let size = config.layers * config.heads * count * count * MemoryLayout<Float>.stride
    let showsPatterns = size <= Self.mostPatterns
    let points = CaptureSet(showsPatterns ? (0..<config.layers).map { .pattern($0) } : [])
    let predicts = config.isCausal && config.part == nil || config.part == .decoder
    var runs = kept ?? KeptRuns(limit: Self.mostKept)
    let run = try model.model.run(
      ids, sharing: &runs, capturing: points, logits: predicts ? .last : .none,
      checkpoint: { if isCancelled() { throw CancellationError() } })
    state.withLock { [runs] in $0.runs[name] = runs }
    let next = run.logits.map { TokenScores(logits: $0).top(12, at: 0) } ?? []
    var notes: [String] = []
    if lost > 0 { notes.append("\(counted(lost, "token")) at the end do not fit the context") }
    if !showsPatterns { notes.append("patterns of \(count) tokens would take \(byteText(size))") }
    return TypedPrompt(
      prompt: record.adding(tokens: try model.pieces(of: record)), patterns: run.cache,
      next: next.map {
        TypedPrompt.Guess(
          id: $0.token, piece: model.piece($0.token), probability: $0.probability,
          logit: Double($0.logit))
      }, note: notes.joined(separator: "; "))
  }

  func keep(_ text: String, model: String) throws -> String {
    guard let (folder, name) = state.withLock({ $0.socket }),
      let (socket, _) = try folder.connect(to: name)
    else {
      throw ShellError(.failed, "the session takes no commands now")
    }
    let command = "capture '\(text.replacing("'", with: "'\\''"))' -m \(model)"
    var request = AttachedRequest(text: command)
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
