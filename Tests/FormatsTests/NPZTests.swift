import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct NPZTests {
  static let choices: [Compression] = [.stored, .fast, .level(1), .level(6), .level(9)]

  @Test(arguments: ["stored.npz", "deflated.npz"])
  func `arrays of every type that NumPy saves become floats`(file: String) throws {
    let archive = try NPZFile(path: fixture("formats/\(file)"))
    #expect(archive.names.count == 23)
    for name in archive.names.prefix(17) {
      let kind = name.replacing("big_", with: "").prefix(1)
      let expected = (0..<24).map { place -> Float in
        switch kind {
        case "f": Float(place) / 4 - 2
        case "i": Float(place) - 5
        case "u": Float(place)
        default: place % 3 > 0 ? 1 : 0
        }
      }
      #expect(try archive.tensor(name) == Tensor(shape: [2, 3, 4], values: expected), "\(name)")
    }
    #expect(try archive.tensor("fortran") == archive.tensor("f4"))
    #expect(try archive.tensor("fortran_i2") == archive.tensor("i2").reshaped([4, 6]))
    #expect(try archive.tensor("scalar") == Tensor(shape: [], values: [7]))
    #expect(try archive.tensor("empty") == Tensor(shape: [0, 3], values: []))
    #expect(try archive.tensor("one") == Tensor(shape: [1], values: [3.5]))
    let pattern = try archive.tensor("blocks.0.attn.hook_pattern")
    #expect(pattern.shape == [1, 2, 20, 20] && pattern.values.reduce(0, +) == 2 * 210 / 8)
  }

  @Test(arguments: ["comment.npz", "zip64.npz"])
  func `zip files of other programs are read`(file: String) throws {
    let archive = try NPZFile(path: fixture("formats/\(file)"))
    #expect(archive.names == ["a"])
    let expected = Tensor(shape: [2, 3, 4], values: (0..<24).map { Float($0) / 4 - 2 })
    #expect(try archive.tensor("a") == expected)
  }

  @Test(arguments: [
    ("encrypted.npz", "'a.npy' is encrypted"),
    ("bzip2.npz", "'a.npy' is compressed by method 12; 0 and 8 (deflate) can be read"),
    ("c.npy", "has no zip directory at its end"),
  ])
  func `what can't be read is refused by name`(file: String, problem: String) {
    let path = fixture("formats/\(file)")
    #expect(throws: FormatError(path: path, problem: problem)) {
      try NPZFile(path: path).tensor("a")
    }
  }

  /// Shapes and values with zeros in all places that the encoder tells apart.
  static let samples: [(name: String, tensor: Tensor)] = {
    var generator = SeededGenerator(seed: 11)
    func random(_ shape: [Int], _ isZero: (_ row: Int, _ column: Int) -> Bool) -> Tensor {
      let columns = shape.last ?? 1
      let values = (0..<shape.reduce(1, *)).map { place in
        isZero(place / max(columns, 1), place % max(columns, 1))
          ? 0 : exp(Float.random(in: -9...0, using: &generator))
      }
      return Tensor(shape: shape, values: values)
    }
    var samples: [(String, Tensor)] = [
      ("scalar", Tensor(shape: [], values: [2])), ("scalar zero", Tensor(shape: [], values: [0])),
      ("empty", Tensor(shape: [0], values: [])), ("empty rows", Tensor(shape: [3, 0], values: [])),
      ("no rows", Tensor(shape: [0, 3], values: [])),
      ("one", Tensor(shape: [1, 1, 1], values: [0.5])),
      ("zeros", Tensor(zeros: [7, 300])), ("long zeros", Tensor(zeros: [2, 40_000])),
      ("minus zero", Tensor(shape: [2, 9], values: [Float](repeating: -0.0, count: 18))),
      ("no zeros", random([300, 100]) { _, _ in false }),
      ("vector", random([20_000]) { _, column in column >= 9000 }),
      ("wide", random([2, 9000]) { row, column in column >= 5000 - row }),
      ("last row", random([40, 40]) { row, _ in row < 39 }),
      ("first row", random([40, 40]) { row, _ in row > 0 }),
      ("every other", random([40, 40]) { row, _ in row % 2 == 0 }),
      (
        "window",
        random([1, 2, 60, 60]) { row, column in
          column > row % 60 || column + 10 < row % 60
        }
      ),
    ]
    for n in Array(1...40) + [65, 66, 67, 68, 69, 70, 129, 130, 131, 150] {
      samples.append(("causal \(n)", random([1, 3, n, n]) { row, column in column > row % n }))
    }
    // Runs of every length, and of every length near whole multiples of the longest match.
    samples.append(("runs", random([400, 401]) { row, column in column > row }))
    return samples
  }()

  @Test(arguments: choices) func `what is written is read back bit for bit`(choice: Compression)
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("x.npz")
    var writer = try NPZWriter(path: path)
    for (name, tensor) in Self.samples {
      let array = EncodedArray(
        name: name, shape: tensor.shape, values: tensor.values, compression: choice)
      try writer.append(array)
    }
    try writer.finish()
    let archive = try NPZFile(path: path)
    #expect(archive.names == Self.samples.map(\.name))
    for (name, tensor) in Self.samples {
      let read = try archive.tensor(name)
      #expect(read.shape == tensor.shape)
      #expect(read.values.map(\.bitPattern) == tensor.values.map(\.bitPattern), "\(name)")
    }
    try writeSample(path, named: "samples-\(choice).npz")
  }

  @Test(arguments: choices) func `an empty buffer without an address is an empty array`(
    choice: Compression
  ) throws {
    let folder = try TemporaryFolder()
    let none = unsafe UnsafeBufferPointer<Float>(start: nil, count: 0)
    var writer = try NPZWriter(path: folder.file("x.npz"))
    try unsafe writer.append(
      EncodedArray(name: "a", shape: [1, 0], values: none, compression: choice))
    try writer.finish()
    let tensor = try NPZFile(path: folder.file("x.npz")).tensor("a")
    #expect(tensor == Tensor(shape: [1, 0], values: []))
  }

  @Test func `runs make causal patterns little larger than a level does`() throws {
    let tensor = try #require(Self.samples.first { $0.name == "causal 150" }?.tensor)
    func size(_ choice: Compression) -> Int {
      EncodedArray(name: "a", shape: tensor.shape, values: tensor.values, compression: choice)
        .compressedCount
    }
    #expect(size(.fast) < size(.level(6)) * 112 / 100)
    #expect(size(.level(9)) <= size(.level(1)) && size(.fast) < size(.stored) * 6 / 10)
  }

  @Test func `a second array of one name is refused and nothing stays behind`() throws {
    let folder = try TemporaryFolder()
    let array = EncodedArray(name: "a", shape: [1], values: [1], compression: .fast)
    do {
      var writer = try NPZWriter(path: folder.file("x.npz"))
      try writer.append(array)
      #expect(throws: FormatError.self) { try writer.append(array) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(
    arguments: [
      ("0", Compression.stored), ("fast", .fast), ("1", .level(1)), ("9", .level(9)), ("10", nil),
      ("-1", nil), ("+1", nil), ("", nil), ("01", nil),
    ] as [(String, Compression?)])
  func `a compression is read from its text`(text: String, choice: Compression?) {
    #expect(Compression(text) == choice)
    if let choice { #expect(choice.description == text) }
  }

  @Test func `a size that the file can't justify is refused before memory is taken`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x.npz")
    var writer = try NPZWriter(path: path)
    try writer.append(
      EncodedArray(
        name: "a", shape: [2, 40], values: [Float](repeating: 0, count: 80), compression: .fast))
    try writer.finish()
    var file = try [UInt8](Data(contentsOf: URL(filePath: path)))
    let record = try #require(file.firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound)
    file.replaceSubrange(record + 24..<record + 28, with: little(UInt32(0xFFFF_FFF0)))
    try Data(file).write(to: URL(filePath: path))
    let error = #expect(throws: FormatError.self) { try NPZFile(path: path).tensor("a") }
    #expect(error?.problem.hasPrefix("'a.npy' can't have 4294967280 bytes, having ") == true)
  }

  /// Keeps a file for `scripts/check-numpy-reads.py`, which says where.
  private func writeSample(_ path: String, named name: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["PLENS_SAMPLES"] else { return }
    try FileManager.default.copyItem(atPath: path, toPath: folder + "/" + name)
    for (name, tensor) in Self.samples {
      try? writeNPY(path: folder + "/\(name).npy", tensor)
    }
  }

  @Test func `a full disk leaves nothing behind and what was there as it was`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x.npz")
    try writeAtomically("before".utf8, to: path)
    let problem = "cannot be written: No space left on device"
    func fill() throws {
      var writer = try NPZWriter(path: path)
      // From here on the temporary file is the device that is always full.
      let full = unsafe open("/dev/full", O_WRONLY)
      dup2(full, writer.output.descriptor)
      close(full)
      try writer.append(EncodedArray(name: "a", shape: [1], values: [1], compression: .fast))
      try writer.finish()
    }
    #expect(throws: FormatError(path: path, problem: problem, isAboutWriting: true)) { try fill() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.npz"])
  }
}
