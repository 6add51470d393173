import Activations
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// What a session and a folder keep of prompts: patterns, or the queries and keys that they are made of.
@Suite struct KeepTests {
  private static let text = "When Mary and John went to the store, John gave a drink to"

  @Test(arguments: [
    "show p0 L3H4 --mode csv", "show p0 'L3H4[-1]' --mode table",
    "show p0 L*H0[3:9,:5] --mode json",
    "find p0 L* --where '(A > 0.5) & (q - k > 3)'", "find p0 L* --where 'A > A.mean() * 8'",
    "diff p0 p1 L*", "diff p0 p1 L3H4 --mode csv", "rollout p0 --mode png",
    "thumbnails p0 --mode svg",
    "stat p0-1 L2-3 --by previous,entropy,induction",
    "rank p0-1 --by 'A[1:, :2].sum(axis=1).mean()'",
    "fig raw p0 L3H4 --mode svg", "show p0 L3H4 | map 'A * 2'",
  ])
  func `queries and keys give what patterns give`(command: String) throws {
    let folder = try ProgramFolder()
    func run(_ keep: String) throws -> String {
      let result = try folder.run(
        "-c",
        """
        load demo; set keep \(keep); set prefix.max 0
        capture '\(Self.text)' | count
        capture 'When John and Mary went to the store, Mary gave a drink to' | count
        \(command)
        """)
      #expect(result.status == 0, "\(result.errors)")
      return result.output
    }
    let (made, whole) = (try run("qk"), try run("patterns"))
    #expect(!whole.isEmpty && isSame(made, whole), "\(made)\n\(whole)")
  }

  /// Whether two outputs have the same words, and numbers within 2e-6.
  private func isSame(_ left: String, _ right: String) -> Bool {
    func words(_ text: String) -> [Substring] {
      text.split { $0.isWhitespace || ",[]:;\"".contains($0) }
    }
    let pairs = Array(zip(words(left), words(right)))
    return words(left).count == words(right).count
      && pairs.allSatisfy { left, right in
        guard let one = Double(left), let other = Double(right) else { return left == right }
        return abs(one - other) < 2e-6
      }
  }

  @Test func `a folder of queries and keys is one of patterns to every command`() throws {
    let folder = try ProgramFolder()
    for keep in ["patterns", "qk"] {
      let result = try folder.run(
        "capture", "-m", "demo", Self.text, "-o", keep, "--keep", keep)
      #expect(result.status == 0, "\(result.errors)")
    }
    for command in [
      "show p0 L3H4 --mode csv --from", "rank --top 3 --from", "find p0 L2 --from",
      "export p0 L3H4 -o x.npy --from",
    ] {
      let outputs = try ["patterns", "qk"].map { try folder.run("-c", "\(command) \($0)") }
      #expect(outputs[0].status == 0 && outputs[1].status == 0, "\(outputs.map(\.errors))")
      #expect(isSame(outputs[0].output, outputs[1].output))
    }
    for keep in ["patterns", "qk"] {
      let drawn = try folder.run(
        "fig", "raw", "entropy", "p0", "L3H4", "--from", keep, "-o", "figures-\(keep)")
      #expect(drawn.status == 0, "\(drawn.errors)")
    }
    let store = CaptureStore(root: folder.path + "/qk")
    let model = try #require(try store.models().first)
    let prompt = try #require(store.prompts(of: model).prompts.first)
    let place = try #require(store.promptFolder(prompt.hash, of: model))
    let kept = try NPZFile(path: place + "/activations.npz")
    #expect(kept.names.contains("blocks.3.attn.hook_q"))
    #expect(!kept.names.contains { $0.contains("pattern") })
    #expect(try kept.tensor("blocks.3.attn.hook_k").shape == [1, 19, 6, 32])
    let pictures = ["patterns", "qk"].map { keep in
      FileManager.default.contents(
        atPath: "\(folder.path)/figures-\(keep)/\(model)/prompts/\(prompt.hash)/L3/H4/raw.png")
    }
    #expect(pictures[0] == pictures[1] && pictures[0] != nil)

    // Asked for patterns, the folder has them too; what it had is not done again.
    let skipped = try folder.run(
      "capture", "-m", "demo", Self.text, "-o", "qk", "--keep", "qk")
    #expect((skipped.output + skipped.errors).contains("1 skipped"), "\(skipped)")
    let again = try folder.run("capture", "-m", "demo", Self.text, "-o", "qk")
    #expect(again.status == 0, "\(again.errors)")
    let whole = try NPZFile(path: place + "/activations.npz")
    #expect(try whole.tensor("blocks.3.attn.hook_pattern").shape == [1, 6, 19, 19])
  }

