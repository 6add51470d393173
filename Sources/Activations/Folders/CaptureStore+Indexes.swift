public import Files
public import Formats
internal import Glibc

extension CaptureStore {
  /// Writes `models.jsonl`, and `prompts.jsonl` of each model, from what is in the folders.
  ///
  /// - Parameter onlyOutdated: Whether lists of prompts that are as new as the folders stay as they are.
  /// - Returns: What was wrong with files that were passed over.
  /// - Throws: `FormatError` where a folder can't be listed or an index can't be written.
  public func updateIndexes(onlyOutdated: Bool = false) throws -> [FormatError] {
    var problems: [FormatError] = []
    var lines: [JSONObject] = []
    for model in try models() {
      if !onlyOutdated || hasOutdatedPromptIndex(of: model) {
        problems += try updatePromptIndex(of: model)
      }
      let path = folder(of: model) + "/model_cfg.json"
      guard fileExists(path) else { continue }
      do {
        guard var config = try JSON.load(path: path).objectValue else {
          throw FormatError(path: path, problem: "a model's configuration is an object")
        }
        config["sanitized_name"] = .string(model)
        lines.append(config)
      } catch let error as FormatError {
        problems.append(error)
      }
    }
    try makeFolder(root)
    try write(lines, to: root + "/models.jsonl")
    return problems
  }

  /// Writes `prompts.jsonl` of one model from its prompts' folders.
  ///
  /// - Returns: What was wrong with files that were passed over; the index counts as outdated while there is any.
  /// - Throws: `FormatError` where the prompts' folder can't be listed or the index can't be written.
  public func updatePromptIndex(of model: String) throws -> [FormatError] {
    try lockingPromptIndex(of: model) { _ in
      // What killed runs have left of prompts that no later run asks for; others are tidied as they are written.
      for hash in try folderContents(folder(of: model) + "/prompts") {
        guard let folder = promptFolder(hash, of: model), !fileExists(folder + "/prompt.json")
        else { continue }
        removeUnfinishedFiles(in: folder)
      }
      let listing = prompts(of: model)
      try makeFolder(folder(of: model))
      let path = folder(of: model) + "/prompts.jsonl"
      try write(listing.prompts.map(\.fields), to: path)
      // What a disk could not read once, it may read the next time.
      if !listing.problems.isEmpty { markPromptIndexOutdated(path) }
      return listing.problems
    }
  }

  /// Adds figure functions to `figures.jsonl`: one line for each `name`, in the order of names.
  ///
  /// - Parameter figures: Objects with a `name`; each takes the place of the line that has it.
  /// - Returns: What was wrong with lines that were left out.
  /// - Throws: `FormatError` where the index can't be read or written.
  @discardableResult
  public func updateFigureIndex(_ figures: [JSONObject]) throws -> [FormatError] {
    let path = root + "/figures.jsonl"
    var (all, problems): ([String: JSONObject], [FormatError]) = ([:], [])
    if fileExists(path) {
      for (number, line) in TextLines(try readInput(path)) {
        guard let figure = (try? JSON(parsing: line))?.objectValue,
          let name = figure["name"]?.stringValue
        else {
          problems.append(
            FormatError(path: path, problem: "line \(number) is no object with a \"name\""))
          continue
        }
        all[name] = figure
      }
    }
    for figure in figures {
      if let name = figure["name"]?.stringValue { all[name] = figure }
    }
    try makeFolder(root)
    try write(all.sorted { precedes($0.key, $1.key) }.map(\.value), to: path)
    return problems
  }

  private func write(_ objects: [JSONObject], to path: String) throws {
    var bytes: [UInt8] = []
    for object in objects {
      bytes += JSON.object(object).text.utf8
      bytes.append(UInt8(ascii: "\n"))
    }
    // A pipe in the index's place would be waited for until somebody reads it.
    var standing = stat()
    if unsafe lstat(path, &standing) == 0, standing.st_mode & S_IFMT == S_IFIFO {
      unsafe unlink(path)
    }
    try writeAtomically(bytes, to: path)
  }
}
