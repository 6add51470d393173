import Formats
import Foundation
import Hub
import Language
import Scripts
import Terminal
import Transformers
import Workspace

extension ShellCommand {
  static let models = ShellCommand(
    spec: CommandSpec(
      "models", "List the models on this machine, or download one", group: "Models",
      doc: """
        Looks in the folders of PLENS_MODELS, in the user's own (~/.local/share/plens/models), in \
        Hugging Face's cache (HF_HOME, HF_HUB_CACHE) and in Ollama's. A model elsewhere is loaded by \
        its path.

        `models get NAME` downloads what is needed into Hugging Face's cache, where Python programs \
        find it too. HF_TOKEN, HF_ENDPOINT, HF_HUB_OFFLINE and SSL_CERT_FILE are obeyed; what was interrupted goes on \
        where it stopped.
        """,
      operands: [
        OperandSpec(.get, .choice(["get"]), .optional, "`get` downloads a model"),
        OperandSpec(
          .name, .text, .optional,
          "A name of TransformerLens's, OWNER/NAME, or OWNER/NAME/FILE.gguf"),
      ],
      options: [
        OptionSpec(flag: .known, "List the names and aliases of TransformerLens instead"),
        OptionSpec(flag: .families, "List the families of models that can be loaded instead"),
      ],
      examples: [
        .init("models"), .init("models --known | where 'layers <= 6'"), .init("models --families"),
      ], gives: [.table, .text])
  ) { invocation, _, workspace, console in
    if invocation.flag(.known) { return .table(knownModels()) }
    if invocation.flag(.families) { return .table(families()) }
    guard invocation.isGiven(.get) else { return .table(try localModels(workspace)) }
    guard let name = invocation.text(.name) else {
      throw ShellError(.usage, "models get needs a name: models get gpt2")
    }
    return .text(try download(name, console))
  }

  private static func number(_ value: Int?) -> Double { value.map(Double.init) ?? .nan }

  private static func localModels(_ workspace: Workspace) throws -> Table {
    let demo = try DemoModel.model().config
    let found = workspace.finder.places.all()
    let names = [DemoModel.name] + found.map(\.name)
    return Table([
      .text("name", names),
      .text(
        "state",
        names.map { name in
          workspace.current?.name == name
            ? "current" : workspace.models[name.lowercased()] != nil ? "loaded" : ""
        }),
      .text("family", [demo.architecture] + found.map { $0.family ?? "-" }),
      .number("layers", [Double(demo.layers)] + found.map { number($0.layers) }),
      .number("heads", [Double(demo.heads)] + found.map { number($0.heads) }),
      .text("size", [""] + found.map { $0.byteCount > 0 ? byteText($0.byteCount) : "-" }),
      .text("place", ["inside the program"] + found.map { $0.problem ?? $0.path }),
    ])
  }

  private static func knownModels() -> Table {
    let all = KnownModels.all
    let families = Dictionary(
      ModelFamily.all.flatMap { family in family.architectures.map { ($0, family.name) } },
      uniquingKeysWith: { first, _ in first })
    let sizes: [Table.Column] = [
      .number("layers", all.map { number($0.layers) }),
      .number("heads", all.map { number($0.heads) }),
      .number("width", all.map { number($0.width) }),
      .number("context", all.map { number($0.contextLength) }),
    ]
    let words: [Table.Column] = [
      .text("name", all.map(\.name)),
      .text("aliases", all.map { $0.aliases.joined(separator: " ") }),
      .text("architecture", all.map(\.architecture)),
      .text("family", all.map { families[$0.architecture] ?? "" }),
    ]
    let parameters = Table.Column.text("parameters", all.map { $0.size ?? "" })
    return Table(words + [parameters] + sizes + [.text("note", all.map { $0.problem ?? "" })])
  }

  private static func families() -> Table {
    let all = ModelFamily.all
    func joined(_ words: (ModelFamily) -> [String]) -> [String] {
      all.map { words($0).joined(separator: " ") }
    }
    return Table([
      .text("family", all.map(\.name)), .text("model_type", joined(\.modelTypes)),
      .text("gguf", joined(\.ggufArchitectures)), .text("classes", joined(\.architectures)),
    ])
  }

  /// Downloads a model; what is told is where it is and how to load it.
  private static func download(_ name: String, _ console: Console) throws
    -> String
  {
    let download = try ModelDownload(
      name: name, settings: HubSettings(environment: console.environment))
    let progress = console.progress("download", total: 1000)
    defer { progress.finish() }
    let path = try download.run(
      progress: { state in
        let share = state.byteCount > 0 ? state.bytesDone * 1000 / state.byteCount : 0
        progress.update(
          done: share, label: "\(state.file)  \(byteText(state.bytesDone))")
      }, isCancelled: console.isCancelled)
    return "\(download.repository): \(path)\nload '\(name)' opens it"
  }
}
