/// The bytes of a gzip file (RFC 1952) of `bytes`, which holds neither a name nor a time: equal
/// bytes give equal files.
public func gzip(_ bytes: [UInt8]) -> [UInt8] {
  unsafe bytes.withUnsafeBytes { unsafe Deflate.encode($0, level: 9, container: .gzip) }
}
