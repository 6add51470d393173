/// Read-only float32 values that are shared without copying, in memory of their own or in a mapped
/// file.
///
/// The memory lives as long as the buffer; nothing writes to it after `init` returns, which is what
/// makes sharing it between threads safe.
@safe public final class FloatBuffer: @unchecked Sendable {
  /// Number of floats.
  public let count: Int

  private let base: UnsafeMutableRawPointer
  private let owner: AnyObject?

  /// Allocates `count` floats and has `fill` write every one of them.
  public init(
    count: Int, filledBy fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    self.count = count
    self.owner = nil
    // Huge pages need an aligned start and whole pages; 64 bytes serve small buffers and vector loads.
    let bytes = max(count * MemoryLayout<Float>.stride, 1)
    let page = bytes >= hugePage ? hugePage : 64
    let rounded = (bytes + page - 1) / page * page
    unsafe base = .allocate(byteCount: rounded, alignment: page)
    unsafe adviseHugePages(base, rounded)
    do {
      let floats = unsafe base.bindMemory(to: Float.self, capacity: count)
      try unsafe fill(UnsafeMutableBufferPointer(start: floats, count: count))
    } catch {
      unsafe base.deallocate()
      throw error
    }
  }

  /// Copies `values`.
  public convenience init(_ values: [Float]) {
    unsafe self.init(count: values.count) { unsafe _ = $0.update(fromContentsOf: values) }
  }

  /// Wraps `floats`, which must stay valid and unchanged while `owner` lives.
  public init(borrowing floats: UnsafeBufferPointer<Float>, from owner: AnyObject) {
    self.count = floats.count
    self.owner = owner
    if let start = floats.baseAddress {
      unsafe base = UnsafeMutableRawPointer(mutating: start)
    } else {
      unsafe base = emptyBuffer
    }
  }

  deinit {
    if owner == nil { unsafe base.deallocate() }
  }

  /// The floats, valid inside the closure.
  public func withFloats<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try unsafe body(
      UnsafeBufferPointer(start: base.assumingMemoryBound(to: Float.self), count: count))
  }

  /// A copy as an array.
  public var array: [Float] { unsafe withFloats { unsafe Array($0) } }
}

/// Where a buffer without floats starts.
private var emptyBuffer: UnsafeMutableRawPointer {
  unsafe UnsafeMutableRawPointer(bitPattern: 64).unsafelyUnwrapped
}
