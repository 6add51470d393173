import Formats
import Foundation
import TestSupport
import Testing

/// Sessions that are saved and made again.
@Suite struct SavedSessionTests {
  @Test func `a session comes back, quotes and hooks and all, wherever its files are moved`() throws
  {
    let folder = try ProgramFolder()
    _ = try folder.write("figure q(A) = heatmap(A * 2)\n", to: "q.figs")
    let script = """
      capture 'a b a b'
      capture "it's"
      alias big where 'attention > 0.3'
      alias hi show 'a b; c # d' L3H4
      alias esc echo "costs \\${x} \\"five\\" it's"
      def top2(m) = m | sort attention --desc | head 2
      let ind = rank p0 --top 2 --by previous
      let cells = show p0 $ind | big | top2
      rank p0 --by first --top 1
      let kept = _
      show p0 _ | count
      figs load q.figs
      figs define 'figure own(A) = heatmap(A)'
      on captured 'echo "hook: it''s"'
      bind f5 'show _'
      set batch-size 4
      session save today
      """
    let saved = try folder.run("-c", script)
    #expect(saved.status == 0, "\(saved.errors)")
    let moved = folder.file("elsewhere")
    try FileManager.default.createDirectory(atPath: moved, withIntermediateDirectories: false)
    for name in ["today.plens", "today.prompts.jsonl", "today.captures", "q.figs"] {
      try FileManager.default.moveItem(
        atPath: folder.file(name), toPath: moved + "/" + name)
    }
    let asked = """
      alias --mode csv; on --mode csv; bind | where 'key == "F5"' | select action --mode csv
      prompts | select text --mode csv; vars --mode csv; get batch-size; figs | where 'name == "q"' | count
      """
    let original = try folder.run(
      "-c", script.replacing("q.figs", with: "elsewhere/q.figs") + "\n" + asked)
    let again = try folder.run("-f", "elsewhere/today.plens", "-c", asked)
    #expect(again.status == 0, "\(again.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("0.3")))
    // What is told of verbs, hooks, keys, prompts, names and settings is the same in both.
    let marker = "name,meaning\n"
    let first = try #require(original.output.range(of: marker))
    let second = try #require(again.output.range(of: marker))
    #expect(original.output[first.lowerBound...].contains("attention > 0.3"))
    #expect(
      Self.withoutResults(original.output[first.lowerBound...])
        == Self.withoutResults(again.output[second.lowerBound...]))
  }

  /// The lines but those of `_` and so on, which a script that only names values has none of.
  private static func withoutResults(_ text: Substring) -> [Substring] {
    text.split(separator: "\n").filter { !$0.hasPrefix("_") }
  }
}
