import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Values on their way: pipes, names, and where results go.
@Suite struct PipelineTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ text: String) throws -> RunningProgram {
    try RunningProgram(["-c", text], in: folder.path)
  }

  private func content(_ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  @Test(arguments: [
    ("fig raw 'a b' L0H0 | sort x", "'sort' takes a table", "'fig' gives figures"),
    ("sort layers", "'sort' takes a table", "behind a '|'"),
    ("models | tokens abc", "'tokens' takes nothing from a pipe", "'models' gives a table"),
    ("models | cat", "unknown command 'cat'", "|! cat"),
    ("let x = models > y.csv", "leave '>' out", ""),
    ("set mode json; unset x", "there is no '$x'", ""),
    ("let x = unload", "gives nothing to keep", ""),
    ("models --mode json | head", "give it last", ""),
    ("$nothing | head", "there is no '$nothing'", ""),
    ("_ | head", "there is no result yet", ""),
    ("models | where 'layers >'", "error", ""),
    ("models | where 'depth > 3'", "depth", ""),
    ("models | sort layrs", "did you mean 'layers'?", ""),
    ("with colour=1 -- models", "there is no setting 'colour'", ""),
    ("def show(m) = m", "'show' is a command", ""),
  ])
  func `what does not fit together is refused before anything runs`(
    line: String, message: String, note: String
  ) throws {
    let result = try run("echo first\n\(line)")
    #expect(result.status != 0)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(note.isEmpty || result.errors.contains(note), "\(result.errors)")
    #expect(result.output == "first\n")
  }

  @Test func `rows are chosen, sorted and computed`() throws {
    let text = "tokens 'the cat sat on the mat'"
    #expect(try run("\(text) | count").output == "9\n")
    let few = try run("\(text) | where 'id > 260 and place < 5' | select id place").output
    #expect(few.hasPrefix("id\tplace\n"))
    #expect(few.split(separator: "\n").count > 2)
    let sorted = try run("\(text) | sort id --desc | select id | head 1").output
    let top = try run("\(text) | top 1 --by id | select id").output
    #expect(sorted == top)
    #expect(
      try run("\(text) | map 'twice = 2 * place' | select twice | tail 1").output == "twice\n16\n")
    #expect(try run("\(text) | where 'token == \"at\"' | count").output == "2\n")
  }

  @Test func `numbers and vectors of patterns are tables`() throws {
    // Rows of a pattern sum to 1: all of 4 x 4 to 4.
    let sums = try run("show 'one two three' L0-1 | map 'whole = A.sum()' --mode json").output
    let rows = try #require(try JSON(parsing: sums).arrayValue)
    #expect(rows.count == 12 && rows[0]["head"]?.stringValue == "L0H0")
    #expect(rows.allSatisfy { abs(($0["whole"]?.doubleValue ?? 0) - 4) < 1e-5 })
    let lines = try run("show 'one two three' L3H4 | map 'A.sum(axis=1)' --mode csv").output
    #expect(lines.hasPrefix("prompt,head,place,value\n"))
    #expect(lines.split(separator: "\n").count == 5)
    // The pattern's first column, by another command.
    let column = try run(
      "show 'one two three' L3H4[:, 0] | select attention; show 'one two three' L3H4 | map 'A[:, 0]' | select value"
    ).output.split(separator: "\n").map(String.init)
    #expect(Array(column[1..<5]) == Array(column[6..<10]) && column.count == 10)
    #expect(try run("show 'one two three' L3H4 | map 'A[:2, :3]' > part.npy").status == 0)
    #expect(try run("show 'one two three' L3H4 | map 'A[0, 4:]' | count").output == "0\n")
    let mixed = try run("show 'one two three' L3 | map 'A if head == 1 else A.sum()'")
    #expect(mixed.status != 0 && mixed.errors.contains("several kinds"), "\(mixed.errors)")
  }

  @Test func `names stand for values wherever these fit`() throws {
    let lines = """
      let p = capture 'a b a b'
      let h = show $p L3H4,L2H1
      show $p $h | count
      show $p $h[-1] | count
      let one = show $p:L3H4[-1]
      $one | count
      show $one --mode json
      explain $h
      $h | count
      show _ | count
      unset $h
      vars --mode tsv
      """
    let result = try run(lines)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("2\n2\n1\n{\"address\": \"demo:@"), "\(result.output)")
    #expect(result.output.contains(":L3H4[-1]\""))
    #expect(result.output.contains("made by: show $p L3H4,L2H1"))
    #expect(!result.output.contains("$h\tpatterns"))
  }

  @Test func `a full address is accepted as it is printed`() throws {
    let first = try run("show 'a b a b' L3H4[1:3,:2] --mode json").json()
    let address = try #require(first["address"]?.stringValue)
    let again = try run("capture 'a b a b'; show '\(address)' --mode json")
    #expect(try JSON(parsing: String(again.output.split(separator: "\n")[1])) == first)
  }

  @Test func `tokens are chosen by their text`() throws {
    let result = try run(#"show 'the cat and the dog' L0H0[" dog",:1] --mode json"#)
    #expect(result.status == 0, "\(result.errors)")
    let byText = try result.json()["pattern"]
    let labels = try run("tokens 'the cat and the dog' | tail 3").output
    #expect(byText?.arrayValue?.isEmpty == false, "\(labels)")
    #expect(result.errors.contains("quer"))
    #expect(try run(#"show 'a b' L0H0["zebra"]"#).status == 3)
  }

  @Test func `a verb of the user's own takes operands or what comes through the pipe`() throws {
    let result = try run(
      """
      def first(m, n) = m | head $n
      models | first 1 | count
      def tokenCount = tokens $1 | count
      tokenCount 'a b'
      alias nums = tokens --mode csv
      nums 'a'
      with mode=json -- tokens a
      tokens a
      """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("1\n"), "\(result.output)")
    #expect(result.output.contains("place,id,token\n0,0,<|endoftext|>\n"))
    #expect(result.output.contains("{\"ids\": [0, 65]"))
    #expect(result.output.contains("place\tid\ttoken\n"))
  }

  @Test func `a file's ending says how it is written`() throws {
    let result = try run(
      """
      let t = tokens 'a, b'
      $t > t.csv; $t > t.md; $t > t.json; $t > t.jsonl; $t > t.npy; $t > t.txt
      let p = show 'a b a b' L3H4
      $p > p.npy; $p > p.png; $p > p.svg; $p > p.tsv; $p | save q.json | count
      export $p --format npz -o p.npz
      """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try content("t.csv").hasPrefix("place,id,token\n"))
    #expect(try content("t.csv").contains("\",\""))
    #expect(try content("t.md").hasPrefix("| place | id | token |\n|---:|---:|---|\n"))
    #expect(
      try JSON(parsing: content("t.json"))["ids"]?.arrayValue?.count
        == content("t.jsonl").split(separator: "\n").count)
    #expect(try content("t.txt").hasPrefix("place\tid\ttoken\n"))
    #expect(try readNPY(path: folder.file("t.npy")).shape[1] == 2)
    let pattern = try readNPY(path: folder.file("p.npy"))
    let archive = try NPZFile(path: folder.file("p.npz"))
    #expect(try archive.tensor(archive.names[0]) == pattern)
    #expect(archive.names[0].hasSuffix("/L3H4"))
    #expect(
      try Data(contentsOf: URL(filePath: folder.file("p.png"))).prefix(4)
        == Data([0x89, 0x50, 0x4E, 0x47]))
    #expect(try content("p.svg").contains("<svg"))
    #expect(try content("q.json").hasPrefix("{\"address\""))
  }

  @Test func `programs read results, and one that stops early is no failure`() throws {
    #expect(try run("models |! cat | head -1").output.hasPrefix("name\tstate"))
    #expect(
      try run("show 'the cat sat on the mat' L* |! head -n 1").output.hasPrefix("prompt\thead"))
    #expect(try run("!echo 'a;b' | tr ab xy; echo after").output == "x;y\nafter\n")
    let failed = try run("models |! exit 3")
    #expect(failed.status == 1)
    #expect(failed.errors.contains("ended with status 3"))
    #expect(try run("show 'a b' L0H0 --mode png |! head -c 4 | tail -c 3").output == "PNG")
  }

  @Test func `two prompts are compared head by head`() throws {
    let result = try run("diff 'a b a b' 'a b b a' L*H* | sort delta --desc | head 3")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("head\tdelta\tdivergence\nL"))
    let same = try run("diff 'a b a b' 'a b a b' L0H0")
    #expect(same.status == 2)
    let one = try run("diff 'a b a b' 'a b b a' L3H4 --mode json")
    let rows = try one.json()["pattern"]?.arrayValue ?? []
    let sum = rows.flatMap { $0.arrayValue ?? [] }.reduce(0) { $0 + ($1.doubleValue ?? 0) }
    #expect(abs(sum) < 1e-4)
    #expect(try run("diff 'a b a b' 'a b' L0H0").errors.contains("differ in length"))
  }

  @Test func `cells are found by an expression and by tokens`() throws {
    let all = try run("find 'a b a b' L3H4 --where 'A >= 0' | count")
    #expect(Int(all.output.trimmingCharacters(in: .newlines)) == 15)
    let one = try run("find 'a b a b' L3H4 --where 'A >= 0' --key ' b' | where 'query == 4'")
    #expect(one.output.split(separator: "\n").count == 3, "\(one.output)")
  }

  @Test func `a saved folder is looked at without its model`() throws {
    let made = try RunningProgram(["capture", "a b a b", "-o", "data"], in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    let saved = try run("load data/demo; prompts | count; show p0 L3H4[-1] --mode json")
    let lines = saved.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 3, "\(saved.errors)")
    #expect(lines[0].hasPrefix("demo: 4 layers of 6 heads, saved patterns of 1 prompt"))
    #expect(lines[1] == "1")
    let fromModel = try run("show 'a b a b' L3H4[-1] --mode json").json()
    #expect(try JSON(parsing: lines[2])["pattern"] == fromModel["pattern"])
    #expect(try run("load data; capture 'new text'").errors.contains("no model to run"))
  }

  @Test func `settings come from files, the environment and the session, and say so`() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("cfg/plens"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: folder.file(".plens"), withIntermediateDirectories: true)
    try "batch-size = 3 # few\ncolormap = nonsense\nmode\n".write(
      toFile: folder.file("cfg/plens/config"), atomically: true, encoding: .utf8)
    try "batch-size = 5\n".write(
      toFile: folder.file(".plens/config"), atomically: true, encoding: .utf8)
    let result = try RunningProgram(
      [
        "-c", "set cache.max 1G; set | where 'origin != \"default\"' | select setting value origin",
      ],
      in: folder.path,
      variables: ["XDG_CONFIG_HOME": folder.file("cfg"), "PLENS_ON_ERROR": "continue"])
    #expect(result.status == 0)
    #expect(
      result.output == """
        setting\tvalue\torigin
        batch-size\t5\tproject's config
        cache.max\t1G\tthis session
        on-error\tcontinue\tenvironment

        """)
    #expect(
      result.errors.contains("config:2: 'nonsense' is no value of colormap"), "\(result.errors)")
    #expect(result.errors.contains("config:3: 'mode' is no setting"), "\(result.errors)")
  }
}
