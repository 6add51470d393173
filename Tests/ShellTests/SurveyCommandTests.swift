import Formats
import Foundation
import TestSupport
import Testing

/// What `survey` counts over 500 texts, beside what NumPy counts in the patterns of the same texts
/// (`scripts/make-survey-fixtures.py`).
@Suite struct SurveyCommandTests {
  private static let scores = [
    "previous", "first", "duplicate", "induction", "entropy", "distance",
  ]
  private static let command =
    "-m demo --by \(scores.joined(separator: ",")) --top 4 --examples 1 --seed 7 --max-tokens 256"

  private func surveyed() throws -> (ProgramFolder, JSON) {
    let folder = try ProgramFolder()
    let result = try folder.run(
      "-c", "survey '\(fixture("surveys/texts.jsonl"))' -o s \(Self.command)")
    #expect(result.status == 0, "\(result.errors)")
    return (folder, try JSON.load(path: fixture("surveys/expected.json")))
  }

  private func rows(_ folder: ProgramFolder, _ table: String) throws -> [JSON] {
    let result = try folder.run("-c", "survey s --table \(table) --mode json")
    #expect(result.status == 0, "\(result.errors)")
    return try #require(try result.json().arrayValue)
  }

  private func expectClose(
    _ found: JSON?, _ right: JSON?, _ what: String, _ tolerance: Double = 2e-6
  ) throws {
    let (found, right) = (try #require(found?.doubleValue), try #require(right?.doubleValue))
    #expect(abs(found - right) <= tolerance * max(1, abs(right)), "\(what): \(found), not \(right)")
  }

  @Test func `every number is NumPy's`() throws {
    let (folder, expected) = try surveyed()
    let heads = try #require(expected["heads"]?.arrayValue)
    let table = try rows(folder, "heads")
    #expect(table.count == 24)
    let quantiles = ["min", "p05", "p25", "p50", "p75", "p95", "max"]
    for (place, row) in table.enumerated() {
      for score in Self.scores {
        let right = try #require(heads[place]["scores"]?[score])
        #expect(row["\(score)_windows"] == right["texts"])
        try expectClose(row[score], right["mean"], "\(place) \(score)")
        try expectClose(row["\(score)_std"], right["std"], "\(place) \(score)_std")
        for (quantile, name) in quantiles.enumerated() {
          try expectClose(
            row["\(score)_\(name)"], right["quantiles"]?.arrayValue?[quantile], "\(score)_\(name)")
        }
      }
    }
    try checkShown(try rows(folder, "top"), heads) { $0["top"]?.arrayValue ?? [] }
    try checkShown(try rows(folder, "examples"), heads) { score in
      (score["examples"]?.arrayValue ?? []).flatMap { $0.arrayValue ?? [] }
    }
    try checkHistograms(try rows(folder, "histograms"), heads)
    try checkTokens(try rows(folder, "tokens"), heads)
  }

  /// Rows of texts that are shown: the same texts in the same order, and the same places.
  private func checkShown(_ rows: [JSON], _ heads: [JSON], _ list: (JSON) -> [JSON]) throws {
    var rows = rows[...]
    for head in heads {
      for score in Self.scores {
        for right in list(try #require(head["scores"]?[score])) {
          let row = try #require(rows.popFirst() as JSON?)
          let fields = try #require(right.arrayValue)
          #expect(row["score"]?.stringValue == score)
          #expect(row["hash"] == fields[0])
          try expectClose(row["value"], fields[1], "value of \(score)")
          #expect(row["query"] == fields[2])
          #expect(row["key"] == fields[3])
        }
      }
    }
    #expect(rows.isEmpty)
  }

  private func checkHistograms(_ rows: [JSON], _ heads: [JSON]) throws {
    for (place, head) in heads.enumerated() {
      let name = "L\(place / 6)H\(place % 6)"
      for (histogram, key, least) in [
        ("distance", "distances", 1e-9), ("entropy", "entropy", 0), ("first", "first", 0),
      ] {
        let found = rows.filter {
          $0["head"]?.stringValue == name && $0["histogram"]?.stringValue == histogram
        }
        let right = (head[key]?.arrayValue ?? []).filter { ($0.doubleValue ?? 0) > least }
        // A bin of next to no attention may be there in one and not in the other.
        let shown = found.filter { ($0["share"]?.doubleValue ?? 0) > least }
        #expect(shown.count == right.count, "\(name) \(histogram)")
        for (row, right) in zip(shown, right) {
          // Of some 16,000 rows two may lie so close to an edge that float32 puts them beyond it.
          try expectClose(
            row["share"], right, "\(name) \(histogram)", histogram == "distance" ? 2e-6 : 1.5e-4)
        }
      }
    }
  }

  private func checkTokens(_ rows: [JSON], _ heads: [JSON]) throws {
    for (place, head) in heads.enumerated() {
      for way in ["at", "from"] {
        let found = rows.filter {
          $0["head"]?.stringValue == "L\(place / 6)H\(place % 6)" && $0["way"]?.stringValue == way
        }
        for (row, right) in zip(found, try #require(head[way]?.arrayValue)) {
          let fields = try #require(right.arrayValue)
          #expect(row["token"] == fields[0])
          try expectClose(row["share"], fields[1], "share of \(way)")
          try expectClose(row["each"], fields[2], "each of \(way)")
        }
      }
    }
  }

  @Test func `parts on a cluster make the tables of one run`() throws {
    let (folder, _) = try surveyed()
    let texts = fixture("surveys/texts.jsonl")
    for part in 1...3 {
      let result = try folder.run(
        "-c", "survey '\(texts)' -o parts --shard \(part)/3 \(Self.command)")
      #expect(result.status == 0, "\(result.errors)")
      if part == 2 {
        #expect(try folder.run("merge", "parts", "--retry").output == "3\n")
        let early = try folder.run("merge", "parts")
        #expect(early.status == 4)
        #expect(early.errors.contains("1 of 3 parts are not done: 3"))
      }
    }
    #expect(try folder.run("merge", "parts").status == 0)
    for name in ["heads", "sources", "top", "examples", "histograms", "tokens"] {
      let (one, three) = (folder.path + "/s/\(name).csv", folder.path + "/parts/\(name).csv")
      #expect(
        FileManager.default.contents(atPath: one) == FileManager.default.contents(atPath: three),
        "\(name)")
    }
  }

