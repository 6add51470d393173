internal import Files
internal import Formats
internal import Glibc
internal import Tensors

extension CaptureStore {
  /// The prompts of `model` in the order of its `prompts.jsonl`, if that file is up to date:
  /// reading thousands of folders would take seconds.
  ///
  /// Where it is not, they are `prompts(of:)`, with what is wrong with others.
  public func listing(of model: String) -> PromptListing {
    if !hasOutdatedPromptIndex(of: model),
      let hashes = try? folderContents(folder(of: model) + "/prompts"),
      let bytes = try? readFile(folder(of: model) + "/prompts.jsonl")
    {
      let lines = bytes.split(separator: UInt8(ascii: "\n"))
      let records = Parallel.map(lines.count) { line in
        (try? JSON(parsing: lines[line]))?.objectValue.flatMap { try? PromptRecord(fields: $0) }
      }
      // A list that lacks a folder, or has one twice, was written by something else.
      let listed = records.compactMap { $0 }
      if listed.count == hashes.count, Set(listed.map(\.hash)) == Set(hashes) {
        return PromptListing(prompts: listed, problems: [])
      }
    }
    return prompts(of: model)
  }

  /// When each prompt's folder was last changed, in nanoseconds, by the prompt's hash.
  ///
  /// - Throws: `FormatError` where the prompts' folder can't be listed.
  public func promptDates(of model: String) throws -> [String: Int] {
    let folder = folder(of: model) + "/prompts"
    var dates: [String: Int] = [:]
    for hash in try folderContents(folder) {
      var status = stat()
      guard unsafe lstat(folder + "/" + hash, &status) == 0 else { continue }
      dates[hash] = 1_000_000_000 &* Int(status.st_mtim.tv_sec) &+ Int(status.st_mtim.tv_nsec)
    }
    return dates
  }
}
