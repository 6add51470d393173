import Files
import Foundation
import Surveys
import TestSupport
import Testing

/// Tables that Python reads, here by programs that stand in for it and say what `tables.py` says; where an interpreter
/// with pyarrow is named by `PLENS_TEST_PYARROW`, by that.
///
/// One after another: a process that another test starts while a program is written has it open, and the system then
/// starts it for nobody.
@Suite(.serialized) struct TableProcessTests {
  /// A folder with a table, and a program that answers as an interpreter would.
  private func texts(
    _ answer: String, ending: String = ".parquet"
  ) throws -> (items: [String], problem: String?) {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("PAR1".utf8), "x" + ending)
    let program = try folder.write(
      Array("#!/bin/sh\ncat >&0 <<'END'\n\(answer)\nEND\n".utf8), "python")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    var files = try SurveyFiles([path])
    files.python = program
    return read(files)
  }

  private func read(
    _ files: SurveyFiles, field: String = "text"
  ) -> (items: [String], problem: String?) {
    var stream = TextStream(files, field: field)
    var items: [String] = []
    do {
      while let item = try stream.next() {
        switch item {
        case .text(let text): items.append("\(text.line) \(text.text)")
        case .bad(let problem): items.append(problem.problem)
        }
      }
    } catch {
      return (items, (error as? FormatError)?.problem ?? "\(error)")
    }
    return (items, nil)
  }

  @Test func rowsAreTexts() throws {
    let (items, problem) = try texts(
      """
      {"rows": 4}
      {"text": "a\\nb"}
      {"bad": "is null"}
      {"text": ""}
      {"text": "\\u00e9"}
      {"end": true}
      """)
    #expect(items == ["1 a\nb", "row 2: \"text\" is null", "row 3: \"text\" is empty", "4 é"])
    #expect(problem == nil)
  }

  @Test func whatPythonSaysIsWrongIsTold() throws {
    #expect(
      try texts("{\"problem\": \"there is no column 'text'; there are id\"}").problem
        == "there is no column 'text'; there are id")
    #expect(
      try texts("{\"rows\": 9}\n{\"text\": \"a\"}").problem
        == "its reader in Python has ended before the file's end")
    #expect(try texts("{\"rows\": 9}\n{\"text\": \"a\"}").items == ["1 a"])
    #expect(
      try texts("Traceback").problem == "its reader in Python has said what can't be understood")
  }

  @Test func anInterpreterThatIsNotThereIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("PAR1".utf8), "x.arrow")
    var files = try SurveyFiles([path])
    files.python = folder.path + "/nowhere"
    #expect(read(files).problem?.contains("'\(folder.path)/nowhere' can't be started") == true)
  }

  @Test func aSavedDataSetIsItsOwnFilesAlone() throws {
    let folder = try TemporaryFolder()
    for name in [
      "data-00000-of-00002.arrow", "data-00001-of-00002.arrow", "cache-1f.arrow",
      "dataset_info.json",
    ] {
      _ = try folder.write([], name)
    }
    _ = try folder.write(
      Array(
        #"{"_data_files": [{"filename": "data-00000-of-00002.arrow"}, {"filename": "data-00001-of-00002.arrow"}]}"#
          .utf8), "state.json")
    #expect(
      try SurveyFiles([folder.path]).paths.map { $0.path.split(separator: "/").last } == [
        "data-00000-of-00002.arrow", "data-00001-of-00002.arrow",
      ])
    _ = try folder.write(
      Array(#"{"_data_files": [], "_indices_data_files": [{"filename": "indices.arrow"}]}"#.utf8),
      "state.json")
    #expect(throws: FormatError.self) { try SurveyFiles([folder.path]) }
    // Which files are its own can't be told: all of them would be another data set.
    _ = try folder.write(Array("{".utf8), "state.json")
    #expect(throws: FormatError.self) { try SurveyFiles([folder.path]) }
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["PLENS_TEST_PYARROW"] != nil))
  func pyarrowReadsWhatItWrote() throws {
    let python = ProcessInfo.processInfo.environment["PLENS_TEST_PYARROW"] ?? ""
    let folder = try TemporaryFolder()
    let script = """
      import pyarrow as pa, pyarrow.parquet as pq, sys
      table = pa.table({"text": [f"text {n}" for n in range(1000)] + [None], "id": list(range(1001))})
      pq.write_table(table, sys.argv[1] + "/a.parquet", row_group_size=300)
      with pa.OSFile(sys.argv[1] + "/b.arrow", "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=128)
      """
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", script, folder.path]
    try process.run()
    process.waitUntilExit()
    for name in ["a.parquet", "b.arrow"] {
      var files = try SurveyFiles([folder.path + "/" + name])
      files.python = python
      let (items, problem) = read(files)
      #expect(problem == nil)
      #expect(items.count == 1001)
      #expect(items[700] == "701 text 700" && items[1000] == "row 1001: \"text\" is null")
      #expect(read(files, field: "txt").problem == "there is no column 'txt'; there are text, id")
    }
  }
}
