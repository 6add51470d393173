internal import CZlib

/// One of zlib's streams in memory that does not move, since zlib keeps its address.
@safe final class ZStream {
  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
  }

  deinit { unsafe stream.deallocate() }

  /// Calls one of zlib's functions that need the stream alone.
  func call<Result>(_ body: (UnsafeMutablePointer<z_stream>) -> Result) -> Result {
    unsafe body(stream)
  }

  /// Runs `body`, `deflate` or `inflate`, over as much as zlib can count, and drops what it has
  /// read from the front of `input` and written to the front of `output`.
  func step(
    _ input: inout UnsafeRawBufferPointer, _ output: inout UnsafeMutableRawBufferPointer,
    _ body: (UnsafeMutablePointer<z_stream>) -> Int32
  ) -> Int32 {
    let most = 1 << 30
    let (given, room) = (min(input.count, most), min(output.count, most))
    let bytes = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes)
    unsafe stream.pointee.avail_in = UInt32(given)
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(room)
    let status = unsafe body(stream)
    let read = unsafe given - Int(stream.pointee.avail_in)
    let written = unsafe room - Int(stream.pointee.avail_out)
    unsafe input = UnsafeRawBufferPointer(rebasing: input[read...])
    unsafe output = UnsafeMutableRawBufferPointer(rebasing: output[written...])
    return status
  }
}
