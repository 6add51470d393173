public import Text

extension CommandSpec {
  /// How the command is given, in one line; `program` stands before it outside the shell.
  public func usage(program: String = "") -> String {
    var words = program.isEmpty ? [name] : [program, name]
    words += operands.map(\.usage)
    words += options.count > 3 ? ["[options]"] : options.map { "[\($0.usage)]" }
    return words.joined(separator: " ")
  }

  /// All that there is to know of the command, at most `width` cells wide.
  public func help(program: String = "", width: Int = 80, style: Style = .plain) -> String {
    var sections = [
      style(fitting(usage(program: program), width: width), .bold),
      wrapped(summary + ".", width: width),
    ]
    if !operands.isEmpty {
      let rows = operands.map { ($0.placeholder, $0.doc + otherLabels($0.otherNames)) }
      sections.append(table(rows, width: width))
    }
    sections += doc.split(separator: "\n\n").map { paragraph in
      // Indented paragraphs are examples or tables, to be left as they are.
      paragraph.hasPrefix(" ") ? String(paragraph) : wrapped(String(paragraph), width: width)
    }
    if !options.isEmpty {
      let rows = options.map { ($0.helpLabel, $0.helpText) }
      sections.append(style("Options", .bold) + "\n" + table(rows, width: width))
    }
    if !examples.isEmpty {
      let prefix = program.isEmpty ? "" : program + " "
      let rows = examples.map { example in
        let effect =
          example.effect.isEmpty
          ? ""
          : "\n"
            + indented(
              wrapped(example.effect, width: width - 6), by: 6)
        return indented(continued(prefix + example.line, width: width - 2, indent: 2), by: 2)
          + style(effect, .dim)
      }
      sections.append(style("Examples", .bold) + "\n" + rows.joined(separator: "\n"))
    }
    return sections.joined(separator: "\n\n")
  }
}

extension OptionSpec {
  /// `-n, --top N`, the long names of all options below each other.
  fileprivate var helpLabel: String { (short.map { "-\($0), " } ?? "    ") + usage }

  fileprivate var helpText: String {
    doc + otherLabels(otherNames) + (standard.map { " (default: \($0))" } ?? "")
      + (repeats ? " (may be repeated)" : "")
  }
}

/// The labels that other programs have for an option: ` (also --save-path, -s)`.
private func otherLabels(_ names: [String]) -> String {
  guard !names.isEmpty else { return "" }
  return " (also \(names.map { ($0.count > 1 ? "--" : "-") + $0 }.joined(separator: ", ")))"
}

/// Rows of a name and a text, the texts below each other and wrapped.
package func table(_ rows: [(name: String, text: String)], width: Int) -> String {
  // A name wider than this has its text in the next line, so that it does not push all others.
  let limit = min(28, width * 2 / 5)
  let widest = rows.map { displayWidth(of: $0.name) }.filter { $0 <= limit }.max() ?? 0
  let indent = widest + 4
  return rows.map { name, text in
    let lines = indented(wrapped(text, width: max(20, width - indent)), by: indent)
    if text.isEmpty { return "  " + name }
    if displayWidth(of: name) > widest { return "  " + name + "\n" + lines }
    return "  " + name.padded(toWidth: widest + 2) + lines.dropFirst(indent)
  }.joined(separator: "\n")
}
