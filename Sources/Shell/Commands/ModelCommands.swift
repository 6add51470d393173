import Activations
import Formats
import Language
import Transformers
import Workspace

extension ShellCommand {
  private static let loadCheck: Check = { check, invocation, _, _ in try check.load(invocation) }

  static let load = ShellCommand(
    spec: CommandSpec(
      "load", "Open a model and make it the current one", group: "Models",
      doc: """
        Weights are mapped, not read: the first pass widens them, a layer at a time.

        A model with an encoder and a decoder (T5) is opened as one of its parts, which its name says: \
        NAME.encoder (also NAME alone), NAME.decoder, NAME.cross for the decoder's attention to the encoder. \
        A prompt is what the encoder reads; what follows </s> in it is what the decoder reads. Patterns of \
        the cross part are over both, one behind the other.

        Patterns equal those of the models' own programs. TransformerLens 2 differs in a few: Mixtral and \
        gpt-oss (weights of norms left out; gpt-oss without sinks, windows and YaRN), Yi (rotary base), \
        Phi-3 (no window), Gemma 2 (windows in the other layers), Gemma 3 from 4B on (no rotary scaling; \
        the scale of 27B), T5's decoder (not causal), Apertus (normalised queries and keys), BLOOM with a \
        number of heads that is no power of two. --tl-compat does the same, to compare with data made by \
        it; `set tl-compat on` for all models opened from then on. The names of such models end in \
        .tl-compat.
        """,
      operands: [
        OperandSpec(.model, .model, .one, "A GGUF file, a Hugging Face folder, or a name")
      ],
      options: [compatibilityOption],
      examples: [
        .init("load demo", "the model inside the program"),
        .init("load models/gpt2", "a Hugging Face folder"),
        .init("load models/t5.cross", "what T5's decoder attends to in the source"),
      ],
      surfaces: .shell, gives: .model),
    check: loadCheck
  ) { invocation, _, workspace, console in
    .model(
      try workspace.use(
        invocation.text(.model) ?? "", asTransformerLens: invocation.flag(.tlCompat),
        for: console))
  }

  static let unload = ShellCommand(
    spec: CommandSpec(
      "unload", "Close a model and free its memory", group: "Models",
      operands: [
        OperandSpec(.model, .model, .optional, "Its name; without one, the current model")
      ],
      examples: [.init("load demo; unload demo"), .init("load demo; unload")], surfaces: .shell)
  ) { invocation, _, workspace, _ in
    guard let name = invocation.text(.model) ?? workspace.current?.name else {
      throw ShellError(.notFound, "no model is loaded")
    }
    try workspace.close(name)
    return .nothing
  }

  static let hooks = ShellCommand(
    spec: CommandSpec(
      "hooks", "List the hook points of the model", group: "Models",
      doc:
        "Names are TransformerLens's. `capture --hooks REGEX` keeps those whose whole name matches.",
      operands: [OperandSpec(.regex, .text, .optional, "Only names that match it whole")],
      options: [modelOption],
      examples: [
        .init(#"hooks 'blocks\.0\..*'"#, "everything in the first block"),
        .init("hooks -m demo '.*resid_pre'"),
      ], gives: .table)
  ) { invocation, _, workspace, console in
    let model = try workspace.model(invocation.text(.model), for: console)
    let points = try CaptureSet(
      matching: invocation.text(.regex) ?? ".*", of: model.config.hookPoints)
    return .table(Table([.text("hook", points.points.map(\.description))]))
  }

  /// One line that says what a model is.
  static func describe(_ model: LoadedModel) -> String {
    let config = model.config
    let shared = config.keyValueHeads == config.heads ? "" : " (\(config.keyValueHeads) key heads)"
    let tokens =
      model.tokenizerProblem != nil
      ? "no tokenizer that can be used: prompts are token ids"
      : model.tokenizer == nil
        ? "no tokenizer: prompts are token ids" : "\(config.vocabularySize) tokens"
    return "\(config.name): \(config.layers) layers of \(config.heads) heads\(shared), "
      + "width \(config.width), context \(config.contextLength), \(tokens), \(config.architecture)"
  }
}

extension LoadedModel {
  /// The configuration of a listed model, without its tokenizer.
  static func config(of listing: ModelListing) throws -> ModelConfig {
    guard let path = listing.path else { return try DemoModel.model().config }
    return try Model(path: path, name: listing.name).config
  }
}
