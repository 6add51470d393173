public import Files
internal import Formats

/// The prompts found in a model's folder, and the problems met on the way.
public struct PromptListing: Equatable, Sendable {
  /// The prompts, in the order of their hashes.
  public let prompts: [PromptRecord]

  /// A sentence for each folder that could not be read, and whose prompt is not among them.
  public let problems: [FormatError]

  /// Joins both.
  package init(prompts: [PromptRecord], problems: [FormatError]) {
    (self.prompts, self.problems) = (prompts, problems)
  }
}

extension CaptureStore {
  /// All prompts of `model` that have a `prompt.json`, captured completely or not.
  public func prompts(of model: String) -> PromptListing {
    var (prompts, problems): ([PromptRecord], [FormatError]) = ([], [])
    let folder = folder(of: model) + "/prompts"
    let hashes: [String]
    do {
      hashes = try folderContents(folder)
    } catch {
      return PromptListing(prompts: [], problems: [FormatError(error, at: folder)])
    }
    for hash in hashes {
      guard let folder = promptFolder(hash, of: model), !isMissing(folder + "/prompt.json") else {
        continue
      }
      do {
        prompts.append(try prompt(hash, of: model))
      } catch {
        problems.append(FormatError(error, at: folder))
      }
    }
    return PromptListing(prompts: prompts, problems: problems)
  }

  /// The prompt of this hash.
  ///
  /// - Throws: `FormatError` where there is none, or its file is broken or tells another hash.
  public func prompt(_ hash: String, of model: String) throws -> PromptRecord {
    let path = try existingFolder(hash, of: model) + "/prompt.json"
    guard let fields = try JSON.load(path: path).objectValue else {
      throw FormatError(path: path, problem: "a prompt is an object such as {\"text\": \"...\"}")
    }
    let record: PromptRecord
    do {
      record = try PromptRecord(fields: fields)
    } catch let error as PromptError {
      throw FormatError(path: path, problem: error.description)
    }
    guard record.hash == hash else {
      throw FormatError(
        path: path, problem: "its hash is '\(record.hash)', but its folder's '\(hash)'")
    }
    return record
  }

  /// Checks that what is saved under the prompt's hash belongs to its text.
  ///
  /// - Throws: `ActivationsMismatchError` where it is of another text.
  public func check(_ prompt: PromptRecord, of model: String) throws {
    // What can't be read is nobody's, and is written anew.
    guard let standing = try? self.prompt(prompt.hash, of: model) else { return }
    try prompt.check(against: standing, in: folder(of: model))
  }

  /// Writes a prompt's `prompt.json`, if there is none that can be read, so that figures in its folder can be told.
  ///
  /// - Throws: `FormatError` where the prompt's folder can't be made or written,
  ///   `ActivationsMismatchError` where it is another text's.
  public func writePrompt(_ prompt: PromptRecord, of model: String) throws {
    guard let folder = promptFolder(prompt.hash, of: model) else {
      throw FormatError(path: folder(of: model), problem: "'\(prompt.hash)' can't name a folder")
    }
    try check(prompt, of: model)
    try makeFolder(folder)
    let path = folder + "/prompt.json"
    if !isReadable(prompt.hash, of: model) { try writeAtomically(prompt.fileText.utf8, to: path) }
  }

  /// Whether the prompt of this hash has been captured: a later run may pass it over.
  ///
  /// - Parameter stacked: Whether one array of all patterns is asked for, and not one for each hook
  ///   point.
  public func isComplete(_ hash: String, of model: String, stacked: Bool = false) -> Bool {
    guard let folder = promptFolder(hash, of: model), isReadable(hash, of: model) else {
      return false
    }
    return fileExists(folder + (stacked ? "/" + Self.stackedName : "/" + Self.archiveName))
  }

  private func isReadable(_ hash: String, of model: String) -> Bool {
    (try? prompt(hash, of: model)) != nil
  }

  /// Whether a run has finished a prompt of this hash: its `prompt.json` comes last.
  func hasPrompt(_ hash: String, of model: String) -> Bool {
    promptFolder(hash, of: model).map { fileExists($0 + "/prompt.json") } ?? false
  }

  /// The hook points that the archive of a prompt holds; none where there is no archive or it is
  /// damaged.
  public func captured(_ hash: String, of model: String) -> Set<HookPoint> {
    guard let folder = promptFolder(hash, of: model),
      let file = try? NPZFile(path: folder + "/" + Self.archiveName)
    else { return [] }
    return Set(file.names.compactMap { HookPoint($0) })
  }

  /// Names of the files with activations.
  static var archiveName: String { "activations.npz" }
  static var stackedName: String { "activations-blocks.-.attn.hook_pattern.npy" }

  /// Names of the files that may hold a prompt's activations, in the order in which they are looked
  /// for.
  public static var activationFiles: [String] { [archiveName, stackedName] }

  /// The path of a prompt's folder, whether or not it exists; nil for a hash that can't name one.
  public func promptFolder(_ hash: String, of model: String) -> String? {
    isPlainName(hash) ? "\(folder(of: model))/prompts/\(hash)" : nil
  }

  func existingFolder(_ hash: String, of model: String) throws -> String {
    guard let folder = promptFolder(hash, of: model), isFolder(folder) else {
      throw FormatError(
        path: folder(of: model), problem: "has no prompt '\(hash.prefix(40))'")
    }
    return folder
  }
}
