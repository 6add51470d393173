import Language
import Pictures
import Scripts
import Workspace

/// The manual page plens.1, made of the table of commands.
struct ManualPage {
  /// The page in roff's man macros.
  var text: String {
    var lines = [
      ".TH PLENS 1 \"\" \"PatternLens \(Program.version)\" \"User Commands\"",
      ".SH NAME", "plens \\- look at the attention patterns of language models",
      ".SH SYNOPSIS",
    ]
    for (place, form) in ProgramOptions.forms.enumerated() {
      if place > 0 { lines.append(".br") }
      lines.append(Self.escaped(form.line))
    }
    lines += [".SH DESCRIPTION", Self.escaped(ProgramOptions.spec.summary), ".SH OPTIONS"]
    for option in ProgramOptions.options {
      lines += [".TP", ".B " + Self.escaped(option.line), Self.escaped(option.doc)]
    }
    lines.append(".SH COMMANDS")
    for spec in ShellCommand.table.commands { lines += Self.section(of: spec) }
    lines.append(".SH SETTINGS")
    for setting in Settings.specs {
      lines += [
        ".TP", ".B " + Self.escaped(setting.name),
        Self.escaped(
          "\(setting.summary): \(setting.allowed) (\(setting.fallback); \(setting.variable))"),
      ]
    }
    lines.append(".SH EXIT STATUS")
    lines.append(Self.escaped(ProgramOptions.statuses))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(of spec: CommandSpec) -> [String] {
    let isProgram = spec.surfaces.contains(.program)
    var lines = [".SS " + escaped(spec.usage(program: isProgram ? "plens" : ""))]
    lines.append(escaped(spec.summary + "." + (isProgram ? "" : " In the shell only.")))
    for paragraph in spec.doc.split(separator: "\n\n") {
      lines += [".PP", escaped(paragraph + "")]
    }
    for operand in spec.operands where !operand.doc.isEmpty {
      lines += [".TP", ".I " + escaped(operand.name.uppercased()), escaped(operand.doc)]
    }
    for option in spec.options {
      let short = option.short.map { "-\($0), " } ?? ""
      let value = option.kind == nil ? "" : " " + option.valueName
      lines += [".TP", ".B " + escaped("\(short)--\(option.name)\(value)"), escaped(option.doc)]
    }
    if !spec.examples.isEmpty {
      lines += [".PP", "Examples:", ".nf"]
      lines += spec.examples.map { "  " + escaped((isProgram ? "plens " : "") + $0.line) }
      lines.append(".fi")
    }
    return lines
  }

  /// Text with what roff would take for its own kept from it.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&" + $0 : String($0) }
      .joined(separator: "\n")
  }
}
