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

  @Test func `names are made again of the prompts and by the model that they were made with`()
    throws
  {
    let folder = try ProgramFolder()
    _ = try folder.write("{\"text\": \"c d e c d e\"}\n{\"text\": \"f g f g\"}\n", to: "more.jsonl")
    #expect(try folder.run("capture", "-m", "demo", "a b a b", "-o", "data").status == 0)
    let asked =
      "set mode json; $few; $last; $cut; $kept; $all; explain $cells"
    let saved = try folder.run(
      "-c",
      """
      load demo > /dev/null
      capture 'a b a b' 'one two three' > /dev/null
      let few = rank --by induction --top 3
      let last = show L3H4 | top 2
      rank --by first --top 2 > /dev/null
      edit cut = L0H*.pattern: 'A * (k > 0)' --renormalise
      load demo+cut > /dev/null
      let cut = rank p0 L2- --by previous --top 2
      load demo > /dev/null
      prompts add more.jsonl
      let kept = _4 | head 1
      rank --by first --top 1 > first.csv
      let all = _
      show p0 L0H0 |! cat > /dev/null
      let cells = _
      load data > /dev/null
      let stored = rank p0 --by first --top 1
      load demo > /dev/null
      session save s
      """ + "\n" + asked)
    #expect(saved.status == 0, "\(saved.errors)")
    let script = try String(contentsOfFile: folder.file("s.plens"), encoding: .utf8)
    #expect(
      script.contains(
        "load \"${script_folder}/data/demo\"\nlet stored = rank p0 --by first --top 1\nload 'demo'\n"
      ),
      "\(script)")
    #expect(!saved.errors.contains("no longer here"), "\(saved.errors)")
    let again = try folder.run("-c", "session load s > /dev/null; " + asked)
    #expect(again.status == 0, "\(again.errors)")
    #expect(saved.output.contains(again.output) && again.output.contains("L2H"))
    // Of all prompts that there are now the same command gives other values.
    let now = try folder.run(
      "-c", "session load s > /dev/null; rank --by induction --top 3 --mode json")
    #expect(!now.output.isEmpty && !again.output.contains(now.output))
  }

  @Test
  func `names of prompts that are gone are told of, and so are prompts that were here before`()
    throws
  {
    let folder = try ProgramFolder()
    let saved = try folder.run(
      "-c",
      "capture 'a b a b'; let x = rank --top 1; prompts clear; capture 'c d c d'; let y = rank --top 1; session save s"
    )
    #expect(saved.errors.contains("$x: made of prompts"), "\(saved.errors)")
    #expect(!saved.errors.contains("$y"), "\(saved.errors)")
    let fresh = try folder.run("-c", "session load s")
    #expect(!fresh.errors.contains("before"), "\(fresh.errors)")
    let other = try folder.run("-c", "capture 'e f'; session load s")
    #expect(
      other.status == 0 && other.errors.contains("1 prompt was here before"), "\(other.errors)")
  }

  /// The lines but those of `_` and so on, which a script that only names values has none of.
  private static func withoutResults(_ text: Substring) -> [Substring] {
    text.split(separator: "\n").filter { !$0.hasPrefix("_") }
  }
}
