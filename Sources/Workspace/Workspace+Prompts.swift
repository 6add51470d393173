package import Activations
import Formats
import Language

extension Workspace {
  /// Adds a prompt to the session, if it is not there yet.
  ///
  /// - Returns: Its number.
  /// - Throws: `ActivationsMismatchError` where another text has its hash.
  @discardableResult
  package mutating func add(_ prompt: PromptRecord) throws -> Int {
    if let place = places[prompt.hash] {
      try prompt.check(against: prompts[place], in: "this session")
      if prompts[place].tokens.isEmpty { prompts[place] = prompt }
      return place
    }
    places[prompt.hash] = prompts.count
    prompts.append(prompt)
    return prompts.count - 1
  }

  /// Adds prompts; if one can't be added, none is.
  ///
  /// - Throws: `ActivationsMismatchError` where two texts have one hash.
  package mutating func add(_ new: [PromptRecord]) throws {
    var all = self
    for prompt in new { try all.add(prompt) }
    (prompts, places) = (all.prompts, all.places)
  }

  /// Removes all prompts from the session.
  package mutating func removePrompts() {
    prompts = []
    places = [:]
  }

  /// Removes all prompts and their captured values.
  package mutating func forgetPrompts() {
    removePrompts()
    cache = CapturedValues()
  }

  /// Removes the prompts from number `count` on, which a failed command had added.
  ///
  /// - Parameter keepsCaptured: Whether what was captured stays, so that the same command goes on from there.
  package mutating func forgetPrompts(since count: Int, keepsCaptured: Bool) {
    guard prompts.count > count else { return }
    let captured = Set(cache.keys.map(\.hash))
    let kept = prompts[count...].filter { keepsCaptured && captured.contains($0.hash) }
    let gone = Set(prompts[count...].map(\.hash)).subtracting(kept.map(\.hash))
    for key in cache.keys where gone.contains(key.hash) { cache.remove(key) }
    prompts = Array(prompts[..<count]) + kept
    places = Dictionary(uniqueKeysWithValues: prompts.enumerated().map { ($1.hash, $0) })
  }

  /// The number of tokens that the current model reads of each of `prompts`; nil if it can't read it, or
  /// if there is no model.
  package func tokenCounts(of prompts: [PromptRecord]) -> [Int?]? {
    guard case .model(let model) = current else { return nil }
    return prompts.map { prompt in (try? model.labels(of: prompt))?.count }
  }

  /// What a command that names no prompts and no model means now.
  package var moment: Names.Moment {
    var folder: String?
    if case .folder(let saved) = current { folder = saved.store.folder(of: saved.name) }
    return Names.Moment(
      prompts: prompts.count, lastHash: prompts.last?.hash, model: current?.name, folder: folder)
  }

  /// The number of a prompt in this workspace.
  package func place(of prompt: PromptRecord) -> Int? { places[prompt.hash] }

  /// The prompts that an address such as `p0-7` means; nil if the text is no address.
  package func addressed(_ text: String) throws -> [PromptRecord]? {
    try PromptAddress.prompts(text, in: prompts, of: "this session")
  }
}

/// Ways to write which prompts are meant: `p3`, `p0-7`, `p*`, `@` and the beginning of a hash, or
/// several of these separated by commas.
package enum PromptAddress {
  /// The prompts of `list` that an address means; nil if the text is no address.
  ///
  /// - Parameter place: Where the list is, for messages.
  /// - Throws: `ShellError` for an address that there is no prompt at.
  package static func prompts(
    _ text: String, in list: [PromptRecord], of place: String
  ) throws -> [PromptRecord]? {
    let items = text.split(separator: ",", omittingEmptySubsequences: false)
    var found: [PromptRecord] = []
    for item in items {
      guard let prompts = try one(String(item), in: list, of: place) else { return nil }
      found += prompts
    }
    return found
  }

  /// Whether `text` is spelt as an address, whether or not there is such a prompt.
  package static func isAddress(_ text: String) -> Bool {
    do {
      return try prompts(text, in: [], of: "") != nil
    } catch {
      return true
    }
  }

  private static func one(
    _ text: String, in list: [PromptRecord], of place: String
  ) throws -> [PromptRecord]? {
    if text.hasPrefix("@") { return [try hashed(text, in: list, of: place)] }
    guard text.first == "p" || text.first == "P" else { return nil }
    let places = text.dropFirst()
    if places == "*" {
      guard !list.isEmpty else {
        throw ShellError(.notFound, "there are no prompts in \(place) yet")
      }
      return list
    }
    let ends = places.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
      places.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "-") })
    else { return nil }
    guard first <= last, last < list.count else {
      throw ShellError(
        .notFound,
        "'\(text)' is outside \(place): "
          + (list.isEmpty ? "there are no prompts yet" : "prompts are p0-p\(list.count - 1)"))
    }
    return Array(list[first...last])
  }

  private static func hashed(
    _ text: String, in list: [PromptRecord], of place: String
  ) throws -> PromptRecord {
    let prefix = text.dropFirst()
    guard prefix.count >= 4 else {
      throw ShellError(
        .notFound, "'\(text)' is too short: give at least 4 characters of the hash")
    }
    let found = list.filter { $0.hash.hasPrefix(prefix) }
    guard found.count == 1 else {
      throw ShellError(
        .notFound,
        "'\(text)' fits \(found.isEmpty ? "no prompt" : "\(found.count) prompts") of \(place): "
          + "'prompts' lists them")
    }
    return found[0]
  }
}

/// The prompts without repetitions.
package func uniquePrompts(_ prompts: [PromptRecord]) -> [PromptRecord] {
  var seen: Set<String> = []
  return prompts.filter { seen.insert($0.hash).inserted }
}
