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
}
