import Activations
import Figures
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct FigureFunctionTests {
  @Test func `the reference patterns are there`() {
    #expect(ReferencePattern.all.count == 7)
  }

  @Test(arguments: ReferencePattern.all)
  func `every function shows what NumPy gives`(reference: ReferencePattern) throws {
    for (name, expected) in reference.shown where name != "eigenvalues" {
      let parts = name.split(separator: ".").map(String.init)
      let function = try #require(FigureRegistry.builtIn[parts[0]])
      let figures = try function.draw(FigureInput(reference.pattern))
      let figure = try #require(figures.first { $0.name == (parts.count > 1 ? parts[1] : nil) })
      let found = numbers(of: figure.figure)
      #expect(found.count == expected.count, "\(name)")
      let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
      #expect(worst < 2e-6, "\(name)")
    }
  }

  @Test(arguments: ReferencePattern.all)
  func `eigenvalues have NumPy's magnitudes`(reference: ReferencePattern) throws {
    let function = try #require(FigureRegistry.builtIn["eigenvalues"])
    guard let expected = reference.shown["eigenvalues"] else {
      #expect(throws: FigureError.self) { try function.draw(FigureInput(reference.pattern)) }
      return
    }
    let all = numbers(of: try function.draw(FigureInput(reference.pattern))[0].figure)
    let real = all.prefix(expected.count)
    let imaginary = Array(all.dropFirst(expected.count))
    let magnitudes = zip(real.indices, real).map { index, real in
      (real * real + (imaginary.isEmpty ? 0 : imaginary[index] * imaginary[index])).squareRoot()
    }
    #expect((zip(magnitudes, expected).map { abs($0 - $1) }.max() ?? 0) < 1e-6)
    #expect(magnitudes.count == expected.count)
  }

  @Test func `every function says what it draws and how`() {
    #expect(FigureRegistry.builtIn.all.count == 16)
    for function in FigureRegistry.builtIn.all {
      #expect(!function.summary.isEmpty && !function.summary.contains("\n"))
      #expect(function.summary.count <= 100 && !function.summary.hasSuffix("."))
      #expect(!function.code.isEmpty)
      #expect(function.origin == .builtIn)
    }
  }

  @Test(arguments: FigureRegistry.builtIn.all.map(\.name))
  func `any matrix gives a figure or an error`(name: String) throws {
    let function = try #require(FigureRegistry.builtIn[name])
    var generator = SeededGenerator(seed: 5)
    let shapes = [
      [1, 1], [2, 3], [3, 2], [5, 5], [1, 4], [4, 1], [0, 0], [0, 3], [2, 2, 2], [4],
    ]
    let special: [Float] = [
      .nan, .infinity, -.infinity, 0, -1, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]
    for shape in shapes {
      for round in 0..<12 {
        let values = (0..<shape.reduce(1, *)).map { _ in
          round == 0
            ? 0
            : round % 2 == 0 || Bool.random(using: &generator)
              ? Float.random(in: 0...1, using: &generator)
              : special[Int.random(in: 0..<special.count, using: &generator)]
        }
        let pattern = Tensor(shape: shape, values: values)
        guard let figures = try? function.draw(FigureInput(pattern, tokens: ["a", "b"])) else {
          continue
        }
        for figure in figures {
          #expect(try !figure.figure.bytes(as: function.format).isEmpty)
          #expect(!figure.figure.text().isEmpty)
        }
      }
    }
  }

  @Test func `a function with several figures names them beforehand`() throws {
    let pattern = Tensor(shape: [3, 3], values: [1, 0, 0, 0.5, 0.5, 0, 0.2, 0.3, 0.5])
    for function in FigureRegistry.builtIn.all {
      let names = try function.draw(FigureInput(pattern)).compactMap(\.name)
      #expect(names == function.figureNames)
    }
  }

  @Test(arguments: ["entropy", "coverage", "distance", "received"])
  func `queries or keys are named by their tokens`(name: String) throws {
    let pattern = Tensor(shape: [2, 2], values: [1, 0, 0.5, 0.5])
    let function = try #require(FigureRegistry.builtIn[name])
    guard
      case .plot(let plot) = try function.draw(FigureInput(pattern, tokens: ["<s>", "hi"]))[0]
        .figure,
      case .plot(let bare) = try function.draw(FigureInput(pattern))[0].figure
    else {
      Issue.record("\(name) is no plot")
      return
    }
    #expect(plot.x.names == ["<s>", "hi"])
    #expect(bare.x.names.isEmpty)
  }

  @Test(arguments: [
    (
      "no_first", [1, 1],
      "the pattern has shape [1, 1]; this figure needs at least 2 queries and keys"
    ),
    (
      "symmetry", [2, 3], "a pattern of shape [2, 3] is not square and has no transpose to compare"
    ),
    ("eigenvalues", [2, 3], "a pattern of shape [2, 3] is not square and has no eigenvalues"),
    ("entropy", [2, 2, 2], "a pattern is a matrix; this has shape [2, 2, 2]"),
    (
      "distance", [0, 0], "the pattern has shape [0, 0]; this figure needs at least 1 query and key"
    ),
  ])
  func `a pattern that has no such figure is refused`(
    name: String, shape: [Int], message: String
  ) throws {
    let function = try #require(FigureRegistry.builtIn[name])
    let error = #expect(throws: FigureError.self) {
      try function.draw(FigureInput(Tensor(zeros: shape)))
    }
    #expect(error?.description == message)
  }
}
