import Language
import Text
import Workspace

extension ShellCommand {
  static let jupyter = ShellCommand(
    spec: CommandSpec(
      "jupyter", "Tell Jupyter of a kernel whose cells are commands", group: "Scripts",
      doc: """
        'install' writes the kernel 'plens' to where Jupyter looks, by the interpreter of the setting 'python', \
        which needs the packages patternlens and ipykernel: for all users of that interpreter's environment, or \
        with --user for this user alone.
        """,
      operands: [OperandSpec(.action, .choice(["install"]), .one, "What to do")],
      options: [OptionSpec(flag: .user, "For this user alone")],
      examples: [
        .init("jupyter install --user"),
        .init("jupyter install", "in the environment of the setting 'python'"),
      ], surfaces: .program)
  ) { invocation, _, workspace, console in
    let interpreter =
      console.environment["PLENS_PYTHON"] ?? workspace.settings(for: console)["python"]
    let words = [interpreter, "-m", "patternlens.jupyter", "install"]
    let all = words + (invocation.flag(.user) ? ["--user"] : [])
    let program = try ExternalProgram(
      all.map { "'" + $0.replacing("'", with: #"'\''"#) + "'" }.joined(separator: " "),
      takesInput: false, console)
    do {
      try program.finish()
    } catch let error as ShellError where error.status != .cancelled {
      throw ShellError(
        .failed,
        "\(interpreter) could not install the kernel: it needs 'pip install patternlens ipykernel', and 'set "
          + "python' says which interpreter it is")
    }
    return .nothing
  }
}
