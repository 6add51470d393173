import Activations
import Figures
import Formats
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct PythonPoolTests {
  @Test func `the example of pattern_lens runs as it is`() throws {
    let printed = PrintedText()
    let pool = PythonPool(python: testPython) { printed.append($0) }
    let path = fixture("python/spectra.py")
    let function = try #require(try pool.load(path).first)
    #expect(function.name == "svd_spectra")
    #expect(function.summary == "Singular values of the pattern.")
    #expect(function.origin == .python(path))
    #expect(function.format == .svgz && function.figureNames.isEmpty && function.isParallel)
    #expect(function.code.hasPrefix("@register_attn_figure_func\n@matplotlib_figure_saver"))
    #expect(function.code.hasSuffix("Singular Value Spectrum of Attention Matrix\")\n"))
    #expect(printed.value.contains("figures_main() is left out"))
    let figure = try #require(try function.draw(smallInput).first)
    guard case .encoded(let bytes, .svgz) = figure.figure else {
      Issue.record("not svgz: \(figure.figure)")
      return
    }
    #expect(figure.name == nil && bytes.starts(with: [0x1f, 0x8b]))
  }

  @Test func `functions with several figures name them`() throws {
    let functions = try pythonFunctions("several")
    #expect(functions["sums"]?.figureNames == ["rows", "columns"])
    #expect(functions["saver_knows"]?.figureNames == ["only"])
    #expect(functions["by_hand"]?.figureNames == ["a", "b"])
    let sums = try #require(functions["sums"]).texts()
    #expect(Set(sums.keys) == ["rows", "columns"])
    #expect(sums.values.allSatisfy { $0.contains("<svg") })
    #expect(
      try #require(functions["by_hand"]).texts() == ["a": "<svg>a</svg>", "b": "<svg>b</svg>"])
  }

  @Test func `matrices are coloured as by pattern_lens`() throws {
    let reference = try JSON.load(path: fixture("python/matrices.json"))
    let values = (reference["values"]?.arrayValue ?? []).compactMap(\.doubleValue).map { Float($0) }
    let input = FigureInput(Tensor(shape: [13, 13], values: values))
    let functions = try pythonFunctions("matrices")
    let figures = try #require(reference["figures"]?.objectValue)
    #expect(
      Set(figures.keys.map { $0.split(separator: ".")[0] }).isSuperset(
        of: functions.keys.map { $0[...] }))
    let folder = try TemporaryFolder()
    for (name, function) in functions {
      guard case .encoded(let bytes, let format)? = try function.draw(input).first?.figure else {
        Issue.record("\(name) draws nothing")
        continue
      }
      #expect(format == function.format)
      let expected = Data(base64Encoded: figures["\(name).\(format)"]?.stringValue ?? "")
      let png = try pngBytes(bytes, format, in: folder)
      try Data(png).write(to: URL(filePath: folder.file("picture.png")))
      let picture = try readPNG(path: folder.file("picture.png"))
      #expect(picture.width == 13 && picture.height == 13)
      let pixels = stride(from: 0, to: picture.rgba.count, by: 4).flatMap {
        picture.rgba[$0..<$0 + 3]
      }
      #expect(expected.map { [UInt8]($0) } == pixels, "\(name)")
    }
  }

  /// The picture itself, which an SVG holds in base64.
  private func pngBytes(
    _ bytes: [UInt8], _ format: FigureFormat, in folder: TemporaryFolder
  ) throws -> [UInt8] {
    if format == .png { return bytes }
    var text = String(decoding: bytes, as: UTF8.self)
    if format == .svgz {
      try Data(bytes).write(to: URL(filePath: folder.file("picture.gz")))
      let gzip = Process()
      let output = Pipe()
      gzip.executableURL = URL(filePath: "/usr/bin/gzip")
      gzip.arguments = ["-dc", folder.file("picture.gz")]
      gzip.standardOutput = output
      try gzip.run()
      text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      gzip.waitUntilExit()
    }
    #expect(text.contains("width=\"13\" height=\"13\""))
    let encoded = text.split(separator: "base64,").last?.prefix { $0 != "\"" } ?? ""
    return [UInt8](try #require(Data(base64Encoded: String(encoded))))
  }

  @Test func `a function gets the matrix, and a folder named after the head`() throws {
    let functions = try pythonFunctions("troubles")
    let matrix = try #require(functions["tells_matrix"]).texts()
    #expect(matrix == [nil: "<svg>2 3 [1.0, 0.0, 0.0, 0.5, 0.25, 0.25]</svg>"])
    let place = try #require(functions["tells_place"]).texts()
    #expect(place == [nil: "<svg>org_m-1.5/prompts/-aZ_/L4/H7</svg>"])
  }

  @Test func `a module works without any package`() throws {
    // Python's -S leaves installed packages out.
    let folder = try TemporaryFolder()
    let python = folder.file("python-alone")
    try "#!/bin/sh\nexec \(testPython) -S \"$@\"\n".write(
      toFile: python, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python)
    let pool = PythonPool(python: python)
    let matrix = try #require(pythonFunctions("troubles", of: pool)["tells_matrix"]).texts()
    #expect(matrix == [nil: "<svg>2 3 [1.0, 0.0, 0.0, 0.5, 0.25, 0.25]</svg>"])
    let missing = problem { _ = try pythonFunctions("spectra", of: pool) }
    #expect(
      missing?.hasPrefix(
        "spectra.py, line 5: package 'matplotlib' is not installed for \(python) (/usr/bin/python3, Python 3"
      ) == true, "\(missing ?? "")")
    #expect(missing?.hasSuffix("choose another interpreter with 'set python PATH'") == true)
  }

  @Test func `all workers run the text that was loaded, until it is loaded again`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("edited.py")
    func write(_ word: String) throws {
      try """
      import edited_helper
      from pattern_lens.attn_figure_funcs import register_attn_figure_func

      @register_attn_figure_func
      def says(attn_matrix, path):
          (path / "says.svg").write_text("<svg>\(word) " + edited_helper.WORD + "</svg>")
      """.write(toFile: path, atomically: true, encoding: .utf8)
      try "WORD = '\(word)'\n".write(
        toFile: folder.file("edited_helper.py"), atomically: true, encoding: .utf8)
    }
    let pool = PythonPool(python: testPython, workers: 2)
    try write("one")
    let first = try pool.load(path)[0]
    #expect(try first.texts() == [nil: "<svg>one one</svg>"])
    try write("two, longer")
    #expect(try first.texts() == [nil: "<svg>one one</svg>"])
    #expect(try pool.load(path)[0].texts() == [nil: "<svg>two, longer two, longer</svg>"])
  }

  @Test func `calls from several threads share a few processes`() throws {
    let pool = PythonPool(python: testPython, workers: 2)
    let functions = try pythonFunctions("troubles", of: pool)
    let function = try #require(functions["tells_process"])
    let processes = Parallel.map(40) { _ in (try? function.texts()[nil]) ?? "" }
    #expect(!processes.contains("") && Set(processes).count <= 2)
  }

  @Test func `figures that stay open are closed`() throws {
    let function = try #require(try pythonFunctions("leaks")["leaks"])
    let said = try (0..<80).map { _ in try function.texts()["memory"] ?? "" }
    let numbers = said.map { $0.split { !$0.isNumber }.compactMap { Int($0) } }
    #expect(numbers.allSatisfy { $0.first == 1 })
    let (early, late) = (numbers[20].last ?? 0, numbers[79].last ?? .max)
    #expect(late - early < 20_000, "\(early) KB, then \(late) KB")
  }

  @Test func `a function that spoils its process spoils no other's figures`() throws {
    let pool = PythonPool(python: testPython, workers: 1)
    let functions = try pythonFunctions("troubles", of: pool)
    let before = try #require(functions["tells_surroundings"]).texts()
    _ = try? functions["lowers_limits"]?.draw(smallInput)
    #expect(try functions["tells_surroundings"]?.texts() == before)
    #expect(before[nil]?.hasPrefix("<svg>True False ") == true)
    let process = try functions["tells_process"]?.texts()
    #expect(
      problem { _ = try functions["runs_out"]?.draw(smallInput) }?.contains("MemoryError") == true)
    #expect(try functions["tells_process"]?.texts() != process)
  }

  private func hasEnded(_ process: Int32) -> Bool {
    guard let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return true
    }
    return state.split(separator: ")").last?.hasPrefix(" Z") == true
  }

  @Test func `what a function starts ends with its process`() throws {
    let pids = try { () throws -> [Int32] in
      let pool = PythonPool(python: testPython, workers: 1)
      let text = try pythonFunctions("troubles", of: pool)["starts_daemon"]?.texts()[nil] ?? ""
      return text.split(separator: " ").compactMap { Int32($0) }
    }()
    #expect(pids.count == 2)
    // A busy machine takes its time to end one that was killed, and its new parent to notice.
    for pid in pids {
      let end = ContinuousClock.now + .seconds(20)
      while !hasEnded(pid), .now < end { usleep(10_000) }
      #expect(hasEnded(pid))
    }
  }

  @Test func `pdf and jpg come as matplotlib saves them`() throws {
    let functions = try pythonFunctions("formats")
    #expect(functions["as_pdf"]?.format == .pdf && functions["as_jpeg"]?.format == .jpg)
    for (name, format, start) in [
      ("as_pdf", FigureFormat.pdf, Array("%PDF-".utf8)), ("as_jpg", .jpg, [0xFF, 0xD8, 0xFF]),
      ("as_jpeg", .jpg, [0xFF, 0xD8, 0xFF]),
    ] {
      let figure = try functions[name]?.draw(smallInput).first?.figure
      guard case .encoded(let bytes, let own)? = figure else {
        Issue.record("\(name) draws nothing")
        continue
      }
      #expect(own == format && bytes.starts(with: start), "\(name)")
      #expect(try figure?.bytes(as: format) == bytes)
    }
  }

  @Test func `what plens does not stand in for comes from the package that is installed`() throws {
    let functions = try pythonFunctions("installed/uses_rest")
    #expect(
      try functions["tells_rest"]?.texts() == [
        nil: "<svg>computed ['raw', 'tells_rest'] {'n_layers': 2} drawn plens</svg>"
      ])
  }

  /// The exceptions that pattern_lens raises for these, which code written for it may catch.
  @Test func `a matrix is refused as pattern_lens refuses it`() throws {
    let functions = try pythonFunctions("refusals")
    #expect(
      try functions["tells_refusals"]?.texts()[nil]
        == "<svg>AssertionError Matrix cannot be empty AssertionError Matrix values must be in range [0, 1], or "
        + "normalize must be True AssertionError AssertionError AssertionError TypeError KeyError</svg>"
    )
  }

  @Test func `an SVG has the attributes of pattern_lens's, in their order`() throws {
    let text = try #require(try pythonFunctions("refusals")["tells_svg"]?.texts()[nil])
    #expect(
      text.hasPrefix(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"2\" viewBox=\"0 0 2 2\" "
          + "image-rendering=\"pixelated\"><image href=\"data:image/png;base64,"))
    #expect(text.hasSuffix("\" width=\"2\" height=\"2\"/></svg>"))
  }
}
