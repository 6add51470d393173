import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Edits and models with edits as they are typed, beside what an independent program made of the same changes in
/// float64 (`Fixtures/causal/README.md`).
@Suite struct EditCommandTests {
  private static let text = "When Mary and John went to the store, John gave a drink to"
  private static let corrupt = "When Mary and John went to the store, Mary gave a drink to"
  private static let answer = "--answer ' Mary' --against ' John'"

  private let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  /// The rows that the last of some commands gives on the model inside the program.
  private func rows(_ commands: String...) throws -> [JSON] {
    let script = (["load demo > /dev/null"] + commands).joined(separator: "\n")
    let result = try folder.run("-c", script + " --mode json")
    #expect(result.status == 0, "\(script)\n\(result.errors)")
    return try #require(try result.json().arrayValue)
  }

  private func numbers(_ name: String, _ rows: [JSON]) throws -> [Double] {
    try rows.map { try #require($0[name]?.doubleValue) }
  }

  private func oracle(_ name: String) throws -> Tensor {
    try NPZFile(path: fixture("causal/demo/p0/arrays.npz")).tensor(name)
  }

  private func meta() throws -> JSON { try JSON.load(path: fixture("causal/demo/p0/meta.json")) }

  private func expect(_ commands: String..., give expected: Float) throws {
    let script = (["load demo > /dev/null"] + commands.dropLast()).joined(separator: "\n")
    let last = "predict '\(Self.text)' \(Self.answer) -m \(commands.last ?? "") --mode json"
    let result = try folder.run("-c", script + "\n" + last)
    let rows = try #require(try result.json().arrayValue, "\(result.errors)")
    let difference = try #require(rows.last?["difference"]?.doubleValue)
    #expect(abs(difference - Double(expected)) < 1e-3, "\(commands)")
  }

  @Test func `a model with an edit gives the oracle's difference, the model itself its own`() throws
  {
    let rows = try rows(
      "edit silent = L3H4.z: 0", "edit double = L2H0.z: scale 2",
      "predict '\(Self.text)' \(Self.answer) -m demo,demo+silent,demo+double,demo+silent+double,demo"
    )
    let values = try numbers("difference", rows)
    #expect(rows.compactMap { $0["model"]?.stringValue }.prefix(2) == ["demo", "demo+silent"])
    #expect(abs(values[0] - 8.830053) < 1e-3)
    #expect(abs(values[1] - Double(try oracle("ld_zero").values[3 * 6 + 4])) < 1e-3)
    #expect(abs(values[2] - Double(try oracle("ld_scale2").values[2 * 6])) < 1e-3)
    #expect(Set(values.prefix(4)).count == 4 && values[4] == values[0])
  }

  @Test
  func
    `patterns without the first key, cut edges, steering and another prompt's z are the oracle's`()
    throws
  {
    try expect(
      "edit nobos = L*H*.pattern: 'A * (k > 0)' --renormalise", "demo+nobos",
      give: try oracle("ld_no_first_all_heads").values[0])
    let edge = try #require(try meta()["edge"]?.arrayValue).compactMap(\.integerValue)
    try expect(
      "edit cut = L2H0.pattern[\(edge[0]),\(edge[1])]: knockout", "demo+cut",
      give: try oracle("ld_edge_ko").values[12])
    let path = folder.file("d.npy")
    try writeNPY(path: path, try oracle("steer_vector"))
    let steer = try #require(try meta()["steer"])
    let layer = try #require(steer["layer"]?.integerValue)
    let alpha = try #require(steer["alpha"]?.doubleValue)
    let logits = try oracle("steer_logits")
    let (answer, against) = (
      try meta()["answer"]?.integerValue, try meta()["against"]?.integerValue
    )
    let last = logits.values.suffix(logits.columns)
    let difference =
      last[last.startIndex + (try #require(answer))]
      - last[last.startIndex + (try #require(against))]
    try expect(
      "edit push = resid_pre.\(layer): 'X + \(alpha) * $d' --with d=d.npy", "demo+push",
      give: difference)
    let ids = try #require(try meta()["resample_ids"]?.arrayValue).compactMap(\.integerValue)
    try expect(
      "capture --ids '\(ids.map(String.init).joined(separator: " "))' > /dev/null",
      "edit other = L2H0.z: from p0", "demo+other", give: try oracle("ld_resample").values[12])
  }

  /// A model that was opened by its path is called by the name that the prompt shows, with edits and without.
  @Test func `a model that was opened by its path has a name`() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("away"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: fixture("../../Sources/CDemoModel/Model"), toPath: folder.file("away/other"))
    let rows = try rows(
      "load away/other > /dev/null", "edit silent = L3H4.z: 0",
      "predict '\(Self.text)' \(Self.answer) -m other,other+silent,Other+silent")
    #expect(rows.map { $0["model"]?.stringValue } == ["other", "other+silent", "other+silent"])
    let clean = try #require(meta()["ld_clean"]?.doubleValue)
    let silent = Double(try oracle("ld_zero").values[3 * 6 + 4])
    for (value, expected) in zip(try numbers("difference", rows), [clean, silent, silent]) {
      #expect(abs(value - expected) < 1e-3)
    }
  }

  @Test func `the pattern of a model with an edit is what the edit makes of it`() throws {
    func pattern(_ model: String) throws -> [Double] {
      try numbers(
        "attention",
        rows(
          "edit nobos = L*H*.pattern: 'A * (k > 0)' --renormalise",
          // What begins alike in the model without the edit is no beginning of this one.
          "set keep qk", "show 'a b a b a b' L0H1 > /dev/null",
          "show 'a b a b' L0H1 -m \(model) | select attention"))
    }
    let (plain, edited) = (try pattern("demo"), try pattern("demo+nobos"))
    #expect(plain.count == 25 && edited.count == 25)
    for query in 0..<5 {
      let row = Array(plain[query * 5..<query * 5 + 5])
      let rest = row.dropFirst().reduce(0, +)
      for key in 0..<5 {
        let expected = key == 0 || rest == 0 ? 0 : row[key] / rest
        #expect(abs(edited[query * 5 + key] - expected) < 1e-6)
      }
    }
    let delta = zip(plain, edited).map { abs($0 - $1) }.max() ?? 0
    let compared = try rows(
      "edit nobos = L*H*.pattern: 'A * (k > 0)' --renormalise",
      "diff 'a b a b' L0H1 -m demo,demo+nobos --table")
    #expect(abs(try numbers("delta", compared)[0] - delta) < 1e-6)
  }

  @Test func `a folder has the edit's text, and is never that of another edit or of none`() throws {
    let first = try folder.run(
      "-c",
      "edit silent = L3H4.z: 0\ncapture 'a b a b' -m demo+silent -o out\n"
        + "edit silent = L3H4.z: scale 2\ntry capture 'a b' -m demo+silent -o out")
    #expect(first.errors.contains("is of a model with L3H4.z: 0; demo+silent has L3H4.z: scale 2"))
    let config = try JSON.load(path: folder.file("out/demo_silent/model_cfg.json"))
    #expect(config["edits"]?.arrayValue?.first?["edit"]?.stringValue == "L3H4.z: 0")
    #expect(config["edited_model"]?.stringValue == "demo")
    let second = try folder.run(
      "-c", "capture 'a b' -o out; show 'a b' L0H0 --from out/demo | count")
    #expect(second.status == 0, "\(second.errors)")
    #expect(try JSON.load(path: folder.file("out/demo/model_cfg.json"))["edits"] == nil)
  }

  @Test
  func `an edit that becomes another takes nothing over, one that is removed leaves the model`()
    throws
  {
    let changed = try rows(
      "edit x = L3H4.pattern: 0", "show 'a b a b' L3H4 -m demo+x > /dev/null",
      "edit x = L3H4.pattern: 1",
      "show 'a b a b' L3H4[-1] -m demo+x | select attention")
    #expect(try numbers("attention", changed) == [1, 1, 1, 1, 1])
    // A job works with the edit as it was, and what it captured is not taken for the new one's.
    let later = try rows(
      "edit x = L3H4.pattern: 0", "show 'a b a b' L3H4 -m demo+x &", "edit x = L3H4.pattern: 1",
      "wait", "show 'a b a b' L3H4[-1] -m demo+x | select attention")
    #expect(try numbers("attention", later) == [1, 1, 1, 1, 1])
    let result = try folder.run(
      "-c",
      "load demo\nedit x = L3H4.z: 0\nload demo+x\nedits remove x\npredict 'a b' --top 1\n"
        + "try predict 'a b' -m demo+x")
    #expect(result.errors.contains("demo is current again"))
    #expect(result.errors.contains("there is no edit 'x'"))
  }

  @Test func `a saved session has its edits, prompts and arrays`() throws {
    let saved = try folder.run(
      "-c",
      "load demo\ncapture 'a b a b'\ncapture 'a c a c'\n"
        + "let d = direction p0 --less p1 --layer 2\nedit push = resid_pre.2: 'X + 4 * $d'\n"
        + "edit usual = L1H2.z: mean p0-1 --average all\nload demo+push\nlet d = direction p1 --less p0 --layer 1\n"
        + "predict p0 --top 1 -m demo+push+usual --mode json\nsession save s")
    #expect(saved.status == 0, "\(saved.errors)")
    let again = try folder.run(
      "-c", "session load s > /dev/null\npredict p0 --top 1 -m demo+push+usual --mode json")
    let row = try #require(saved.output.split(separator: "\n").first { $0.contains("logit") })
    #expect(again.output.contains(row), "\(again.output)\(again.errors)")
    let script = try String(contentsOfFile: folder.file("s.plens"), encoding: .utf8)
    #expect(script.contains("edit usual = L1H2.z: mean p0-1 --average all"))
    #expect(script.contains("load 'demo'+push"))
  }

  @Test func `edits stay on while a text is generated`() throws {
    let result = try folder.run(
      "-c",
      "load demo > /dev/null\nedit cut = L*H*.pattern: 'A * (k > 0)' --renormalise\n"
        + "generate 'Once upon a time' -n 3 -m demo+cut > /dev/null\ntokens p1 --mode json\n"
        + "predict 'Once upon a time' --top 1 -m demo+cut --mode json")
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n", maxSplits: 1)
    let ids = try #require(try JSON(parsing: String(lines[0]))["ids"]?.arrayValue)
    let best = try #require(try JSON(parsing: String(lines[1])).arrayValue?.first?["id"])
    #expect(ids.dropLast(2).last == best)
  }

  @Test func `parts of one score are the oracle's, and sum to it`() throws {
    let qk = try #require(try meta()["qk"])
    func number(_ name: String) throws -> Int { try #require(qk[name]?.integerValue) }
    let head = "L\(try number("layer"))H\(try number("head"))"
    let cell = "[\(try number("query")), \(try number("key"))]"
    let rows = try rows("explain '\(Self.text)' \(head)\(cell)")
    let values = try numbers("value", rows)
    let parts = try oracle("qk_parts").values
    #expect(abs(values.reduce(0, +) - parts.reduce(0) { $0 + Double($1) }) < 1e-3)
    let expected = parts.map { abs(Double($0)) }.sorted(by: >)
    #expect(values.count == expected.count)
    for (value, other) in zip(values, expected) { #expect(abs(abs(value) - other) < 1e-4) }
  }

  @Test func `a metric may be an expression, and pairs have a mean and rows of their own`() throws {
    let ablated = try rows(
      "ablate '\(Self.text)' L*H* \(Self.answer) --metric 'logits[answer] - logits[against]'")
    for (value, expected) in zip(try numbers("value", ablated), try oracle("ld_zero").values) {
      #expect(abs(value - Double(expected)) < 1e-3)
    }
    #expect(ablated[0]["answer"]?.stringValue == "ĠM")
    let pair = "'\(Self.text)' '\(Self.corrupt)'"
    let mean = try rows("patch \(pair) \(pair) \(Self.answer)")
    for (value, expected) in zip(try numbers("effect", mean), try oracle("patch_z").values) {
      #expect(abs(value - Double(expected)) < 1e-3)
    }
    #expect(try numbers("std", mean).allSatisfy { $0 < 1e-6 })
    let each = try rows("patch \(pair) \(pair) \(Self.answer) --per-prompt")
    #expect(each.count == 48 && each[30]["clean"] != each[30]["corrupt"])
    // Pairs are told by what prompts came with, wherever they stand.
    let made = try rows(
      "prompts make ioi -n 2 --corrupt > /dev/null", "patch p1 p0 p2-3 --per-prompt")
    #expect(made.count == 48 && made[0]["answer"] != made[0]["against"])
    let typed = try rows("prompts make ioi -n 2 --corrupt > /dev/null", "patch p0 p1")
    #expect(try numbers("effect", typed) == numbers("effect", Array(made.prefix(24))))
  }

  @Test(arguments: [
    ("edit", "an edit is written NAME = POINT: VALUE"),
    ("edit a = L3H4.zz: 0", "there is no hook point 'zz' to edit"),
    ("edit a = L9H4.z: 0; predict 'a b' -m demo+a", "'L9H4' is outside this model"),
    ("edit a = L3H4.z: 'A * 2'", "there is no A at z"),
    ("edit a = L3H4.z: 'Z + $w'", "there is no '$w'"),
    ("edit a = L3H4.z: 'Z[0,0:3]'; predict 'a b' -m demo+a", "gives an array of shape (3,)"),
    ("edit a = L3H4.z: 'Z / 0 * 0'; predict 'a b' -m demo+a", "the result is nan"),
    ("edit a = L3H4.z[50]: 0; predict 'a b' -m demo+a", "there is no token 50"),
    ("edit a = L3H4.z[\" Zebra\"]: 0; predict 'a b' -m demo+a", "has no ' Zebra'"),
    ("edit a = L3H4.z: scale 2; edit b = L3H4.z: 0; predict 'a b' -m demo+a+b", "overwrites"),
    ("edit silent = L3H4.z: 0; predict 'a b' -m demo+silnt", "did you mean 'silent'?"),
    ("edit a = L3H4.z: 0 --renormalise", "is for patterns"),
    ("edit a = L3H4.z: 0 --average all", "says what a mean is taken over"),
    ("edits remove a", "there is no edit 'a'"),
    ("explain 'a b' L3H4[1,2]", "does not see key 2"),
    ("explain 'a b' L3H4", "a query and a key"),
    ("ablate 'a b' L3H4 --metric los", "did you mean 'loss'?"),
    ("ablate 'a b' L3H4 --metric 'logits[answer]'", "--answer ' Mary' says which token"),
    ("patch 'a b c' 'a b' --answer ' M'", "from token 3 on 'Ġc' stands against nothing"),
    ("patch 'a b' 'a c' 'a d' --answer ' M'", "several such pairs, and got 3"),
    ("edit a = L3H4.z: mean", "'mean' is written with prompts: mean p10-99"),
    ("diff 'a b' -m demo,demo,demo", "diff compares two models"),
    ("direction 'a b' --less 'a c' --layer 7", "there is no layer 7"),
  ])
  func `what can't be done is said in one sentence`(command: String, words: String) throws {
    let result = try folder.run("-c", "load demo\n" + command)
    #expect(result.status != 0)
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  @Test func `a script is looked through with its edits`() throws {
    let good = "edit a = L3H4.z: 0\npredict 'a b' -m demo,demo+a\n"
    let script = try folder.write(good + "predict 'a b' -m demo+b\n", to: "s.plens")
    let result = try folder.run("run", "--check", script)
    #expect(result.errors.contains("there is no edit 'b'"), "\(result.errors)")
    let fine = try folder.run("run", "--check", try folder.write(good, to: "t.plens"))
    #expect(fine.status == 0, "\(fine.errors)")
  }
}
