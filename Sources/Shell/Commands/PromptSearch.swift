import Activations
import Indexes
import Language
import Text
import Workspace

extension ShellCommand {
  /// The prompts that `prompts search` finds, in this session or in a folder.
  ///
  /// - Throws: `ShellError` for a question that is none.
  static func search(
    _ invocation: Invocation, _ workspace: Workspace, _ console: Console
  ) throws -> Table {
    let question = invocation.texts(.file).joined(separator: " ")
    let search: SearchQuery
    do {
      search = try SearchQuery(question)
    } catch let problem as SearchQuery.Problem {
      throw ShellError(.usage, "prompts search '\(question)': \(problem)")
    }
    let limit = invocation.integer(.limit) ?? 20
    guard let (store, models) = try searched(invocation, workspace) else {
      let index = try FolderIndex()
      try index.add(workspace.prompts, of: "")
      let query = PromptQuery(models: [""], search: search)
      let found = try index.prompts(query, limit: limit).compactMap { prompt in
        workspace.places[prompt.hash]
      }.sorted()
      tell(found.count, of: try index.count(query), console)
      let prompts = found.map { workspace.prompts[$0] }
      let rows = Table(prompts: prompts, tokens: workspace.tokenCounts(of: prompts))
      return Table([.text("place", found.map { "p\($0)" })] + rows.columns)
    }
    let index = try FolderIndex(of: store.root, in: workspace.paths.cache)
    try index.update(from: store, isCancelled: console.isCancelled)
    let query = PromptQuery(models: models, search: search)
    let found = try index.prompts(query, limit: limit)
    tell(found.count, of: try index.count(query), console)
    let names = found.map { $0.models.first.map { models[$0] } ?? models[0] }
    let records = try zip(found, names).map { try store.prompt($0.hash, of: $1) }
    let rows = Table(prompts: records)
    return models.count == 1 ? rows : Table([.text("model", names)] + rows.columns)
  }

  /// The folder whose prompts are looked through; nil for the session's.
  private static func searched(
    _ invocation: Invocation, _ workspace: Workspace
  ) throws -> (store: CaptureStore, models: [String])? {
    if let folder = invocation.path(.from) {
      let (store, names) = try SavedModel.all(in: folder, invocation.text(.model))
      return (store, names)
    }
    guard case .folder(let saved) = workspace.current else { return nil }
    return (saved.store, [saved.name])
  }

  private static func tell(_ shown: Int, of found: Int, _ console: Console) {
    guard shown < found else { return }
    console.notice("\(shown) of \(counted(found, "prompt")) that were found (--limit)")
  }
}
