import Files
import Foundation
import Language
import Text
import Workspace

extension ShellCommand {
  static let slurm = ShellCommand(
    spec: CommandSpec(
      "slurm", "Run a command as a job array of Slurm", group: "Corpora",
      doc: """
        Writes the array's script to DIR/slurm, DIR being what -o of the command names, and submits it by sbatch: \
        task 3 of 64 runs the command with --shard 3/64. A survey's parts are then merged by a job that waits for them. \
        --dry-run only prints the scripts. Tasks that failed, were preempted or ran out of time: 'merge DIR --retry' \
        says which, and sbatch --array=... DIR/slurm/tasks.sh runs them again, from where they were.

        --tasks N, --time T, --sbatch 'OPTIONS' and --dry-run are slurm's, wherever they stand; all else is the command's.
        """,
      operands: [
        OperandSpec(.command, .command, .some, "survey or capture, with all that belongs to it")
      ],
      options: [
        OptionSpec(.tasks, .integer(1...100_000), "How many parts to run", valueName: "N"),
        OptionSpec(.time, .text, "The time limit of a part, as sbatch takes it", valueName: "T"),
        OptionSpec(
          .sbatch, .text, "More options for sbatch", valueName: "OPTIONS", takesOptions: true),
        OptionSpec(flag: .dryRun, "Print the scripts and submit nothing"),
      ],
      examples: [
        .init("slurm survey corpus/ -m gpt2 -o pile --tasks 64 --time 1:00:00 --dry-run"),
        .init(
          "slurm capture prompts.jsonl -m gpt2 -o attn_data --tasks 8 --sbatch '--mem=8G' --dry-run"
        ),
      ],
      takesCommand: true, hasOptionsAnywhere: true, gives: .text)
  ) { invocation, _, _, console in
    let words = invocation.words(.command)
    guard let count = invocation.integer(.tasks) else {
      throw ShellError(.usage, "slurm needs --tasks N, how many parts to run: 1-100000")
    }
    let verb = words.first?.text ?? ""
    guard let command = [survey, capture].first(where: { $0.spec.name == verb }) else {
      throw ShellError(.usage, "slurm runs survey or capture, not '\(verb)'")
    }
    let asked = try command.spec.parse(Command(words: words, span: invocation.span))
    guard let folder = asked.path(.output) else {
      throw ShellError(
        .usage, "\(verb) on a cluster needs the folder that all tasks write to: -o DIR")
    }
    guard !asked.isGiven(.shard) else {
      throw ShellError(.usage, "slurm gives each task its --shard: leave it out")
    }
    let program = SlurmArray.quoted(Program.path)
    var array = SlurmArray(
      command: [program] + words.map { SlurmArray.quoted($0.text) }, tasks: count, folder: folder)
    array.time = invocation.text(.time)
    array.options = (invocation.text(.sbatch) ?? "").split(separator: " ").map(String.init)
    let scripts =
      [("tasks.sh", array.taskScript)]
      + (verb == "survey" ? [("merge.sh", array.mergeScript(program: program))] : [])
    if invocation.flag(.dryRun) {
      return .text(scripts.map { "# \(folder)/slurm/\($0)\n\($1)" }.joined(separator: "\n"))
    }
    guard ExternalProgram.exists("sbatch") else {
      throw ShellError(.notFound, "there is no sbatch here; --dry-run prints the scripts")
    }
    try makeFolder(folder + "/slurm")
    for (name, text) in scripts { try writeAtomically(text.utf8, to: "\(folder)/slurm/\(name)") }
    let id = try submit(["\(folder)/slurm/tasks.sh"])
    var lines = ["job \(id): \(count) tasks, one --shard each; squeue -j \(id) shows them"]
    if scripts.count > 1 {
      let merge = try submit(["--dependency=afterany:\(id)", "\(folder)/slurm/merge.sh"])
      lines.append("job \(merge): merges \(folder) when they have ended")
    }
    lines.append("logs: \(folder)/slurm/*.log")
    return .text(lines.joined(separator: "\n"))
  }

  /// Submits a script.
  ///
  /// - Returns: The job's number.
  /// - Throws: `ShellError` with what sbatch says.
  private static func submit(_ arguments: [String]) throws -> String {
    let words = ["sbatch", "--parsable"] + arguments
    let (status, said) = try ExternalProgram.output(
      of: words.map(SlurmArray.quoted).joined(separator: " ") + " 2>&1")
    guard status == 0 else {
      let text = said.trimmingCharacters(in: .whitespacesAndNewlines)
      throw ShellError(.failed, "sbatch: \(oneLine(text))")
    }
    // What it warns of comes before the number.
    let id = said.split(whereSeparator: \.isNewline).last?.split(separator: ";").first
    return id.map { String($0) } ?? "?"
  }
}

extension ArgumentName {
  fileprivate static let dryRun = ArgumentName("dry-run")
  fileprivate static let sbatch = ArgumentName("sbatch")
  fileprivate static let tasks = ArgumentName("tasks")
  fileprivate static let time = ArgumentName("time")
}
