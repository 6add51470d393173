import Language

/// Scripts that let bash, zsh and fish complete the program's commands, made of their table.
enum ShellCompletions {
  private static var commands: [CommandSpec] {
    ShellCommand.table.commands.filter { $0.surfaces.contains(.program) }
  }

  /// For bash: a function that knows each command's options, and the values of those with few.
  static var bash: String {
    var cases = ""
    for spec in commands {
      cases += "    \(spec.name))\n      case $previous in\n"
      for option in spec.options {
        guard let action = bashValues(option.kind) else { continue }
        let labels = ["--" + option.name] + (option.short.map { ["-\($0)"] } ?? [])
        cases += "        \(labels.joined(separator: "|"))) \(action); return ;;\n"
      }
      let words = spec.options.map { "--" + $0.name }.joined(separator: " ")
      cases += "      esac\n      words='\(words)\(operandWords(spec))' ;;\n"
    }
    return """
      # bash completion for plens, printed by 'plens completions bash'
      _plens() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words='' verb='' place
        for ((place = 1; place < COMP_CWORD; place++)); do
          case ${COMP_WORDS[place]} in
            -m|--model|--color|--session) ((place++)) ;;
            -*) ;;
            *) verb=${COMP_WORDS[place]}; break ;;
          esac
        done
        case $verb in
          '') words='\(commands.map(\.name).joined(separator: " ")) -c -f -m --color --session --help --version' ;;
      \(cases)  esac
        COMPREPLY=($(compgen -W "$words" -- "$current"))
        [[ $current == -* ]] || COMPREPLY+=($(compgen -f -- "$current"))
      }
      complete -o filenames -F _plens plens

      """
  }

  private static func bashValues(_ kind: ValueKind?) -> String? {
    switch kind {
    case nil: nil
    case .choice(let values):
      "COMPREPLY=($(compgen -W '\(values.joined(separator: " "))' -- \"$current\"))"
    case .folder: "COMPREPLY=($(compgen -d -- \"$current\"))"
    default: "COMPREPLY=($(compgen -f -- \"$current\"))"
    }
  }

  private static func operandWords(_ spec: CommandSpec) -> String {
    spec.operands.flatMap { operand -> [String] in
      switch operand.kind {
      case .choice(let values): values
      case .command: commands.map(\.name)
      default: []
      }
    }.map { " " + $0 }.joined()
  }

  /// For zsh: `_arguments` with each option's words.
  static var zsh: String {
    let verbs = commands.map { "    '\($0.name):\(quoted($0.summary))'" }.joined(separator: "\n")
    var cases = ""
    for spec in commands {
      cases += "    \(spec.name)) _arguments"
      for option in spec.options {
        let value = option.kind.map { ":\(option.valueName.lowercased()):\(zshValues($0))" } ?? ""
        cases +=
          " \\\n      '--\(option.name)\(option.kind == nil ? "" : "=")[\(quoted(option.doc))]\(quotedValue(value))'"
      }
      cases += " \\\n      '*:argument:\(zshOperands(spec))' ;;\n"
    }
    return """
      #compdef plens
      # zsh completion for plens, printed by 'plens completions zsh'
      _plens() {
        local -a verbs
        verbs=(
      \(verbs)
        )
        if (( CURRENT == 2 )); then
          _describe command verbs
          return
        fi
        local verb=$words[2]
        shift words; (( CURRENT-- ))
        case $verb in
      \(cases)    *) _files ;;
        esac
      }
      _plens "$@"

      """
  }

  private static func zshValues(_ kind: ValueKind) -> String {
    switch kind {
    case .choice(let values): "(\(values.joined(separator: " ")))"
    case .folder: "_files -/"
    case .integer, .number, .text: " "
    default: "_files"
    }
  }

  private static func zshOperands(_ spec: CommandSpec) -> String {
    let words = operandWords(spec)
    return words.isEmpty ? "_files" : "(\(words.dropFirst()))"
  }

  private static func quoted(_ text: String) -> String {
    text.replacing("'", with: "").replacing("[", with: "(").replacing("]", with: ")")
      .replacing(":", with: ",")
  }

  private static func quotedValue(_ text: String) -> String { text.replacing("'", with: "") }

  /// For fish: a line for each command and option.
  static var fish: String {
    func text(_ text: String) -> String { "'" + text.replacing("'", with: "\\'") + "'" }
    var lines = [
      "# fish completion for plens, printed by 'plens completions fish'",
      "function __plens_first; not __fish_seen_subcommand_from "
        + commands.map(\.name).joined(separator: " ") + "; end",
    ]
    for spec in commands {
      lines.append("complete -c plens -f -n __plens_first -a \(spec.name) -d \(text(spec.summary))")
      let condition = "-n '__fish_seen_subcommand_from \(spec.name)'"
      for option in spec.options {
        var line = "complete -c plens \(condition) -l \(option.name) -d \(text(option.doc))"
        if let short = option.short { line += " -s \(short)" }
        if case .choice(let values) = option.kind {
          line += " -x -a " + text(values.joined(separator: " "))
        } else if option.kind != nil {
          line += " -r"
        }
        lines.append(line)
      }
      let words = operandWords(spec)
      if !words.isEmpty {
        lines.append("complete -c plens -f \(condition) -a \(text(words.dropFirst() + ""))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
