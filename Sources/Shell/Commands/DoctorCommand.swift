import Files
import Formats
import Foundation
import Language
import Scripts
import Tensors
import Terminal
import Text
import Transformers
import Workspace

extension ShellCommand {
  static let doctor = ShellCommand(
    spec: CommandSpec(
      "doctor", "Say what the shell finds on this machine, and what is wrong with it",
      group: "Help",
      doc: """
        Of each open model it says what a prompt of COUNT tokens takes of memory, or one as long as the model's context.
        """,
      operands: [
        OperandSpec(.count, .integer(1...10_000_000), .optional, "Tokens of a prompt")
      ],
      examples: [.init("doctor"), .init("doctor 4000", "will a prompt so long fit?")],
      gives: .table)
  ) { invocation, _, workspace, console in
    let rows = checkup(workspace, console) + memory(workspace, invocation.integer(.count))
    var table = Table([
      .text("what", rows.map(\.what)), .text("found", rows.map(\.found)),
      .text("problem", rows.map(\.problem)),
    ])
    let texts = rows.map { [$0.found, $0.problem].filter { !$0.isEmpty }.joined(separator: ": ") }
    table.screen = [table.columns[0], .text("found", texts)]
    return .table(table)
  }

  /// What a prompt takes by each open model, of so many tokens or of the model's context.
  private static func memory(_ workspace: Workspace, _ count: Int?) -> [Finding] {
    let free = availableMemory()
    return workspace.models.values.map(\.self).sorted { $0.config.name < $1.config.name }.map {
      model in
      let name = "a prompt of \(model.config.name)"
      do {
        let memory = try PromptMemory(of: model)
        let most = memory.most(in: free)
        let count = count ?? model.config.contextLength
        return (
          name, memory.text(tokens: count),
          count > most ? "the longest that fits has \(counted(most, "token"))" : ""
        )
      } catch {
        return (name, "", "\(error)")
      }
    }
  }

  private typealias Finding = (what: String, found: String, problem: String)

  private static func checkup(_ workspace: Workspace, _ console: Console) -> [Finding] {
    let environment = console.environment
    let threads = environment["OPENBLAS_NUM_THREADS"] ?? environment["OMP_NUM_THREADS"]
    var rows: [Finding] = [
      ("version", "PatternLens \(Program.version)", ""),
      ("system", ProcessInfo.processInfo.operatingSystemVersionString, ""),
      ("BLAS", blasLibrary(), ""),
      (
        "threads", "\(Parallel.width)",
        threads.map { $0 == "1" ? "" : "the environment asks BLAS for \($0) threads" } ?? ""
      ),
      ("kernels", InstructionSet.chosen.rawValue, InstructionSet.problem ?? ""),
      ("memory", byteText(availableMemory()) + " free", ""),
      (
        "terminal", environment["TERM"] ?? "none",
        console.output.isTerminal && (environment["TERM"] ?? "").isEmpty ? "TERM is not set" : ""
      ),
      (
        "screen", "\(console.output.size.columns) columns, \(console.output.size.rows) rows", ""
      ),
      ("colours", "\(console.output.style.depth)", ""),
      (
        "pictures",
        String(
          console.graphicsReason(workspace.settings(for: console)).dropFirst("pictures: ".count)),
        ""
      ),
      (
        "characters", TextLocale.isUTF8 ? "UTF-8" : "ASCII",
        TextLocale.isUTF8 ? "" : "the locale has no UTF-8: set LC_ALL=C.UTF-8"
      ),
    ]
    for (name, path) in [
      ("settings", workspace.paths.config), ("history", workspace.paths.state),
      ("sessions", workspace.paths.runtime),
      ("models", workspace.paths.data + "/models"),
    ] {
      rows.append((name, path, folderProblem(path)))
    }
    for folder in workspace.finder.folders.dropLast() {
      let exists = FileManager.default.fileExists(atPath: folder)
      rows.append(("PLENS_MODELS", folder, exists ? "" : "there is no such folder"))
    }
    for listing in workspace.finder.listings() {
      let config = Result { try LoadedModel.config(of: listing) }
      if case .failure(let error) = config {
        rows.append(("model", listing.name, "\(error)"))
      } else {
        rows.append(("model", listing.name, ""))
      }
    }
    return rows
  }

  /// The file of the BLAS that the program has loaded.
  private static func blasLibrary() -> String {
    let maps = String(decoding: (try? readInput("/proc/self/maps")) ?? [], as: UTF8.self)
    let line = maps.split(separator: "\n").first { $0.contains("blas") }
    return line?.split(separator: " ").last.map { String($0) } ?? "linked into the program"
  }

  /// What is wrong with a folder of the user's own; one that is not there yet is well.
  private static func folderProblem(_ path: String) -> String {
    var existing = path
    while existing.count > 1, !FileManager.default.fileExists(atPath: existing) {
      existing = (existing as NSString).deletingLastPathComponent
    }
    return FileManager.default.isWritableFile(atPath: existing) ? "" : "can't be written"
  }
}