  @Test func `patterns of a folder of queries and keys are written without the model`() throws {
    let folder = try ProgramFolder()
    let model = folder.file("gemma2")
    try FileManager.default.copyItem(atPath: fixture("models/gemma2"), toPath: model)
    for keep in ["patterns", "qk"] {
      let result = try folder.run(
        "capture", "-m", model, "--ids", "3 1 4 1 5 9 2 6 5 3 5 8", "-o", keep, "--keep", keep)
      #expect(result.status == 0, "\(result.errors)")
    }
    try FileManager.default.removeItem(atPath: model)
    let result = try folder.run("export", "--from", "qk", "--format", "folder", "-o", "made")
    #expect(result.status == 0 && result.errors.contains("1 prompt -> made/gemma2"), "\(result)")
    let (made, whole) = (
      CaptureStore(root: folder.file("made")), CaptureStore(root: folder.file("patterns"))
    )
    let prompt = try #require(whole.prompts(of: "gemma2").prompts.first)
    #expect(made.prompts(of: "gemma2").prompts == [prompt])
    let (own, expected) = (
      try made.load(prompt.hash, of: "gemma2"), try whole.load(prompt.hash, of: "gemma2")
    )
    #expect(own.points == expected.points)
    for point in expected.points {
      #expect(own[point]?.shape == expected[point]?.shape)
      #expect(worstDifference(own[point]?.values ?? [], expected[point]?.values ?? [1]) < 1e-6)
    }
    for (command, problem) in [
      ("export L0H0 --from qk --format folder -o other", "name prompts alone"),
      ("export --from qk --format folder -o qk", "another takes the patterns"),
    ] {
      let refused = try folder.run("-c", command)
      #expect(refused.status != 0 && refused.errors.contains(problem), "\(refused.errors)")
    }
  }

  @Test func `scores, cells and files of a prompt past its context are of all its tokens`() throws {
    let folder = try ProgramFolder()
    let model = fixture("models/llama")
    let context = try #require(
      JSON.load(path: model + "/config.json")["max_position_embeddings"]?.integerValue)
    let count = context + 16
    let ids = (0..<count).map { String($0 * 7 % 50) }.joined(separator: " ")
    let result = try folder.run(
      "-c",
      """
      load \(model) > log; capture --ids '\(ids)' > log
      export p0 L0H0 --past-context -o a.npy
      rank p0 L0H0 --past-context --by 'A[:, 0].sum()' --mode json > rank.json
      stat p0 L0H0 --past-context --by 'A[:, 0].sum()' --mode json > stat.json
      find p0 L0H0 --past-context --where 'A > -1' --mode json > find.json
      """)
    #expect(result.status == 0, "\(result.errors)")
    let pattern = try readNPY(path: folder.file("a.npy"))
    #expect(Array(pattern.shape.suffix(2)) == [count, count])
    let first = (0..<count).reduce(0.0) { $0 + Double(pattern.values[$1 * count]) }
    for name in ["rank", "stat"] {
      let row = try #require(JSON.load(path: folder.file("\(name).json")).arrayValue?.first)
      let fields = try #require(row.objectValue)
      let numbers = fields.keys.compactMap { fields[$0]?.doubleValue }
      #expect(numbers.contains { abs($0 - first) < 1e-4 }, "\(name): \(row)")
    }
    let cells = try JSON.load(path: folder.file("find.json")).arrayValue ?? []
    #expect(cells.contains { $0["query"]?.integerValue == count - 1 }, "\(cells.count)")
  }

  @Test func `what contradicts --keep is refused`() throws {
    let folder = try ProgramFolder()
    for option in ["--hooks '.*'", "--stack-heads"] {
      let result = try folder.run(
        "-c", "capture -m demo 'a b' -o d --keep qk \(option)")
      #expect(result.status != 0 && result.errors.contains("leave"), "\(result.errors)")
    }
    let result = try folder.run("-c", "set keep all")
    #expect(result.errors.contains("auto, patterns, qk"), "\(result.errors)")
  }

  @Test func `prompts that begin alike give what they give alone`() throws {
    let folder = try ProgramFolder()
    let texts = ["Mary", "Bob", "the dog", "Mary again"].map { "\(Self.text) \($0)" }
    let captures = texts.map { "capture '\($0)' | count" }.joined(separator: "\n")
    func run(_ limit: String) throws -> [Float] {
      let result = try folder.run(
        "-c",
        "load demo; set prefix.max \(limit)\n\(captures)\nshow p0-3 L*H* --limit 200 --mode csv")
      #expect(result.status == 0, "\(result.errors)")
      return result.output.split(separator: "\n").compactMap { line in
        line.contains(",") ? line.split(separator: ",").last.flatMap { Float($0) } : nil
      }
    }
    let (shared, alone) = (try run("64M"), try run("0"))
    #expect(shared.count == alone.count && alone.count > 24 * 19 * 19)
    #expect(zip(shared, alone).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test
  func
    `scores of a file's prompts leave nothing behind, and are what they are of prompts in memory`()
    throws
  {
    let folder = try ProgramFolder()
    let lines = (0..<40).map { "{\"text\": \"\(Self.text) number \($0) and number \($0 % 7)\"}" }
    try Data(lines.joined(separator: "\n").utf8).write(
      to: URL(filePath: folder.path + "/many.jsonl"))
    let streamed = try folder.run(
      "-c", "load demo\nstat many.jsonl L3 --by induction,entropy --per-prompt\ncache list | count")
    #expect(streamed.status == 0 && !streamed.errors.contains("full"), "\(streamed.errors)")
    #expect(streamed.output.hasSuffix("\n0\n"), "\(streamed.output.suffix(40))")
    let kept = try folder.run(
      "-c",
      "load demo\ncapture many.jsonl | count\nstat many.jsonl L3 --by induction,entropy --per-prompt"
    )
    func numbers(_ output: String) -> [Double] {
      output.split(separator: "\n").filter { $0.contains("L3H") }.flatMap {
        $0.split(separator: "\t").suffix(2).map { Double($0) ?? .nan }
      }
    }
    let (ours, theirs) = (numbers(streamed.output), numbers(kept.output))
    #expect(ours.count == 40 * 6 * 2 && ours.count == theirs.count)
    #expect(zip(ours, theirs).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}
