import Activations
import Formats
import Transformers

extension ShellCommand {
  static let load = ShellCommand(
    spec: CommandSpec(
      "load", "Open a model and make it the current one", group: "Models",
      doc: "Weights are mapped, not read: the first pass widens them, a layer at a time.",
      operands: [
        OperandSpec("model", .model, .one, "A GGUF file, a Hugging Face folder, or a name")
      ],
      examples: [
        .init("load demo", "the model inside the program"),
        .init("load models/gpt2", "a Hugging Face folder"),
      ],
      surfaces: .shell, gives: .model)
  ) { invocation, _, session in
    .model(try session.use(invocation.text("model") ?? ""))
  }

  static let unload = ShellCommand(
    spec: CommandSpec(
      "unload", "Close a model and free its memory", group: "Models",
      operands: [
        OperandSpec("model", .model, .optional, "Its name; without one, the current model")
      ],
      examples: [.init("load demo; unload demo"), .init("load demo; unload")], surfaces: .shell)
  ) { invocation, _, session in
    guard let name = invocation.text("model") ?? session.current?.name else {
      throw ShellError(.notFound, "no model is loaded")
    }
    try session.close(name)
    return .nothing
  }

  static let models = ShellCommand(
    spec: CommandSpec(
      "models", "List the models on this machine", group: "Models",
      doc: "Looks in the folders of PLENS_MODELS and in the user's own "
        + "(~/.local/share/plens/models). A model elsewhere is loaded by its path.",
      examples: [.init("models"), .init("load demo; models", "says which is loaded")], gives: .table
    )
  ) { _, _, session in
    let listings = session.finder.listings()
    let configs = listings.map { listing in Result { try LoadedModel.config(of: listing) } }
    func column(_ value: (ModelConfig) -> String) -> [String] {
      configs.map { (try? $0.get()).map(value) ?? "-" }
    }
    func numbers(_ value: (ModelConfig) -> Int) -> [Double] {
      configs.map { (try? $0.get()).map { Double(value($0)) } ?? .nan }
    }
    let states = listings.map { listing in
      session.current?.name == listing.name
        ? "current" : session.models[listing.name.lowercased()] != nil ? "loaded" : ""
    }
    return .table(
      Table([
        .text("name", listings.map(\.name)), .text("state", states),
        .text("family", column(\.architecture)), .number("layers", numbers(\.layers)),
        .number("heads", numbers(\.heads)), .number("width", numbers(\.width)),
        .text(
          "place",
          zip(listings, configs).map { listing, config in
            if case .failure(let error) = config { return "\(error)" }
            return listing.path ?? "inside the program"
          }),
      ]))
  }

  static let hooks = ShellCommand(
    spec: CommandSpec(
      "hooks", "List the hook points of the model", group: "Models",
      doc:
        "Names are TransformerLens's. `capture --hooks REGEX` keeps those whose whole name matches.",
      operands: [OperandSpec("regex", .text, .optional, "Only names that match it whole")],
      options: [modelOption],
      examples: [
        .init(#"hooks 'blocks\.0\..*'"#, "everything in the first block"),
        .init("hooks -m demo '.*resid_pre'"),
      ], gives: .table)
  ) { invocation, _, session in
    let model = try session.model(invocation.text("model"))
    let points = try CaptureSet(
      matching: invocation.text("regex") ?? ".*", of: model.config.hookPoints)
    return .table(Table([.text("hook", points.points.map(\.description))]))
  }

  /// One line that says what a model is.
  static func describe(_ model: LoadedModel) -> String {
    let config = model.config
    let shared = config.keyValueHeads == config.heads ? "" : " (\(config.keyValueHeads) key heads)"
    let tokens =
      model.tokenizer == nil
      ? "no tokenizer: prompts are token ids" : "\(config.vocabularySize) tokens"
    return "\(config.name): \(config.layers) layers of \(config.heads) heads\(shared), "
      + "width \(config.width), context \(config.contextLength), \(tokens), \(config.architecture)"
  }
}

extension LoadedModel {
  /// The configuration of a listed model, without its tokenizer.
  static func config(of listing: ModelListing) throws -> ModelConfig {
    guard let path = listing.path else { return try DemoModel.open(keepingAtMost: 0).config }
    return try Model(path: path, name: listing.name, keepingAtMost: 0).config
  }
}
