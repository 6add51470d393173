import Foundation
import Language
import Shell
import TestSupport
import Testing

/// The examples that help shows, run as they are written.
@Suite struct ExampleTests {
  /// Commands whose examples would not end, would end the shell, or need another one or a package of Python's.
  private static let endless: Set<String> = ["serve", "quit", "attach", "jupyter"]

  private static let specs = Program.commands.commands.filter { !endless.contains($0.name) }

  @Test func `every command has two examples and says what its operands are`() {
    for spec in Program.commands.commands {
      #expect(spec.examples.count >= 2, "\(spec.name)")
      #expect(!spec.summary.isEmpty && !spec.summary.hasSuffix("."), "\(spec.name)")
      #expect(!spec.group.isEmpty, "\(spec.name)")
      for operand in spec.operands { #expect(!operand.doc.isEmpty, "\(spec.name)") }
      for option in spec.options { #expect(!option.doc.isEmpty, "\(spec.name) \(option.name)") }
    }
  }

  @Test(arguments: specs.map(\.name))
  func `examples work`(command: String) throws {
    let spec = try #require(Program.commands[command])
    let folder = try TemporaryFolder()
    let texts = (0..<8).map { "When Mary and John went to a store, Mary and John saw \($0)" }
    let files = [
      "prompts.jsonl": texts.map { "{\"text\": \"\($0)\"}\n" }.joined(),
      "svd.figs": "figure half(A) = heatmap(A / 2)\n",
      "my_figures.py": """
      from pattern_lens.attn_figure_funcs import register_attn_figure_func

      @register_attn_figure_func
      def plain(matrix, path):
          (path / "plain.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")

      """,
      "sweep.plens": "models\n", "verbs.plens": "def two(m) = m | head 2\n",
      ".config/plens/init.plens": "set batch-size 4\n",
    ]
    for (name, text) in files {
      let path = folder.file(name)
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    for name in ["models", "attn_data"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
    }
    try FileManager.default.copyItem(
      atPath: fixture("models/gpt2"), toPath: folder.file("models/gpt2"))
    try FileManager.default.copyItem(
      atPath: fixture("checkpoints/t5"), toPath: folder.file("models/t5"))
    let setup = "prompts add prompts.jsonl\ncapture p* -o attn_data\n"
    // A script that ends with a page open would serve it until Ctrl-C.
    let script = setup + spec.examples.map { $0.line + "\n" }.joined() + "quit\n"
    let result = try RunningProgram(["-c", script], in: folder.path)
    #expect(result.status == 0, "\(script)\n\(result.errors)")
  }
}
