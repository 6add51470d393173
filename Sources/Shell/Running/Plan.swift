import Language
import Workspace

/// A pipeline whose commands are known and whose words have their places: what is run.
struct Plan {
  /// One stage of it.
  enum Stage {
    /// A command of the table.
    case command(ShellCommand, Invocation)
    /// A value that has a name, and the kinds that it may be of.
    case value(Value, PipeKinds)
    /// A verb of the user's own.
    case call(Call)
  }

  /// A verb of the user's own, called.
  struct Call {
    let definition: Definition
    let source: SourceText
    let words: ArraySlice<Word>
    let span: SourceSpan
  }

  let stages: [Stage]
  /// The program that reads the result.
  let program: ShellText?
  let redirection: Redirection?
  let span: SourceSpan
  /// What makes its value, as a script can run it another day.
  let command: String
  /// When the earlier result was made that it begins with; nil where it begins with a command.
  let moment: Names.Moment?

  /// What it gave, with what makes that again.
  func entry(_ value: Value, _ workspace: Workspace) -> Names.Entry {
    Names.Entry(value: value, command: command, moment: moment ?? workspace.moment)
  }

  /// How the result is to be written: by the last command's `--mode`, or the setting.
  func mode(_ setting: String) throws -> OutputMode {
    for case .command(_, let invocation) in stages.dropLast()
    where invocation.has(.mode) && invocation.isGiven(.mode) {
      throw LanguageError(
        invocation.span(of: .mode), "'--mode' says how the result is written: give it last")
    }
    var text = setting
    if case .command(_, let invocation) = stages.last, invocation.has(.mode) {
      text = invocation.text(.mode) ?? text
    }
    return OutputMode(rawValue: text) ?? .auto
  }

  /// Whether it is the command that serves the session, with or without `&`.
  var startsServer: Bool {
    guard stages.count == 1, case .command(let command, _) = stages[0] else { return false }
    return command.spec.isServer
  }

  /// Whether `command` is one of its stages.
  func names(_ command: ShellCommand) -> Bool {
    stages.contains { stage in
      guard case .command(let other, _) = stage else { return false }
      return other.spec.name == command.spec.name
    }
  }

  /// Refuses `> FILE` and `|! program`, where the result goes elsewhere.
  func refuseOutput(where reason: String) throws {
    if let redirection { throw LanguageError(redirection.file.span, "\(reason): leave '>' out") }
    if let program { throw LanguageError(program.span, "\(reason): leave '|!' out") }
  }
}

extension Interpreter {
  /// Finds the commands of a pipeline, sorts their words, and sees that each takes what the one
  /// before gives; nothing is run.
  ///
  /// - Throws: `LanguageError`.
  func plan(
    _ pipeline: Pipeline, _ source: SourceText, on surface: CommandSpec.Surfaces, _ names: Names,
    input: PipeKinds = .nothing
  ) throws(LanguageError) -> Plan {
    var stages: [Plan.Stage] = []
    var program = pipeline.program
    var given = input
    var giver: String?
    for (place, command) in pipeline.commands.enumerated() {
      if place > 0, program == nil, let text = programText(command, pipeline, source, names) {
        program = text
        break
      }
      let stage: Plan.Stage
      do {
        stage = try self.stage(command, source, on: surface, names)
      } catch {
        throw place > 0
          ? error.hinting(atProgram: command.verb) : error.answering(command.words)
      }
      let (takes, gives) = try flow(of: stage, names)
      if takes.isDisjoint(with: given) {
        throw LanguageError(
          command.span, mismatch(command.verb.text, takes: takes, giver: giver, given: given))
      }
      stages.append(stage)
      (given, giver) = (gives, command.verb.text)
    }
    // What makes the value ends with the last stage: a program or a file takes it from there.
    let end = stages.isEmpty ? pipeline.span.end : pipeline.commands[stages.count - 1].span.end
    return Plan(
      stages: stages, program: program, redirection: pipeline.redirection, span: pipeline.span,
      command: lasting(pipeline, SourceSpan(pipeline.span.start, end), source, names),
      moment: pipeline.commands.first.flatMap { result($0.verb, names)?.moment })
  }

  private func mismatch(
    _ taker: String, takes: PipeKinds, giver: String?, given: PipeKinds
  ) -> String {
    guard let giver else {
      return "'\(taker)' takes \(takes.subtracting(.nothing)): it stands behind a '|'"
    }
    let wanted =
      takes == .nothing ? "nothing from a pipe" : takes.subtracting(.nothing).description
    return "'\(taker)' takes \(wanted); '\(giver)' gives \(given)"
  }

  /// What a pipeline gives.
  func gives(_ plan: Plan, _ names: Names) throws(LanguageError) -> PipeKinds {
    guard let last = plan.stages.last else { return .nothing }
    return try flow(of: last, names).gives
  }

