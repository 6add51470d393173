import Formats
import Tensors

/// How keys, which are values too, are made of windows of tokens (DeepSeek-AI, 2026, DeepSeek V4).
///
/// Each element of a window's key is a weighted mean of what its tokens say; the weights are a softmax over the window.
struct CompressorWeights: Sendable {
  let axes: ModelConfig.Compression
  /// Width of a key.
  let width: Int
  let content: Linear  // the stream -> width, or twice that: for the next window and its own
  let shares: Linear  // as wide
  let places: [Float]  // added to the shares of each place in a window, [rate, as wide]
  let norm: NormWeights

  /// A key for each whole window of the rows of a prompt, `[rows / rate, width]`, not turned yet.
  ///
  /// - Parameters:
  ///   - content: What `content` makes of the prompt's rows.
  ///   - shares: What `shares` makes of them.
  ///   - checkpoint: Asked often; what it throws ends the work.
  func keys(
    content: Tensor, shares: Tensor, _ config: ModelConfig, _ checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let (rate, columns) = (axes.rate, content.columns)
    let windows = content.rows / rate
    // Of a window that overlaps, the first half of each row belongs to the window behind it.
    let halves = columns / width
    var keys = Tensor(zeros: [windows, width])
    try unsafe Parallel.forRows(
      of: &keys.values, columns: width, grain: 8,
      stoppingEvery: max(8, 4_000_000 / max(rate * columns, 1)), checkpoint
    ) { range, floats in
      for (index, window) in range.enumerated() {
        let own = (window * rate..<(window + 1) * rate).map { ($0, (halves - 1) * width) }
        let earlier =
          halves > 1 && window > 0 ? ((window - 1) * rate..<window * rate).map { ($0, 0) } : []
        for element in 0..<width {
          var scores: [Float] = []
          var values: [Float] = []
          for (row, first) in earlier + own {
            let column = first + element
            scores.append(
              shares.values[row * columns + column] + places[row % rate * columns + column])
            values.append(content.values[row * columns + column])
          }
          unsafe scores.withUnsafeMutableBufferPointer { unsafe softmax($0) }
          unsafe floats[index * width + element] = zip(scores, values).reduce(0) {
            $0 + $1.0 * $1.1
          }
        }
      }
    }
    return keys.normalized(by: norm, config)
  }
}

/// Keys of windows of tokens, which stand behind those of the tokens themselves.
struct CompressedKeys: Sendable {
  /// Those of all sequences, `[windows, width]`.
  let rows: Tensor
  /// The rows of each sequence.
  let ranges: [Range<Int>]
}

/// The rows that whole sequences are made of.
struct WholeRows {
  let x: Tensor  // [N, d]
  let batch: Batch

  /// Where the rows of a sequence's tokens are.
  func spans(of sequence: Int) -> [RowSpan] {
    batch.spans(
      of: sequence, 0..<batch.sequences[sequence].tokens.count,
      inFirst: batch.count(ofRows: x.shape[0]))
  }
}

extension ForwardPass {
  /// The rows of the pass, `[N, d]`, behind those that a run before kept, and keeps them for later ones.
  func wholeRows(_ x: Tensor, _ layer: Int) -> WholeRows {
    guard let keeper, var sequence = batch.sequences.first else {
      return WholeRows(x: x, batch: batch)
    }
    keeper.keep(x, layer)
    guard sequence.start > 0, var whole = keeper.earlier(layer)?.mixed?.part(0..<sequence.start)
    else { return WholeRows(x: x, batch: batch) }
    whole.append(x)
    sequence.start = 0
    return WholeRows(x: whole, batch: Batch([sequence]))
  }

  /// The keys of each sequence's windows, turned by the place of the window's first token.
  func compressed(
    _ rows: WholeRows, by compressor: CompressorWeights, _ rotary: Rotary?
  ) throws -> CompressedKeys {
    let made = try map(rows.x, by: [compressor.content, compressor.shares])
    let (content, shares) = (made[0], made[1])
    var all = Tensor(zeros: [0, compressor.width])
    var ranges: [Range<Int>] = []
    for (index, sequence) in batch.sequences.enumerated() {
      let spans = rows.spans(of: index)
      var keys = try compressor.keys(
        content: content.gathered(spans), shares: shares.gathered(spans), config, tap.checkpoint)
      if let rotary {
        let rate = Double(compressor.axes.rate)
        let table = RotaryTable(
          positions: 0..<keys.rows,
          frequencies: rotary.frequencies(tokens: sequence.length).map { $0 * rate },
          magnitude: rotary.magnitude)
        keys.rotate(
          rows: 0..<keys.rows, from: 0, by: table, rotary.pairs, headWidth: compressor.width,
          skipping: compressor.width - rotary.width)
      }
      ranges.append(all.rows..<all.rows + keys.rows)
      all.append(keys)
    }
    return CompressedKeys(rows: all, ranges: ranges)
  }
}

/// The tensors that make keys of windows.
enum CompressorPart: Sendable { case content, shares, places, norm }

extension WeightReader {
  /// What makes keys of windows in `layer`, for heads or for their indexer; nil where only tokens have keys.
  func compressor(
    layer: Int, width: Int, _ role: (CompressorPart) -> WeightRole
  ) throws -> CompressorWeights? {
    guard let axes = config.compression(in: layer) else { return nil }
    let columns = axes.overlaps ? 2 * width : width
    return CompressorWeights(
      axes: axes, width: width,
      content: try linear(role(.content), layer, config.width, columns),
      shares: try linear(role(.shares), layer, config.width, columns),
      places: try stored(
        role(.places), layer, suffixes: ["", ".weight"], shape: [axes.rate, columns]
      ).widened().array,
      norm: try norm(role(.norm), layer: layer, count: width))
  }
}
