import CKernels

/// Logarithms and exponentials of whole arrays of float32, each the nearest float but for one in
/// thousands.
///
/// Zero has the logarithm -infinity and negative numbers NaN, as in the C library.
public enum Transcendentals {
  /// The natural logarithm of each value, times `scale`: 1 / ln 10 makes it the common logarithm.
  public static func logarithms(of values: [Float], scale: Double = 1) -> [Float] {
    unsafe mapped(values) { unsafe kernel_logarithms($0, $1, $2, scale) }
  }

  /// e to the power of each value.
  public static func powersOfE(_ values: [Float]) -> [Float] {
    unsafe mapped(values) { unsafe kernel_powers_of_e($0, $1, $2) }
  }

  private static func mapped(
    _ values: [Float],
    _ kernel: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  ) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: values.count) { output, used in
      unsafe values.withUnsafeBufferPointer { input in
        guard let source = input.baseAddress, let target = output.baseAddress else { return }
        unsafe kernel(source, target, input.count)
        used = input.count
      }
    }
  }
}
