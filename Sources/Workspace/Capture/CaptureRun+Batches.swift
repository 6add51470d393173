package import Activations
import Causal
import Tensors
import Text
package import Transformers

/// The most prompts of a pass: each has a file open while it is saved.
private let mostPrompts = 128
/// The most tokens that a pass of several prompts computes.
private let mostRows = 8192
/// Bytes of kept values after which a pass takes no further prompt.
private let mostKept = 256_000_000

extension CaptureRun {
  /// Whether a pass may compute a common beginning of its prompts once; edits may prevent it.
  package var isShared: Bool {
    sharesBeginnings && model.config.sharesBeginnings && model.edited.edits.isEmpty
  }

  /// Divides the jobs into passes: prompts with a common beginning together, otherwise the longest
  /// first.
  package func batches(_ jobs: [Job]) -> [[Job]] {
    let ordered =
      isShared
      ? Self.byBeginnings(jobs)
      : jobs.sorted { $0.ids.count > $1.ids.count }
    var batches: [[Job]] = []
    var (weight, rows, kept) = (0.0, 0, 0)
    for job in ordered {
      let count = job.ids.count
      let points = points.points(tokens: count)
      let common =
        isShared ? min(commonCount(batches.last?.last?.ids ?? [], job.ids), count - 1) : 0
      let bytes = keepsValues ? model.config.memory(tokens: count, keeping: points) : 0
      let own = Double(count - common) / Double(count)
      let last = batches.last ?? []
      let isAlike = last.first.map {
        self.points.points(tokens: $0.ids.count).points == points.points
      }
      if isAlike == true, last.count < mostPrompts, weight + own <= Double(batchSize),
        rows + count - common <= mostRows, kept + bytes <= mostKept
      {
        batches[batches.count - 1].append(job)
        (weight, rows, kept) = (weight + own, rows + count - common, kept + bytes)
      } else {
        batches.append([job])
        (weight, rows, kept) = (1, count, bytes)
      }
    }
    return batches
  }

  /// The jobs with each behind one that it begins like, where there is one; otherwise the longest first.
  private static func byBeginnings(_ jobs: [Job]) -> [Job] {
    // What begins with the same tokens makes a group; groups stand by their longest prompt.
    let groups = Dictionary(grouping: jobs) { Array($0.ids.prefix(leastShared)) }
    return groups.values.map { group in
      group.count == 1 ? group : group.sorted { $0.ids.lexicographicallyPrecedes($1.ids) }
    }.sorted { left, right in
      let lengths = [left, right].map { $0.reduce(0) { max($0, $1.ids.count) } }
      return lengths[0] == lengths[1]
        ? left[0].ids.lexicographicallyPrecedes(right[0].ids) : lengths[0] > lengths[1]
    }.flatMap { $0 }
  }

  /// Whether keys and values of this pass are worth keeping, or taking from an earlier one.
  package func isWorthSharing(_ ids: [Int], _ points: CaptureSet, _ runs: KeptRuns) -> Bool {
    let config = model.config
    let row = (0..<config.layers).reduce(0) { $0 + config.keptRow(in: $1) } * 4
    guard isShared, model.model.canShare(points), ids.count * row <= runs.limit
    else { return false }
    return points.points.last?.layer == config.layers - 1
      || runs.commonCount(with: ids) * 2 > ids.count
  }

  /// Checks that a prompt fits into memory.
  ///
  /// - Throws: `ShellError` with both numbers, and the setting that helps.
  package func checkMemory(of job: Job) throws {
    let (config, count) = (model.config, job.ids.count)
    let points = points.points(tokens: count)
    func bytes(_ points: CaptureSet) -> Int {
      (keepsValues ? config.memory(tokens: count, keeping: points) : 0)
        + config.workingMemory(tokens: count, capturing: points)
    }
    let (needed, free) = (bytes(points), availableMemory())
    guard needed > free else { return }
    let made =
      points.points.contains { $0.kind == .pattern }
      ? try model.scoreFacts().points(of: config.patternLayers) : nil
    let help =
      made.map(bytes).flatMap { $0 < needed ? $0 : nil }.map {
        "; as queries and keys (set keep qk, or --keep qk to save them) about \(byteText($0))"
      } ?? ""
    throw ShellError(
      .failed,
      "a prompt of \(counted(count, "token")) takes about \(byteText(needed)) and \(byteText(free)) "
        + "are free" + help)
  }
}
