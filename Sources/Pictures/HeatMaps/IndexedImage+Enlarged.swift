import Formats

extension IndexedImage {
  /// The picture with a square of `factor` x `factor` pixels for each of its own.
  func enlarged(by factor: Int) -> IndexedImage {
    if factor == 1 { return self }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(indices.count * factor * factor)
    for start in stride(from: 0, to: indices.count, by: width) {
      let row = indices[start..<start + width].flatMap { repeatElement($0, count: factor) }
      for _ in 0..<factor { pixels += row }
    }
    return IndexedImage(
      width: width * factor, height: height * factor, indices: pixels, palette: palette)
  }
}
