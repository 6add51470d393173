import Activations
import Causal
import Formats
import Language
import Tensors
import Text
import Transformers
import Workspace

extension ArgumentName {
  static let edit = ArgumentName("edit")
  static let renormalise = ArgumentName("renormalise")
  static let with = ArgumentName("with")
}

extension ShellCommand {
  private static let editCheck: Check = { check, invocation, _, _ in try check.edit(invocation) }

  static let edit = ShellCommand(
    spec: CommandSpec(
      "edit", "Name a change of what stands at a hook point; MODEL+NAME is the model with it",
      group: "Doing",
      doc: """
        An edit is made in every pass of a model that is called MODEL+NAME, and all later layers are computed \
        from what it leaves: predict, show, capture, generate and all others take such a model as any. \
        MODEL+A+B makes A first, then B.

        POINT is heads or layers with a hook point: L3H4.z, L*H*.pattern, L0-2.attn_out, resid_pre.2; behind it \
        tokens by number or text: L3H4.z[-1], L3H4.pattern[" Jo", " hn"] (query, key). Points are z, q, k, v \
        (k and v by key heads), rot_q, rot_k, scores, pattern, resid_pre, resid_mid, resid_post, attn_out, \
        mlp_out, mlp_pre, mlp_post, embed and pos_embed.

        VALUE is a number; scale X; mean PROMPTS, at each position or as --average says; from PROMPT, what \
        that has there; knockout; or an expression of figure scripts in quotes. In it the value is A at a \
        pattern, S at scores, Q K V Z at q k v z, X elsewhere; q and k number queries (tokens) and keys, n is \
        the number of tokens, layer and head are numbers, $NAME is an array: a file of --with, or what let named: \
        a table's column of numbers, a pattern, a number.

        knockout makes the score -inf before the softmax: the row's other keys, and a sink where the model has \
        one, take the weight. --renormalise divides changed rows of a pattern by their sums: they sum to 1, a \
        sink's share gone; a row of zeros stays. Without it rows are as given.
        """,
      operands: [
        OperandSpec(.edit, .text, .any, "NAME = POINT: VALUE")
      ],
      options: [
        OptionSpec(
          flag: .renormalise, "Make changed rows of a pattern sum to 1",
          otherNames: ["renormalize"]),
        OptionSpec(
          .average, .choice(Edit.Averaging.allCases.map(\.rawValue)),
          "Of a mean: over prompts at each position, over all positions, or all but the first",
          default: Edit.Averaging.position.rawValue),
        OptionSpec(
          .with, .text, "An array that the expression names: a .npy file", valueName: "NAME=FILE",
          repeats: true),
      ],
      examples: [
        .init(
          "edit silent = L2H0.z: 0; predict '\(storyText)' -m demo,demo+silent --answer ' Mary' --against ' John'"
        ),
        .init("edit nobos = L*H*.pattern: 'A * (k > 0)' --renormalise"),
        .init(#"edit cut = L3H4.pattern[" Jo", " hn"]: knockout"#),
        .init(
          "let d = direction 'I love it' --less 'I hate it' --layer 2; "
            + "edit push = resid_pre.2: 'X + 4 * $d'"),
      ],
      surfaces: .shell, gives: .nothing),
    check: editCheck
  ) { invocation, _, workspace, console in
    workspace.add(try namedEdit(invocation, &workspace, console), for: console)
    return .nothing
  }

  static let edits = ShellCommand(
    spec: CommandSpec(
      "edits", "List the edits, or remove some", group: "Doing",
      doc:
        "An edit that is removed closes the models that have it; what was captured of them goes.",
      operands: [
        OperandSpec(.action, .choice(["remove"]), .optional, "What to do instead of listing"),
        OperandSpec(.edit, .text, .any, "Which edits to remove"),
      ],
      examples: [
        .init("edit silent = L3H4.z: 0; edits"),
        .init("edit silent = L3H4.z: 0; edits remove silent"),
      ],
      surfaces: .shell, gives: .table)
  ) { invocation, _, workspace, console in
    if invocation.isGiven(.action) {
      let names = invocation.texts(.edit)
      guard !names.isEmpty else { throw ShellError(.usage, "edits remove NAME...") }
      for name in names { _ = try workspace.edit(named: name) }
      for name in names { try workspace.removeEdit(name, for: console) }
    }
    let workspace = workspace
    return .table(
      Table([
        .text("edit", workspace.edits.map(\.name)),
        .text(
          "text", workspace.edits.map { $0.text(prompts: workspace.addresses(of: $0.prompts)) }),
      ]))
  }

  /// An edit whose words are read and whose prompts and arrays are not looked for.
  static func editLooked(at invocation: Invocation) throws -> NamedEdit {
    let statement = try statement(of: invocation)
    if case .expression(let text) = statement.value {
      _ = try HookExpression(text, at: statement.point.kind)
    }
    return NamedEdit(
      statement: statement, prompts: [], averaging: .position, arrays: [:], renormalizes: false)
  }

  private static func statement(of invocation: Invocation) throws -> EditStatement {
    do {
      return try EditStatement(invocation.texts(.edit))
    } catch let error as CausalError {
      throw ShellError(.usage, error.description)
    }
  }

  /// What the words of `edit` mean now.
  private static func namedEdit(
    _ invocation: Invocation, _ workspace: inout Workspace, _ console: Console
  ) throws -> NamedEdit {
    let statement = try statement(of: invocation)
    func refuse(_ option: ArgumentName, unless holds: Bool, _ reason: String) throws {
      guard invocation.isGiven(option), !holds else { return }
      throw ShellError(.usage, "--\(option.spelling) \(reason)")
    }
    var (words, isMean) = ([String](), false)
    switch statement.value {
    case .mean(let given): (words, isMean) = (given, true)
    case .from(let given): words = [given]
    default: break
    }
    try refuse(.average, unless: isMean, "says what a mean is taken over")
    try refuse(
      .renormalise, unless: statement.point.kind == .pattern && statement.value != .knockout,
      "is for patterns that are set; knockout leaves rows that sum to 1 already")
    let prompts = try prompts(words, statement, invocation, &workspace, console)
    let edit = NamedEdit(
      statement: statement, prompts: prompts,
      averaging: invocation.text(.average).flatMap(Edit.Averaging.init) ?? .position,
      arrays: try arrays(statement, invocation, console.names),
      renormalizes: invocation.flag(.renormalise))
    if case .model(let model) = workspace.current {
      do {
        _ = try edit.edit(of: model)
      } catch {
        console.notice("\(edit.name) can't be made in \(model.config.name): \(error)")
      }
    }
    return edit
  }

  /// The prompts that an edit names.
  private static func prompts(
    _ words: [String], _ statement: EditStatement, _ invocation: Invocation,
    _ workspace: inout Workspace, _ console: Console
  ) throws -> [PromptRecord] {
    if words.isEmpty { return [] }
    let model = try workspace.model(for: console)
    let span = invocation.span(of: .edit)
    let found = try workspace.prompts(
      of: words.map { Word(argument: $0, span: span) }, in: .model(model), invocation, for: console)
    if case .from = statement.value, found.count != 1 {
      throw ShellError(
        .usage,
        "'from' takes one prompt's values; '\(words[0])' is \(counted(found.count, "prompt"))")
    }
    return uniquePrompts(found)
  }

  /// The arrays that an edit's expression names.
  private static func arrays(
    _ statement: EditStatement, _ invocation: Invocation, _ values: Names
  ) throws -> [String: Tensor] {
    var files: [String: Tensor] = [:]
    for text in invocation.texts(.with) {
      guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
        throw ShellError(.usage, "--with names an array and its file: --with direction=d.npy")
      }
      let path = Word(argument: String(text[text.index(after: equals)...]), span: invocation.span)
      files[String(text[..<equals])] = try readNPY(path: path.path)
    }
    guard case .expression(let text) = statement.value else {
      try refuseUnused(Array(files.keys), [])
      return [:]
    }
    let names = try HookExpression(text, at: statement.point.kind).arrays
    try refuseUnused(Array(files.keys), names)
    var arrays: [String: Tensor] = [:]
    for name in names {
      if let file = files[name] {
        arrays[name] = file
      } else if let entry = values[name] {
        guard let array = entry.value.array else {
          throw ShellError(
            .usage,
            "'$\(name)' is \(entry.value.kind), and no array: a table with a column of numbers is one, a pattern, "
              + "a number")
        }
        arrays[name] = array
      } else {
        throw ShellError(
          .notFound,
          "there is no '$\(name)': --with \(name)=FILE.npy reads one, 'let \(name) = direction p0 --less p1 --layer 2' "
            + "makes one")
      }
    }
    return arrays
  }

  private static func refuseUnused(_ given: [String], _ used: [String]) throws {
    guard let extra = given.sorted().first(where: { !used.contains($0) }) else { return }
    throw ShellError(.usage, "--with \(extra)=...: the edit's expression has no '$\(extra)'")
  }
}
