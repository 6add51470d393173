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
    var drafts: [ViewerSource.Capture] = []
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "viewer running", qos: .userInteractive)

  /// Typed prompts whose patterns are kept: those of now, and a few before that a page may still ask for.
  private static let most = 4

  /// The patterns of what was typed last.
  var drafts: [ViewerSource.Capture] { state.withLock { $0.drafts } }

  /// Runs a text; 409 where another one has come meanwhile.
  func run(
    _ text: String, model: String, by runner: any PageRunner,
    frame: @escaping @Sendable () -> TokenFrame
  ) async -> ViewerAnswer {
    let number = state.withLock { state in
      state.latest += 1
      return state.latest
    }
    let isOutdated: @Sendable () -> Bool = { [self] in state.withLock { $0.latest != number } }
    return await withCheckedContinuation { continuation in
      queue.async { [self] in
        continuation.resume(returning: answer(text, model: model, by: runner, frame, isOutdated))
      }
    }
  }

  private func answer(
    _ text: String, model: String, by runner: any PageRunner, _ frame: () -> TokenFrame,
    _ isOutdated: @escaping @Sendable () -> Bool
  ) -> ViewerAnswer {
    let outdated = ViewerAnswer.problem(RequestProblem(status: 409, text: "another text has come"))
    if isOutdated() { return outdated }
    let start = ContinuousClock.now
    do {
      let typed = try runner.typed(text, model: model, isCancelled: isOutdated)
      let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
      let revision = state.withLock { state in
        state.count += 1
        let capture = ViewerSource.Capture(
          model: model, prompt: typed.prompt, values: typed.patterns, revision: -state.count)
        state.drafts.removeAll { $0.model == model && $0.prompt.hash == typed.prompt.hash }
        state.drafts.append(capture)
        if state.drafts.count > Self.most { state.drafts.removeFirst() }
        return -state.count
      }
      let count = typed.patterns.points.compactMap { typed.patterns[$0]?.shape.last }.first
      let all = count.flatMap { frame().labels(of: typed.prompt, count: $0) } ?? typed.prompt.tokens
      let next = zip(typed.next, typed.next.map { readableTokens([all.first ?? "", $0.piece])[1] })
      return .json(
        .object([
          "hash": .string(typed.prompt.hash), "text": .string(typed.prompt.text),
          "revision": .integer(revision),
          "n_tokens": .integer(all.count), "hasPatterns": .bool(!typed.patterns.points.isEmpty),
          "tokens": .array(readableTokens(all).map { .string($0.label) }),
          "next": .array(
            next.map { guess, readable in
              .object([
                "id": .integer(guess.id), "text": .string(readable.text),
                "label": .string(readable.label),
                "probability": .number(guess.probability), "logit": .number(guess.logit),
              ])
            }), "note": .string(typed.note),
          "milliseconds": .number((milliseconds * 10).rounded() / 10),
        ]))
    } catch is CancellationError {
      return outdated
    } catch {
      return .problem(RequestProblem(status: 422, text: "\(error)"))
    }
  }
}
