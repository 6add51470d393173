public import Activations
import Tensors
public import Transformers

/// A composition score (Elhage et al., 2021): how much of what one head writes another head reads.
public struct Composition: Equatable, Sendable {
  /// The head that writes.
  public let writer: Head
  /// The head that reads, in a later layer.
  public let reader: Head
  /// |OV M| / (|OV| |M|), where M is the reader's matrix; about 1 / sqrt(width) for independent
  /// random heads.
  public let value: Double
}

extension Model {
  /// The composition that independent random heads of this width would have.
  public var compositionBaseline: Double { 1 / Double(config.width).squareRoot() }

  /// The composition of every writer with every reader in a later layer, through queries, keys or values.
  ///
  /// Rotations are left out, as at distance 0, and so are the scales of norms on queries and keys.
  ///
  /// - Parameters:
  ///   - writers: Query heads; nil for all.
  ///   - readers: Query heads; nil for all.
  ///   - progress: Called with how many layers of readers are done and how many there are.
  /// - Returns: Pairs by writer, then by reader.
  /// - Throws: `CausalError` for heads that are not there, or where no reader comes after a writer.
  public func composition(
    by input: PathInput, writers: [Head]? = nil, readers: [Head]? = nil,
    form: CircuitForm = .folded, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> [Composition] {
    let (writers, readers) = (try checked(writers), try checked(readers))
    guard let first = writers.first, let last = readers.last, first.layer < last.layer else {
      throw CausalError("no reader is in a later layer than a writer")
    }
    let later = readers.filter { $0.layer > first.layer }
    let earlier = writers.filter { $0.layer < last.layer }
    let layers = Set(later.map(\.layer)).sorted()
    // Thin factors: the long sides of both are replaced by small roots that have the same lengths.
    var written: [Factor] = []
    for layer in Set(earlier.map(\.layer)).sorted() {
      try checkpoint()
      let weights = try HeadMatrices(self, layer: layer, form: form)
      written += try earlier.filter { $0.layer == layer }.map { head in
        let left = try weights.value(head.index).transposed.leftRoot()  // R R^T = V^T V
        return Factor(head: head, matrix: left.transposed.times(weights.output(head.index)))
      }
    }
    var result: [Composition] = []
    for (done, layer) in layers.enumerated() {
      try checkpoint()
      let weights = try HeadMatrices(self, layer: layer, form: form)
      let read = try later.filter { $0.layer == layer }.map { head in
        let (near, far) = weights.reading(head.index, by: input)  // [d, h], [h, d]
        return Factor(head: head, matrix: near.times(try far.leftRoot()))
      }
      let before = written.filter { $0.head.layer < layer }
      let pairs = before.flatMap { writer in read.map { (writer, $0) } }
      let values = Parallel.map(pairs.count) { index in
        let (writer, reader) = pairs[index]
        let whole = writer.norm * reader.norm
        return whole > 0 ? writer.matrix.times(reader.matrix).norm / whole : 0
      }
      result += zip(pairs, values).map {
        Composition(writer: $0.0.head, reader: $0.1.head, value: $1)
      }
      progress(done + 1, layers.count)
    }
    return result.sorted { ($0.writer, $0.reader) < ($1.writer, $1.reader) }
  }
}

/// One head's side of a composition, `[h, d]` or `[d, h]`.
private struct Factor: Sendable {
  let head: Head
  let matrix: Matrix
  let norm: Double

  init(head: Head, matrix: Matrix) {
    (self.head, self.matrix) = (head, matrix)
    norm = matrix.norm
  }
}

extension HeadMatrices {
  /// The two factors of what a head does with one of its inputs: that at the stream `[d, h]`, and the other `[h, d]`.
  fileprivate func reading(_ head: Int, by input: PathInput) -> (Matrix, Matrix) {
    switch input {
    case .q: (query(head), key(head).transposed)
    case .k: (key(head), query(head).transposed)
    case .v: (value(head), output(head))
    }
  }
}