  @Test func `with --split the numbers are of windows, and NumPy's`() throws {
    let folder = try ProgramFolder()
    let expected = try JSON.load(path: fixture("surveys/windows.json"))
    let lines = try String(contentsOfFile: fixture("surveys/texts.jsonl"), encoding: .utf8)
      .split(separator: "\n").prefix(60).joined(separator: "\n")
    _ = try folder.write(lines + "\n", to: "texts.jsonl")
    let asked = "--by \(Self.scores.joined(separator: ",")) --max-tokens 9 --split"
    let result = try folder.run("-c", "survey texts.jsonl -o s -m demo \(asked)")
    #expect(result.status == 0, "\(result.errors)")
    let manifest = try JSON.load(path: folder.path + "/s/survey.json")
    #expect(manifest["windows"] == expected["windows"] && manifest["texts"] == expected["texts"])
    let heads = try #require(expected["heads"]?.arrayValue)
    let (table, sources) = (try rows(folder, "heads"), try rows(folder, "sources"))
    for (place, right) in heads.enumerated() {
      for (score, name) in Self.scores.enumerated() {
        let wanted = try #require(right[name])
        #expect(table[place]["\(name)_windows"] == wanted["windows"], "\(place) \(name)")
        try expectClose(table[place][name], wanted["mean"], "\(place) \(name)")
        try expectClose(table[place]["\(name)_std"], wanted["std"], "\(place) \(name)_std")
        let source = sources[place * Self.scores.count + score]
        #expect(source["score"]?.stringValue == name && source["windows"] == wanted["windows"])
      }
    }
    // Fewer texts than windows have a score, so that the one is not taken for the other.
    let induction = try #require(heads[0]["induction"])
    #expect(induction["windows"] != induction["texts"])
  }

