import Activations
import Figures
import Files
import Formats
import Foundation
import Language
import Text
import Tokenizers
import Transformers
import Workspace

extension ShellCommand {
  static let session = ShellCommand(
    spec: CommandSpec(
      "session", "Save the session as a script that makes it again, or run such a script",
      group: "Scripts",
      doc: """
        The script loads the model, sets what was set, adds the prompts, reads what was captured from a folder \
        beside it, makes verbs, hooks and keys, and makes each name again by its command, of the prompts and by the \
        model that it was made with. Files beside it are \
        named from $script_folder, so that script and files may move together. 'plens -i -f FILE' goes on \
        with such a session at a prompt.
        """,
      operands: [
        OperandSpec(.action, .choice(["save", "load"]), .one, "What to do"),
        OperandSpec(.file, .file, .one, "The script; .plens is added if it has no ending"),
      ],
      examples: [
        .init("session save today", "today.plens, and the folder today.captures"),
        .init("session load today"),
      ],
      surfaces: .shell, gives: .nothing)
  ) { invocation, _, workspace, console in
    var path = invocation.path(.file) ?? ""
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard name.contains(where: { $0 != "." }) else {
      throw ShellError(.usage, "'\(path)' names no file: session save today")
    }
    if !name.dropFirst().contains(".") { path += ".plens" }
    if invocation.text(.action) == "load" {
      var inner = Interpreter()
      inner.callers = console.place.chain
      let known = workspace.prompts.count
      try inner.runFile(path, in: &workspace, for: console)
      if known > 0, !console.scope.names.order.isEmpty {
        console.notice(
          "\(counted(known, "prompt")) \(known == 1 ? "was" : "were") here before: names that \(path) makes of p0, or of all prompts, are made of these too"
        )
      }
    } else {
      let doubtful = try SavedSession(workspace, console, at: path).write(
        isCancelled: console.isCancelled)
      console.notice(
        "saved: 'session load \(path)' here, or 'plens -i -f \(path)', goes on with it")
      if !doubtful.isEmpty {
        console.notice(
          "\(doubtful.map { "$" + $0 }.joined(separator: ", ")): made of prompts, or by a model, that are no longer here; the script makes it of what is"
        )
      }
    }
    return .nothing
  }
}

extension Workspace {
  /// Writes what is captured in memory to a folder that pattern_lens reads.
  func saveCache(to folder: String, for console: Console) throws {
    let store = CaptureStore(root: folder)
    for key in cache.keys {
      guard let values = cache.peek(key), let place = places[key.hash],
        prompts[place].text == key.text
      else { continue }
      try store.write(values, of: prompts[place], model: key.model)
    }
    for name in Set(cache.keys.map(\.model)) {
      guard let facts = facts[name] else { continue }
      var config = facts.config
      // Queries and keys among the values have to say how they become patterns.
      if let scoring = facts.scoring { config[ScoreFacts.key] = scoring.json }
      try store.writeConfig(config, of: name)
    }
    console.tellPassedOver(try store.updateIndexes())
  }

  /// Reads captured values from a folder into memory.
  ///
  /// - Returns: How many prompts' values were read.
  mutating func loadCache(from folder: String, for console: Console) throws -> Int {
    let store = CaptureStore(root: folder)
    guard try !store.models().isEmpty else {
      throw ShellError(.notFound, "'\(folder)' holds no captured values")
    }
    var count = 0
    for name in try store.models() {
      let whole = store.modelName(of: name)
      let config = (try? store.config(of: name))?.objectValue
      if let edit = changedEdit(in: config) {
        console.notice("what \(whole) left is not read: its edit '\(edit)' is another here")
        continue
      }
      if let config, facts[whole] == nil { facts[whole] = ModelFacts(config: config) }
      // A folder's name may be of another spelling than the model's.
      let plain = models.values.first {
        $0.edits.isEmpty && CaptureStore.sanitizedName($0.config.name) == name
      }
      let model = whole == name ? plain?.config.name ?? name : whole
      let listing = store.prompts(of: name)
      console.tellPassedOver(listing.problems)
      for prompt in listing.prompts {
        let values = try store.load(prompt.hash, of: name)
        try add(prompt)
        let key = CapturedValues.Key(prompt, of: model)
        tellEvicted(
          cache.insert(values, for: key, limit: settings(for: console).cacheLimit).count,
          for: console)
        count += 1
      }
    }
    return count
  }

  /// The first edit of a saved configuration that is another one here.
  private func changedEdit(in config: JSONObject?) -> String? {
    for saved in config?["edits"]?.arrayValue ?? [] {
      guard let name = saved["name"]?.stringValue else { continue }
      if let own = edits.first(where: { $0.name == name }), own.json != saved { return name }
    }
    return nil
  }
}
