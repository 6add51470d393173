import Formats
import Foundation
import TestSupport
import Testing

/// Figures into folders, head scores and their help, by the program as its users run it.
@Suite struct FigureCommandTests {
  private let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.file(path))
  }

  /// 40 tokens twice, as the demo model's readme has them: `capture --ids`.
  private var repeated: String {
    var generator = SeededGenerator(seed: 11)
    let ids = (0..<40).map { _ in Int.random(in: 256..<2048, using: &generator) }
    return ([0] + ids + ids).map(String.init).joined(separator: " ")
  }

  @Test func `functions are several words, names or patterns, before prompts and heads`() throws {
    let result = try folder.run(
      "-c", "capture 'a b a'; fig raw sym* halves p0 L0H0-1 -o data; fig raw p* L0H2 -o data")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("6 figures") && result.output.contains("1 figure "))
  }

  // MARK: Scores

  @Test func `the demo model's heads are found by what they do`() throws {
    let result = try folder.run(
      "-c",
      """
      capture --ids '\(repeated)'
      rank --by induction --top 1 --mode json
      rank --by previous --top 1 --mode json
      rank L2 --by first --top 1 --mode json
      """)
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").dropFirst()
    let found = try lines.map { try JSON(parsing: String($0)).arrayValue?.first }
    #expect(found.map { $0?["head"]?.stringValue } == ["L3H4", "L2H0", "L2H5"])
    let scores = try zip(found, ["induction", "previous", "first"]).map { row, name in
      try #require(row?[name]?.doubleValue)
    }
    #expect(scores[0] > 0.8 && scores[1] > 0.5 && scores[2] > 0.75)
  }

  @Test func `scores are of each prompt, or means with their spread`() throws {
    let each = try folder.run(
      "-c",
      "capture 'a cat and a cat'; capture 'one two one two one'; "
        + "stat L0H0-1 --by first,max --per-prompt --mode csv")
    #expect(each.status == 0, "\(each.errors)")
    let rows = each.output.split(separator: "\n").dropFirst(2).map { $0.split(separator: ",") }
    #expect(rows[0] == ["prompt", "head", "first", "max"] && rows.count == 5)
    let means = try folder.run(
      "-c",
      "capture 'a cat and a cat'; capture 'one two one two one'; "
        + "stat L0H0-1 --by first,max --mode csv")
    let lines = means.output.split(separator: "\n").dropFirst(2).map { $0.split(separator: ",") }
    #expect(lines[0] == ["head", "first", "first_std", "max", "max_std"])
    let values = [rows[1], rows[3]].compactMap { Double($0[2]) }
    let mean = try #require(Double(lines[1][1]))
    let deviation = try #require(Double(lines[1][2]))
    #expect(abs(mean - (values[0] + values[1]) / 2) < 1e-6)
    #expect(abs(deviation - abs(values[0] - values[1]) / 2.0.squareRoot()) < 1e-6)
  }

  @Test func `an option of a script's figure is set on the line`() throws {
    try Data("figure hot(A, cap=0.5) = heatmap(clip(A, 0, cap), normalize=True)\n".utf8)
      .write(to: URL(filePath: folder.file("hot.figs")))
    func run(_ more: String...) throws -> RunningProgram {
      try RunningProgram(
        ["fig", "raw,hot", "a b c", "L0H0", "-o", "out", "--load", "hot.figs", "--force"] + more,
        in: folder.path)
    }
    let picture = { [folder] in
      let data = FileManager.default.enumerator(atPath: folder.file("out"))?.allObjects
      let name = (data as? [String])?.first { $0.hasSuffix("L0/H0/hot.png") }
      return try readPNG(path: folder.file("out/" + #require(name))).rgba
    }
    #expect(try run().status == 0)
    let usual = try picture()
    #expect(try run("--set", "cap=0.01").status == 0)
    #expect(try picture() != usual)
    #expect(try run("--set", "cap=0.5").status == 0)
    #expect(try picture() == usual)
    for (option, status, message) in [
      ("cup=1", Int32(3), "'raw', 'hot': no option 'cup'; there is cap"),
      ("cap", 2, "--set takes NAME=VALUE, such as cap=0.1, not 'cap'"),
      ("cap=x", 1, "option 'cap' of 'hot' is a number, such as 0.5; 'x' is none"),
    ] {
      let result = try run("--set", option)
      #expect(result.status == status && result.errors.contains(message), "\(result.errors)")
    }
    let help = try folder.run("-c", "figs load hot.figs; help hot")
    #expect(help.output.contains("Options, for --set: cap=0.5"))
  }

  @Test(arguments: [
    (["rank", "--by", "inductoin", "a b"], 3, "did you mean 'induction'?"),
    (["rank", "--by", "offset(x)", "a b"], 3, "'offset(x)' needs a number of places"),
    (["rank", "a b", "L9H9"], 3, "'L9H9' is outside this model: layers are 0-3, heads 0-5"),
    (["rank", "a b", "L1H1[2]"], 2, "rank looks at whole patterns"),
    (["stat"], 3, "there are no prompts in this session yet"),
    (["fig", "rawe", "a b", "-o", "out"], 3, "did you mean 'raw'?"),
    (["fig", "x*y", "a b", "-o", "out"], 3, "there is no figure function 'x*y'"),
    (["fig", "raw", "a b", "L7", "-o", "out"], 3, "'L7' is outside this model"),
    (["fig", "raw", "--from", "nowhere"], 3, "nowhere has no model"),
  ])
  func `what is not there is refused in one line`(
    arguments: [String], status: Int32, message: String
  ) throws {
    let result = try RunningProgram(arguments, in: folder.path)
    #expect(result.status == status, "\(result.output) \(result.errors)")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(!exists("out"))
  }

  @Test func `help defines scores and tells of figure functions`() throws {
    let scores = try folder.run("help", "scores")
    #expect(scores.output.contains("mean over q >= 1 of A[q, q-1]"))
    let raw = try folder.run("help", "raw")
    #expect(raw.output.hasPrefix("raw: ") && raw.output.contains("saved as png"))
    let list = try folder.run("figs")
    #expect(list.output.hasPrefix("name\tformat\torigin\tsummary\n"))
    #expect(list.output.contains("\nraw\tpng\tPatternLens\t"))
  }

  // MARK: Figures

  @Test func `figures of saved patterns go where pattern_lens looks for them`() throws {
    #expect(try folder.run("capture", "The cat sat", "-o", "data").status == 0)
    let drawn = try folder.run("fig", "raw", "--from", "data")
    #expect(drawn.status == 0, "\(drawn.errors)")
    #expect(
      drawn.output.hasPrefix("demo: 24 figures in ") && drawn.output.hasSuffix("-> data/demo\n"))
    let prompts = try FileManager.default.contentsOfDirectory(
      atPath: folder.file("data/demo/prompts"))
    let base = "data/demo/prompts/\(prompts[0])"
    let picture = try readPNG(path: folder.file("\(base)/L3/H5/raw.png"))
    #expect(picture.width == picture.height)
    let figures = try String(contentsOfFile: folder.file("data/figures.jsonl"), encoding: .utf8)
    let line = try JSON(parsing: figures)
    #expect(line["name"]?.stringValue == "raw" && line["func_name"]?.stringValue == "raw")
    #expect(line["figure_save_fmt"]?.stringValue == "png")
    let again = try folder.run("fig", "raw", "--from", "data")
    #expect(again.output.hasPrefix("demo: 0 figures, 24 skipped: already there"))
    let forced = try folder.run("fig", "raw", "--from", "data", "--force", "--format", "svg")
    #expect(forced.output.hasPrefix("demo: 24 figures in "))
    #expect(exists("\(base)/L0/H0/raw.svg"))
  }

  @Test func `figures of what is captured now make a whole folder`() throws {
    let result = try folder.run("fig", "ra*", "The cat sat on the mat", "L1-2H0", "-o", "new")
    #expect(result.status == 0, "\(result.errors)")
    #expect(exists("new/models.jsonl") && exists("new/demo/model_cfg.json"))
    let prompts = try String(contentsOfFile: folder.file("new/demo/prompts.jsonl"), encoding: .utf8)
    let prompt = try JSON(parsing: prompts)
    #expect(prompt["text"]?.stringValue == "The cat sat on the mat")
    #expect(prompt["n_tokens"]?.integerValue ?? 0 > 5)
    let hash = try #require(prompt["hash"]?.stringValue)
    #expect(exists("new/demo/prompts/\(hash)/L2/H0/raw.png"))
    #expect(!exists("new/demo/prompts/\(hash)/L2/H1"))
  }

  @Test func `ranked heads are drawn by their name`() throws {
    let result = try folder.run(
      "-c",
      """
      capture 'one two three one two three one two'
      let ind = rank --by induction --top 3
      fig raw p* $ind -o out
      rank --by induction --top 2 | fig raw -o piped
      """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("demo: 3 figures in "))
    #expect(result.output.contains("demo: 2 figures in "))
  }

  @Test func `a broken archive is told and the others are drawn`() throws {
    #expect(try folder.run("capture", "The cat sat", "-o", "data").status == 0)
    #expect(try folder.run("capture", "A dog ran", "-o", "data").status == 0)
    let prompts = folder.file("data/demo/prompts")
    let names = try FileManager.default.contentsOfDirectory(atPath: prompts).sorted()
    try Data("no zip".utf8).write(to: URL(filePath: "\(prompts)/\(names[0])/activations.npz"))
    let result = try folder.run("fig", "raw", "--from", "data")
    #expect(result.status == 1)
    #expect(result.errors.contains("24 figures lack their pattern: "))
    #expect(result.errors.contains("has no zip directory at its end"))
    #expect(exists("data/demo/prompts/\(names[1])/L3/H5/raw.png"))
    #expect(!exists("data/demo/prompts/\(names[0])/L0"))
  }

  @Test func `a folder that can't be made is told`() throws {
    try Data().write(to: URL(filePath: folder.file("file")))
    let result = try folder.run("fig", "raw", "a cat", "L0H0", "-o", "file")
    #expect(result.status == 1)
    #expect(result.errors.contains("file/demo: the folder can't be made"))
  }
}
