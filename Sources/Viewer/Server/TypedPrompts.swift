internal import Activations
internal import Dispatch
internal import Formats
internal import Foundation
internal import Synchronization
internal import Tensors
internal import Text

/// Runs what is typed into pages, one text at a time: of those that wait only the last is of use.
final class TypedPrompts: Sendable {
  /// What a page must say to have a model run; it begins with it, and pages from elsewhere can't read it.
  let token = String((0..<24).map { _ in Character(UnicodeScalar(UInt8.random(in: 97...122))) })

  private struct State {
    var latest = 0
    var count = 0
    /// How far what runs now has come: runs of the model that are done, and all.
    var progress: (done: Int, of: Int)?
    var drafts: [ViewerSource.Capture] = []
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "viewer running", qos: .userInteractive)

  /// Typed prompts whose patterns are kept: those of now, and a few before that a page may still ask for.
  private static let most = 4

  /// The patterns of what was typed last.
  var drafts: [ViewerSource.Capture] { state.withLock { $0.drafts } }

  /// Runs a text; 409 where another one has come meanwhile.
  ///
  /// - Parameter answer: Makes the answer of the prompt's hash and what there is to tell of it.
  func run(
    _ request: RunRequest, by runner: any PageRunner, isGone: @escaping @Sendable () -> Bool,
    frame: @escaping @Sendable () -> TokenFrame,
    answer: @escaping @Sendable (_ hash: String, _ told: JSON) throws -> ViewerAnswer
  ) async -> ViewerAnswer {
    await latest(isGone) { [self] _, isOutdated in
      let start = ContinuousClock.now
      let typed = try runner.typed(request, isCancelled: isOutdated)
      return try answer(
        typed.prompt.hash,
        told(typed, to: request, frame(), took: ContinuousClock.now - start))
    }
  }

  /// What each head does for an answer; 409 where something else has come meanwhile.
  func effects(
    of request: RunRequest, on answer: Int, against: Int?, by way: HeadEffects.Way,
    _ runner: any PageRunner, isGone: @escaping @Sendable () -> Bool
  ) async -> ViewerAnswer {
    await latest(isGone) { [self] number, isOutdated in
      let found = try runner.effects(
        request, on: answer, against: against, by: way,
        progress: { [self] done, count in
          state.withLock { state in
            if state.latest == number { state.progress = (done, count) }
          }
        }, isCancelled: isOutdated)
      return .json(
        .object([
          "values": .array(found.values.map { .finite($0) }),
          "total": .finite(found.total),
          "other": found.other.map { .finite($0) } ?? .null, "command": .string(found.command),
        ]))
    }
  }

  /// How far what runs now has come: `{"done": 12, "of": 270}`, null where it does not say.
  var progress: ViewerAnswer {
    let progress = state.withLock { $0.progress }
    return .json(
      progress.map { .object(["done": .integer($0.done), "of": .integer($0.of)]) } ?? .null)
  }

  /// Ends what runs.
  func stop() {
    state.withLock { state in
      state.latest += 1
      state.progress = nil
    }
  }

  /// Does what other runs neither make useless nor stand beside.
  func alone(_ body: @escaping @Sendable () -> ViewerAnswer) async -> ViewerAnswer {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: body()) }
    }
  }

  /// Does what nothing later makes useless, while somebody waits for it.
  private func latest(
    _ isGone: @escaping @Sendable () -> Bool,
    _ body:
      @escaping @Sendable (_ number: Int, _ isOutdated: @escaping @Sendable () -> Bool) throws ->
      ViewerAnswer
  ) async -> ViewerAnswer {
    let number = state.withLock { state in
      state.latest += 1
      state.progress = nil
      return state.latest
    }
    let isOutdated: @Sendable () -> Bool = { [self] in
      isGone() || state.withLock { $0.latest != number }
    }
    return await withCheckedContinuation { continuation in
      queue.async {
        let outdated = RequestProblem(status: 409, text: "something else has been asked for")
        do {
          if isOutdated() { throw CancellationError() }
          continuation.resume(returning: try body(number, isOutdated))
        } catch is CancellationError {
          continuation.resume(returning: .problem(outdated))
        } catch let problem as RequestProblem {
          continuation.resume(returning: .problem(problem))
        } catch {
          continuation.resume(returning: .problem(RequestProblem(status: 422, text: "\(error)")))
        }
      }
    }
  }

  /// Keeps the patterns, and tells the page of the rest.
  private func told(
    _ typed: TypedPrompt, to request: RunRequest, _ frame: TokenFrame, took time: Duration
  ) -> JSON {
    let revision = state.withLock { state in
      state.count += 1
      let capture = ViewerSource.Capture(
        model: request.model, prompt: typed.prompt, values: typed.patterns, facts: typed.facts,
        revision: -state.count)
      state.drafts.removeAll { $0.model == request.model && $0.prompt.hash == typed.prompt.hash }
      state.drafts.append(capture)
      if state.drafts.count > Self.most { state.drafts.removeFirst() }
      return -state.count
    }
    let count = typed.patterns.points.compactMap { typed.patterns[$0]?.shape.last }.first
    let all = count.flatMap { frame.labels(of: typed.prompt, count: $0) } ?? typed.prompt.tokens
    let next = typed.next.map { guess -> JSON in
      // A piece is read as it stands behind the others, which tell how the vocabulary spells.
      let readable = readableTokens(all.suffix(64) + [guess.piece])
      return JSON.object([
        "id": .integer(guess.id), "text": .string(readable.last?.text ?? guess.piece),
        "label": .string(readable.last?.label ?? guess.piece),
        "probability": .finite(guess.probability),
        "before": guess.before.map { .finite($0) } ?? .null,
      ])
    }
    return .object([
      "hash": .string(typed.prompt.hash), "text": .string(typed.prompt.text),
      "revision": .integer(revision), "n_tokens": .integer(all.count),
      "hasPatterns": .bool(!typed.patterns.points.isEmpty), "next": .array(next),
      "edits": .string(typed.edits), "named": .string(typed.modelName), "note": .string(typed.note),
      "milliseconds": .number((time / .milliseconds(1) * 10).rounded() / 10),
    ])
  }
}
