internal import Synchronization

/// Counts what one run of a script uses, and stops it at its limits.
final class ScriptMeter {
  let limits: ScriptLimits
  private var stepsLeft: Int
  private var stepsUntilLook = 0
  private let budget: MemoryBudget
  /// What figures and marks hold, which stay until the script is over.
  private var kept: [MemoryTicket] = []

  init(_ limits: ScriptLimits) {
    self.limits = limits
    stepsLeft = limits.steps
    budget = MemoryBudget(limit: limits.bytes)
  }

  /// Takes note of work before it is done.
  ///
  /// - Throws: `ScriptFault` where it is too much, or the script was cancelled.
  func spend(_ steps: Int) throws {
    stepsLeft = stepsLeft.subtractingReportingOverflow(max(0, steps)).partialValue
    guard stepsLeft >= 0 else {
      throw ScriptFault("the script is stopped: it takes more than \(limits.steps) steps")
    }
    stepsUntilLook -= steps
    if stepsUntilLook < 0 {
      stepsUntilLook = 1 << 20
      if limits.isCancelled?() == true { throw ScriptFault("the script was cancelled") }
    }
  }

  /// Makes sure that a value is one to walk through: a list that holds another twice, which holds
  /// another twice and so on, has more values than can be counted.
  func look(at value: ScriptValue) throws {
    var left = ScriptMeter.mostValues
    func walk(_ items: [ScriptValue], _ depth: Int) throws {
      left -= items.count
      guard left >= 0 else {
        throw ScriptFault(
          "a list with more than \(ScriptMeter.mostValues) values in it is too large for this")
      }
      guard depth < 100 else {
        throw ScriptFault("these lists are more than 100 deep in each other")
      }
      for case .list(let inner) in items { try walk(inner, depth + 1) }
    }
    guard case .list(let items) = value else { return }
    try walk(items, 0)
    try spend(8 * (ScriptMeter.mostValues - left))
  }

  /// Values in a list and the lists in it, together.
  private static let mostValues = 1 << 20

  /// Takes note of what a figure or a mark holds, until the script is over.
  func keep(_ count: Int, bytesEach: Int) throws {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: bytesEach)
    guard !overflow, let ticket = budget.ticket(for: bytes) else {
      throw ScriptFault(
        "the figures hold too much: a script's arrays and figures may take \(limits.bytes >> 20) MB"
      )
    }
    kept.append(ticket)
    try spend(count)
  }

  /// Makes an array, after making sure that it may be made: the only way to one in a script.
  ///
  /// - Parameter work: Steps for each element.
  func array<T: Element>(
    _ shape: [Int], work: Int = 1, _ values: () throws -> [T]
  ) throws -> ScriptArray {
    let ticket = try reserve(shape, T.dtype, work)
    return ScriptArray(shape, try values(), ticket: ticket)
  }

  /// Makes an array of elements of `dtype`, likewise.
  func array(
    _ shape: [Int], _ dtype: DType, _ elements: () throws -> Elements
  ) throws -> ScriptArray {
    let ticket = try reserve(shape, dtype, 1)
    return ScriptArray(shape, try elements(), ticket: ticket)
  }

  /// Makes sure that an array of this shape may be made.
  func reserve(_ shape: [Int], _ dtype: DType, _ work: Int = 1) throws -> MemoryTicket {
    let count = try elementCount(shape)
    let (bytes, overflow) = count.multipliedReportingOverflow(by: dtype.size)
    guard !overflow, let ticket = budget.ticket(for: bytes) else {
      throw ScriptFault(
        "an array of shape \(shapeText(shape)) and \(dtype.rawValue) is too large: "
          + "a script's arrays may take \(limits.bytes >> 20) MB")
    }
    let (steps, isMore) = count.multipliedReportingOverflow(by: work)
    try spend(isMore ? .max : steps)
    return ticket
  }
}

/// The bytes that a script's arrays may take together.
final class MemoryBudget: Sendable {
  private let left: Atomic<Int>

  init(limit: Int) { left = Atomic(limit) }

  /// Takes bytes until the ticket is gone; nil where there are not as many.
  func ticket(for bytes: Int) -> MemoryTicket? {
    let (left, overflow) = left.load(ordering: .relaxed).subtractingReportingOverflow(bytes)
    return overflow || left < 0 ? nil : MemoryTicket(self, bytes)
  }

  fileprivate func take(_ bytes: Int) { left.subtract(bytes, ordering: .relaxed) }
  fileprivate func give(_ bytes: Int) { left.add(bytes, ordering: .relaxed) }
}

/// A share of a script's memory, given back when nothing holds the ticket any more.
final class MemoryTicket: Sendable {
  private let budget: MemoryBudget
  private let bytes: Int

  fileprivate init(_ budget: MemoryBudget, _ bytes: Int) {
    (self.budget, self.bytes) = (budget, bytes)
    budget.take(bytes)
  }

  deinit { budget.give(bytes) }
}
