import Activations
import Figures
import Formats
import Foundation
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite struct PythonFailureTests {
  private static let drawing: [(String, String)] = [
    ("raises", "raises (troubles.py, line 22): ValueError: first line second line"),
    (
      "raises_below",
      "raises_below (troubles.py, line 27): FileNotFoundError: [Errno 2] No such file or directory: '/no such file'"
    ),
    ("leaves", "leaves (troubles.py, line 32): SystemExit: enough"),
    ("hangs", "hangs (troubles.py, line 38): was not done after 1 s and was stopped"),
    (
      "hangs_in_c", "hangs_in_c (troubles.py, line 44): was not done after 1 s and was stopped"
    ),
    (
      "segfaults", "segfaults (troubles.py, line 50): ended Python by signal 11, segmentation fault"
    ),
    ("exits", "exits: ended Python with status 3"),
    ("forks_and_exits", "forks_and_exits: ended Python with status 4"),
    ("writes_nothing", "writes_nothing: it wrote no figure: it is given a folder to save one in"),
    (
      "writes_other",
      "writes_other: it wrote 'writes_other.tiff', which is no figure: figures are png, svg, svgz, pdf, jpg"
    ),
    (
      "answers_itself",
      "answers_itself: wrote to a descriptor that is not its own, through which figures come"
    ),
  ]

  @Test func `what a function does wrong is said, and the next call works`() throws {
    let pool = PythonPool(python: testPython, workers: 1, timeLimit: .seconds(1))
    let functions = try pythonFunctions("troubles", of: pool)
    let fine = try #require(functions["fine"])
    for (name, message) in Self.drawing {
      let function = try #require(functions[name])
      #expect(problem { _ = try function.draw(smallInput) } == message)
      #expect(try fine.texts() == [nil: "<svg/>"])
    }
  }

  @Test func `a missing package is named with its interpreter`() throws {
    let function = try #require(try pythonFunctions("troubles")["imports"])
    let message = problem { _ = try function.draw(smallInput) }
    #expect(
      message?.hasPrefix(
        "imports (troubles.py, line 90): package 'no_such_package' is not installed for /usr/bin/python3 (Python 3."
      ) == true, "\(message ?? "")")
  }

  @Test(arguments: [
    ("syntax_error", "syntax_error.py, line 1: SyntaxError: invalid syntax"),
    ("fails", "fails.py, line 4: ZeroDivisionError: division by zero"),
    (
      "nothing",
      "nothing.py registers no figure function: decorate them with register_attn_figure_func"
    ),
    (
      "nameless",
      "nameless.py: '<lambda>' is registered, which is no name; register what 'def' defines"
    ),
    (
      "no_stand_in",
      "no_stand_in.py, line 1: ModuleNotFoundError: plens has no 'pattern_lens.activations'; it stands in for "
        + "pattern_lens.attn_figure_funcs, pattern_lens.consts, pattern_lens.figure_util, pattern_lens.figures; "
        + "with pattern_lens installed for /usr/bin/python3, the rest comes from there"
    ),
  ])
  func `a module that can't be loaded says why and where`(module: String, message: String) {
    #expect(problem { _ = try pythonFunctions(module) } == message)
  }

  @Test func `an error keeps Python's traceback`() throws {
    let function = try #require(try pythonFunctions("troubles")["raises"])
    let error = #expect(throws: PythonError.self) { try function.draw(smallInput) }
    let path = fixture("python/troubles.py")
    #expect(
      error?.traceback == """
          File "\(path)", line 22, in raises
            raise ValueError("first line\\nsecond line")
        ValueError: first line
        second line

        """)
  }

  @Test(arguments: ["/no/such/python", "/bin/true", "/bin/cat"])
  func `another program is no interpreter`(program: String) {
    let message = problem {
      _ = try pythonFunctions("troubles", of: PythonPool(python: program))
    }
    #expect(message?.hasPrefix("'\(program)' ") == true)
    #expect(message?.hasSuffix("'set python PATH' chooses another") == true)
  }

  @Test func `a missing file is said`() {
    #expect(problem { _ = try pythonFunctions("absent") }?.contains("absent.py") == true)
  }

  @Test func `what a function prints is apart from its figures`() throws {
    let printed = PrintedText()
    let pool = PythonPool(python: testPython) { printed.append($0) }
    let functions = try pythonFunctions("troubles", of: pool)
    for name in ["prints", "prints_a_lot", "closes_output", "fine"] {
      #expect(try #require(functions[name]).texts() == [nil: "<svg/>"], "\(name)")
    }
    for words in ["to standard output", "to standard error", "past Python", "from a child"] {
      #expect(printed.value.contains(words))
    }
    #expect(printed.value.count { $0 == "x" } >= 300 * 1023)
  }

  @Test func `every figure in the folder is taken, whatever its name`() throws {
    let function = try #require(try pythonFunctions("troubles")["writes_several"])
    #expect(
      try function.texts() == [
        nil: "<svg/>", "part": "<svg>part</svg>", "1.5": "<svg>1.5</svg>",
        "other": "<svg>other</svg>",
        "no_ending": "<svg>no ending</svg>", "deeper-below": "<svg>below</svg>",
      ])
  }

  @Test func `other than matrices are refused`() throws {
    let function = try #require(try pythonFunctions("troubles")["fine"])
    let input = FigureInput(Tensor(zeros: [2, 2, 2]))
    #expect(
      problem { _ = try function.draw(input) } == "fine draws a matrix; this has shape [2, 2, 2]")
  }

  @Test func `an interrupt ends a call that would take long`() throws {
    let interrupts = Atomic(0)
    let count = { @Sendable in interrupts.load(ordering: .relaxed) }
    let pool = PythonPool(python: testPython, workers: 1, interrupts: count)
    let functions = try pythonFunctions("troubles", of: pool)
    Thread.detachNewThread {
      usleep(200_000)
      interrupts.add(1, ordering: .relaxed)
    }
    #expect(throws: CancellationError.self) { try functions["hangs"]?.draw(smallInput) }
    // It is over with that call.
    #expect(try functions["fine"]?.texts() == [nil: "<svg/>"])
  }

  @Test func `a worker that was killed between calls is replaced`() throws {
    let functions = try pythonFunctions("troubles")
    let process = try #require(try functions["tells_process"]?.texts()[nil])
    let pid = try #require(Int32(process.prefix { $0 != " " }))
    kill(pid, SIGKILL)
    usleep(100_000)
    #expect(try functions["fine"]?.texts() == [nil: "<svg/>"])
  }

  @Test func `nothing is left of a pool`() throws {
    var functions = try pythonFunctions("troubles")
    let process = try #require(try functions["tells_process"]?.texts()[nil])
    let words = process.split(separator: " ").map(String.init)
    let pid = try #require(words.first.flatMap { Int32($0) })
    let scratch = try #require(words.last)
    #expect(scratch.contains("/plens-") && FileManager.default.fileExists(atPath: scratch))
    functions = [:]
    #expect(kill(pid, 0) == -1 && errno == ESRCH)
    #expect(!FileManager.default.fileExists(atPath: scratch))
  }
}
