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
    var sections = [style(usage(program: program), .bold), summary + "."]
    if !operands.isEmpty {
      sections.append(table(operands.map { ($0.placeholder, $0.doc) }, width: width))
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
        return "  " + prefix + example.line + style(effect, .dim)
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
    doc + (standard.map { " (default: \($0))" } ?? "") + (repeats ? " (may be repeated)" : "")
  }
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

/// `text` broken at spaces into lines of at most `width` cells; longer words stay whole.
func wrapped(_ text: String, width: Int) -> String {
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !line.isEmpty && displayWidth(of: line) + 1 + displayWidth(of: String(word)) > width {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  return (lines + [line]).joined(separator: "\n")
}

func indented(_ text: String, by spaces: Int) -> String {
  let indent = String(repeating: " ", count: spaces)
  return text.split(separator: "\n", omittingEmptySubsequences: false)
    .map { indent + $0 }.joined(separator: "\n")
}