  @Test func `windows of a long text count each token once`() throws {
    let folder = try ProgramFolder()
    let words = (0..<100).map { "word\($0 % 17)" }.joined(separator: " ")
    try Data((JSON.object(["text": .string(words)]).text + "\n").utf8)
      .write(to: URL(filePath: folder.path + "/long.jsonl"))
    let tokens = try #require(
      try folder.run("-c", "tokens -m demo '\(words)' --mode json").json()["ids"]?.arrayValue)
    let result = try folder.run(
      "-c", "survey long.jsonl -o s -m demo --max-tokens 50 --split --by previous")
    #expect(result.status == 0, "\(result.errors)")
    let windows = (tokens.count - 1 + 48) / 49
    let manifest = try JSON.load(path: folder.path + "/s/survey.json")
    #expect(manifest["windows"] == .integer(windows))
    #expect(manifest["tokens"] == .integer(tokens.count - 1 + windows))
  }

  @Test(arguments: [
    ("survey nothing.jsonl -o s", "nothing.jsonl: there is no such file", 4),
    ("survey texts.jsonl", "survey keeps what it counts in a folder: give one with -o DIR", 2),
    ("survey texts.jsonl -o s --shard 9/8", "--shard 9/8: expected I/N", 2),
    ("survey texts.jsonl -o s --by nonsense", "there is no score 'nonsense'", 3),
    ("survey texts.jsonl -o s --field prompt", "line 1: there is no \"prompt\"", 4),
    ("survey texts.jsonl -o s --by first,first", "the score 'first' is asked for twice", 1),
    ("stat 'a b' -m demo --by first,first", "the score 'first' is asked for twice", 1),
    ("survey texts.jsonl -o s --heads L9H9", "'L9H9' is outside this model", 3),
    ("survey texts.jsonl -o s --max-tokens 1", "expected 2-", 2),
    ("merge texts.jsonl", "is no survey", 4),
    (
      "survey texts.jsonl -o s --shard 1/2 --parquet",
      "a part has no tables: 'merge s --parquet' is for when all parts are done", 2
    ),
    (
      "survey texts.jsonl -o s --by previous > x.csv; survey s --top 3 --table top",
      "'s' is a survey, which is shown: --top is for counting, with -o DIR", 2
    ),
    (
      "survey texts.jsonl -o s --by previous > x.csv; set python /nowhere; survey s --parquet",
      "'/nowhere' can't be started", 4
    ),
    ("survey texts.jsonl -o s --shard 1/2; merge s --retry --parquet", "--retry makes no table", 2),
    ("slurm survey texts.jsonl -o s", "slurm needs --tasks N", 2),
    ("slurm rank p0 -o s --tasks 3", "slurm runs survey or capture", 2),
    ("survey texts.jsonl -o s --shard slurm", "SLURM_ARRAY_TASK_ID is not set", 2),
  ])
  func `what is wrong is said in one line`(_ command: String, _ message: String, _ status: Int)
    throws
  {
    let folder = try ProgramFolder()
    try Data(#"{"text": "a b a b"}\#n"#.utf8).write(to: URL(filePath: folder.path + "/texts.jsonl"))
    let result = try folder.run("-c", "\(command)")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.status == Int32(status))
  }

  @Test func `a job array's scripts can be read before they are sent`() throws {
    let folder = try ProgramFolder()
    let result = try folder.run(
      "slurm", "survey", "a b.jsonl", "-o", "pile", "--tasks", "64", "--time", "1:00:00",
      "--sbatch", "--mem=8G --qos=low", "--dry-run")
    #expect(result.status == 0, "\(result.errors)")
    for line in [
      "#SBATCH --array=1-64", "#SBATCH --time=1:00:00", "#SBATCH --requeue",
      "#SBATCH --mem=8G", "#SBATCH --qos=low",
      "survey 'a b.jsonl' -o pile --shard \"$SLURM_ARRAY_TASK_ID/64\"", "merge pile",
    ] {
      #expect(result.output.contains(line), "\(line)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/pile"))
  }
}
