// The cases carry the types' own names.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import CKernels

/// A stored number format that the matrix kernels read directly, by ggml's name.
public enum StoredElement: Sendable {
  case f32, f16, bf16, q4_0, q4_1, q5_0, q5_1, q8_0, mxfp4, q2K, q3K, q4K, q5K, q6K

  /// Numbers that are stored together, and the bytes that they take.
  var block: (length: Int, bytes: Int) {
    switch self {
    case .f32: (1, 4)
    case .f16, .bf16: (1, 2)
    case .q4_0: (32, 18)
    case .q4_1: (32, 20)
    case .q5_0: (32, 22)
    case .q5_1: (32, 24)
    case .q8_0: (32, 34)
    case .mxfp4: (32, 17)
    case .q2K: (256, 84)
    case .q3K: (256, 110)
    case .q4K: (256, 144)
    case .q5K: (256, 176)
    case .q6K: (256, 210)
    }
  }

  var kernel: kernel_element {
    switch self {
    case .f32: kernel_f32
    case .f16: kernel_f16
    case .bf16: kernel_bf16
    case .q4_0: kernel_q4_0
    case .q4_1: kernel_q4_1
    case .q5_0: kernel_q5_0
    case .q5_1: kernel_q5_1
    case .q8_0: kernel_q8_0
    case .mxfp4: kernel_mxfp4
    case .q2K: kernel_q2_k
    case .q3K: kernel_q3_k
    case .q4K: kernel_q4_k
    case .q5K: kernel_q5_k
    case .q6K: kernel_q6_k
    }
  }

  /// Widens the whole blocks in `source` on this thread until `floats` is full.
  public func widen(
    _ source: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>,
    with instructions: InstructionSet = .chosen
  ) {
    let bytes = floats.count / block.length * block.bytes
    precondition(source.count >= bytes, "\(source.count) bytes for \(floats.count) of \(self)")
    guard let target = floats.baseAddress, let start = source.baseAddress else { return }
    unsafe kernel_widen(instructions.kernels, kernel, start, floats.count, target)
  }
}

/// Rows of numbers in their stored format; matrix products widen a few hundred at a time.
@safe public final class StoredRows: @unchecked Sendable {
  /// Widens the numbers `range` (whole blocks) of row `row` to floats.
  public typealias Decoder =
    @Sendable (
      _ row: Int, _ range: Range<Int>, _ floats: UnsafeMutableBufferPointer<Float>
    ) -> Void

  /// Number of rows.
  public let rows: Int
  /// Numbers in each row, a multiple of the format's block length.
  public let columns: Int

  private let element: StoredElement
  private let block: (length: Int, bytes: Int)
  private let bytes: UnsafeRawPointer?
  private let owner: AnyObject?
  private let decoder: Decoder?

  /// Wraps rows that lie one after another in `bytes`, which must stay valid and unchanged while
  /// `owner` lives.
  public init(
    _ bytes: UnsafeRawBufferPointer, of element: StoredElement, columns: Int, from owner: AnyObject
  ) {
    let block = element.block
    precondition(columns % block.length == 0, "rows of \(columns) \(element)")
    let rowBytes = columns / block.length * block.bytes
    (self.element, self.block, self.columns, self.owner) = (element, block, columns, owner)
    rows = rowBytes == 0 ? 0 : bytes.count / rowBytes
    unsafe self.bytes = bytes.baseAddress
    unsafe decoder = nil
  }

  /// Shares the rows of a matrix of floats.
  public convenience init(_ floats: FloatBuffer, columns: Int) {
    unsafe self.init(
      floats.withFloats { UnsafeRawBufferPointer($0) }, of: .f32, columns: columns,
      from: floats)
  }

  /// Describes rows that only `decoder` knows how to read.
  ///
  /// - Parameter blockLength: Numbers that are stored together; 256 are a multiple of it.
  public init(rows: Int, columns: Int, blockLength: Int, decoder: @escaping Decoder) {
    precondition(256 % blockLength == 0 && columns % blockLength == 0, "blocks of \(blockLength)")
    (self.rows, self.columns) = (rows, columns)
    unsafe self.decoder = decoder
    (element, block, owner) = (.f32, (blockLength, 0), nil)
    unsafe bytes = nil
  }

  /// Calls `body` with what a kernel has to know to read these rows.
  func withKernelWeights<Result>(_ body: (inout kernel_weights) -> Result) -> Result {
    var weights = unsafe kernel_weights()
    unsafe weights.element = element.kernel
    unsafe weights.block = block.length
    unsafe weights.block_bytes = block.bytes
    unsafe weights.bytes = bytes
    unsafe weights.row_bytes = columns / block.length * block.bytes
    unsafe weights.context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    unsafe weights.decode = { context, row, first, count, values in
      guard let context = unsafe context, let values = unsafe values else { return }
      let rows = unsafe Unmanaged<StoredRows>.fromOpaque(context).takeUnretainedValue()
      unsafe rows.decoder?(
        row, first..<first + count, UnsafeMutableBufferPointer(start: values, count: count))
    }
    return withExtendedLifetime(self) { unsafe body(&weights) }
  }
}
