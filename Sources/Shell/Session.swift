import Activations
import Foundation
import Tensors
import Terminal
import Transformers

/// Everything that commands share: the model, prompts, captured values and settings.
struct Session {
  let environment: [String: String]
  let paths: Paths
  let finder: ModelFinder
  /// Whether a person types the commands.
  let isInteractive: Bool
  /// Whether the one command to run came as the program's arguments.
  var isProgram = false
  /// Whether captured values are saved where no folder is named: not in a session, which keeps them in memory.
  var savesByDefault: Bool { isProgram }
  var output: Output
  /// Colours of messages on stderr.
  let messageStyle: Style
  var settings: Settings
  /// Models that are open, by the name they were asked for.
  private(set) var models: [String: LoadedModel] = [:]
  /// The model that commands mean when they name none.
  private(set) var current: LoadedModel?
  /// Prompts in the order in which they came: `p0`, `p1`, ...
  private(set) var prompts: [PromptRecord] = []
  var cache = PatternCache()
  /// The status to end with, once `quit` was said.
  var exitStatus: Int32?

  /// A session without a model.
  init(
    environment: [String: String], color: ColorChoice, isInteractive: Bool, output: Output? = nil
  ) {
    self.environment = environment
    self.isInteractive = isInteractive
    paths = Paths(environment: environment)
    finder = ModelFinder(environment: environment, dataFolder: paths.data)
    self.output = output ?? Output(color: color, environment: environment)
    messageStyle = Style(
      depth: ColorDepth(
        choice: color, isTerminal: Terminal.isTerminal(2), environment: environment))
    let (settings, problems) = Settings.fromEnvironment(environment)
    self.settings = settings
    for problem in problems { notice(problem) }
  }

  /// Tells a person something that is no result: a line on stderr.
  func notice(_ text: String) {
    try? output.flush()
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

// MARK: Models

extension Session {
  /// The model of this name, opened if it is not; the current or the demo model without a name.
  mutating func model(_ name: String? = nil) throws -> LoadedModel {
    guard let name else {
      if let current { return current }
      let demo = try model(DemoModel.name)
      current = demo
      return demo
    }
    if let open = models[name.lowercased()] { return open }
    let listing = try finder.find(name)
    if let open = models[listing.name.lowercased()], listing.path == nil { return open }
    let model = try LoadedModel.open(listing, keepingAtMost: settings.weightLimit)
    models[name.lowercased()] = model
    return model
  }

  /// Makes the model of this name the current one.
  mutating func use(_ name: String) throws -> LoadedModel {
    let model = try model(name)
    current = model
    return model
  }

  /// Closes a model, so that its memory is free.
  mutating func close(_ name: String) throws {
    guard
      let key = models.keys.first(where: { $0 == name.lowercased() })
        ?? models.first(where: { $0.value.config.name.lowercased() == name.lowercased() })?.key
    else {
      let open = models.values.map(\.config.name).sorted().joined(separator: ", ")
      throw ShellError(
        .notFound, "'\(name)' is not loaded; loaded is \(open.isEmpty ? "no model" : open)")
    }
    let closed = models.removeValue(forKey: key)
    if closed?.config.name == current?.config.name { current = nil }
  }
}

// MARK: Prompts

extension Session {
  /// Adds a prompt, or finds it if it is there.
  ///
  /// - Returns: Its number.
  @discardableResult
  mutating func add(_ prompt: PromptRecord) -> Int {
    if let place = prompts.firstIndex(where: { $0.hash == prompt.hash }) {
      return place
    }
    prompts.append(prompt)
    return prompts.count - 1
  }

  /// Forgets all prompts.
  mutating func removePrompts() { prompts = [] }

  /// The prompts that an address means, `p3`, `p0-7`, `p*`, `@hash`; nil for what is no address.
  func addressed(_ text: String) throws -> [PromptRecord]? {
    if text.hasPrefix("@") {
      let prefix = text.dropFirst()
      let found = prompts.filter { $0.hash.hasPrefix(prefix) }
      guard prefix.count >= 4, found.count == 1 else {
        let problem =
          prefix.count < 4
          ? "'\(text)' is too short: give at least 4 characters of the hash"
          : "'\(text)' fits \(found.isEmpty ? "no prompt" : "\(found.count) prompts"): "
            + "'prompts' lists them"
        throw ShellError(.notFound, problem)
      }
      return found
    }
    guard text.first == "p" || text.first == "P" else { return nil }
    let places = text.dropFirst()
    if places == "*" {
      guard !prompts.isEmpty else { throw ShellError(.notFound, "there are no prompts yet") }
      return prompts
    }
    let ends = places.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
      places.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "-" })
    else { return nil }
    guard first <= last, last < prompts.count else {
      throw ShellError(
        .notFound,
        prompts.isEmpty
          ? "'\(text)' is outside this session: there are no prompts yet"
          : "'\(text)' is outside this session: prompts are p0-p\(prompts.count - 1)")
    }
    return Array(prompts[first...last])
  }
}

// MARK: Captured values

extension Session {
  /// Keeps what was captured of a prompt.
  ///
  /// - Returns: How many prompts had to go for it, which is to be told.
  mutating func keep(
    _ values: ActivationCache, of prompt: PromptRecord, by model: LoadedModel
  ) -> Int {
    let key = PatternCache.Key(model: model.config.name, hash: prompt.hash)
    return cache.insert(values, for: key, limit: settings.cacheLimit).count
  }

  /// Says that prompts had to go, if any.
  func tellEvicted(_ count: Int) {
    guard count > 0 else { return }
    notice(
      "the cache is full (cache.max is \(byteText(settings.cacheLimit))): "
        + "\(ShellCommand.count(count, "prompt")), used longest ago, let go")
  }

  /// The values of `points` for a prompt, captured now if they are not in the cache.
  mutating func values(
    of prompt: PromptRecord, by model: LoadedModel, _ points: CaptureSet
  ) throws -> ActivationCache {
    let key = PatternCache.Key(model: model.config.name, hash: prompt.hash)
    if let values = cache.values(key), points.points.allSatisfy({ values[$0] != nil }) {
      return values
    }
    let (ids, lost) = try model.input(for: prompt)
    if lost > 0 {
      notice(
        "the prompt has \(ids.count + lost) tokens; \(model.config.name) reads the first \(ids.count)"
      )
    }
    let run = try model.model.run(ids, capturing: points) {
      if Interrupt.isRequested { throw CancellationError() }
    }
    var all = cache.values(key) ?? ActivationCache()
    for point in run.cache.points { all[point] = run.cache[point] }
    tellEvicted(keep(all, of: prompt, by: model))
    return all
  }
}
