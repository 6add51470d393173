import Activations

/// Where the sequences of a sweep join its pass, and what is wanted of each.
struct SweepPlan: Sendable {
  /// The number of each hook point in the order of the pass.
  let order: [HookPoint: Int]
  /// For each sequence, in the order of joining, the number of the point at which it joins; -1 for those that
  /// are there from the beginning.
  let joints: [Int]
  /// The points that are changed in each sequence.
  let edited: [Set<HookPoint>]
  /// The points that are shown of every sequence.
  let shown: CaptureSet
  /// Whether they are shown of the prompt itself.
  let showsPrompt: Bool
  /// The number of the first hook point of the decoder, where there is one beside an encoder.
  let decoder: Int

  /// How many sequences have joined once `point` is reached.
  func joined(at point: HookPoint) -> Int {
    let number = order[point] ?? .max
    return joints.partitionIndex { $0 > number }
  }

  /// How many sequences have joined before the first hook point of a stack.
  func joined(before stack: HookPoint.Stack) -> Int {
    let number = stack == .decoder ? decoder : 0
    return joints.partitionIndex { $0 >= number }
  }

  func wants(_ point: HookPoint, of sequence: Int) -> Bool {
    edited[sequence].contains(point) || shown.contains(point) && (sequence > 0 || showsPrompt)
  }
}

extension [Int] {
  /// The index of the first element of an ascending array for which `isLater` holds.
  fileprivate func partitionIndex(_ isLater: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isLater(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