  /// What a stage takes and gives.
  private func flow(
    of stage: Plan.Stage, _ names: Names
  ) throws(LanguageError) -> (takes: PipeKinds, gives: PipeKinds) {
    switch stage {
    case .command(let command, _): return (command.spec.takes, command.spec.gives)
    case .value(_, let kinds): return (.nothing, kinds)
    case .call(let call): return (.any.union(.nothing), try gives(call, names, depth: 0))
    }
  }

  /// What a verb of the user's own gives: what the last command of its body does.
  private func gives(
    _ call: Plan.Call, _ names: Names, depth: Int
  ) throws(LanguageError) -> PipeKinds {
    guard depth < Self.deepest, let last = call.definition.body.commands.last else { return .any }
    let verb = last.verb.text
    if let command = ShellCommand.named(verb) { return command.spec.gives }
    guard case .definition(let definition, let source) = names.verbs[verb] else { return .any }
    let inner = Plan.Call(definition: definition, source: source, words: [], span: call.span)
    return try gives(inner, names, depth: depth + 1)
  }

  /// A command as a program of the system, if a person pipes to a name that no verb has.
  private func programText(
    _ command: Command, _ pipeline: Pipeline, _ source: SourceText, _ names: Names
  ) -> ShellText? {
    guard acceptsPrefix, command.verb.variable == nil, names.verbs[command.verb.text] == nil,
      (try? ShellCommand.table.command(for: command.verb, on: .shell, acceptsPrefix: true)) == nil,
      ExternalProgram.exists(command.verb.text)
    else { return nil }
    let end = pipeline.commands.last?.span.end ?? command.span.end
    let span = SourceSpan(command.span.start, end)
    return ShellText(text: source[span], span: span)
  }

  private func stage(
    _ command: Command, _ source: SourceText, on surface: CommandSpec.Surfaces, _ names: Names
  ) throws(LanguageError) -> Plan.Stage {
    if let (value, kinds) = try namedValue(command, names) { return .value(value, kinds) }
    let spec = ShellCommand.named(command.verb.text)?.spec
    let takesNames = spec?.operands.contains { $0.kind == .variable } ?? false
    var words: [Word] = []
    for word in command.words {
      words.append(takesNames && word.variable != nil ? word : try expanded(word, names))
    }
    switch names.verbs[command.verb.text] {
    case .definition(let definition, let body):
      return .call(
        Plan.Call(
          definition: definition, source: body, words: words.dropFirst(), span: command.span))
    case .alias(let meant):
      let span = command.verb.span
      words = meant.map { $0.moved(to: span) } + words.dropFirst()
    case nil: break
    }
    // A command may be asked for by another name, also behind `help`.
    let place = words[0].text == "help" ? 1 : 0
    words = words[..<place] + ShellCommand.table.named(Array(words[place...]))
    let name = try ShellCommand.table.command(
      for: words[0], on: surface, acceptsPrefix: acceptsPrefix
    ).name
    guard let known = ShellCommand.named(name) else {
      throw LanguageError(command.verb.span, "unknown command '\(command.verb.text)'")
    }
    let invocation = try known.spec.parse(Command(words: words, span: command.span))
    return .command(known, try resolved(invocation, names))
  }

  /// The value that a command is which has only a name: `$ioi`, `_`, or a parameter.
  private func namedValue(
    _ command: Command, _ names: Names
  ) throws(LanguageError) -> (Value, PipeKinds)? {
    let verb = command.verb
    guard let name = verb.variable?.text ?? verb.bareText else { return nil }
    let isVariable = verb.variable != nil
    let isResult = Names.resultPlace(name) != nil
    guard isVariable || isResult || parameters[name] != nil else { return nil }
    if let extra = command.arguments.first {
      throw LanguageError(
        extra.span, "'\(verb.text)' is a value and takes no operands: 'show \(verb.text) ...'?")
    }
    let value = try value(of: Name(name, span: verb.span), names)
    return (value, parameters[name] == nil ? names[name]?.kinds ?? value.kind : value.kind)
  }
}

extension LanguageError {
  /// The same error with how to pipe to a program, if `verb` is one.
  fileprivate func hinting(atProgram verb: Word) -> LanguageError {
    guard span == verb.span, ExternalProgram.exists(verb.text) else { return self }
    var error = self
    error.notes.append("programs of the system read results behind '|!': |! \(verb.text)")
    return error
  }
}

extension Word {
  /// The same word as if it stood at `span`.
  fileprivate func moved(to span: SourceSpan) -> Word {
    Word(parts: parts.map { Part($0.kind, $0.text, span: span) }, span: span)
  }
}
