internal import CLibMD

/// A digest of bytes that come piece by piece.
package struct Digest {
  /// The digest functions there are.
  package enum Algorithm {
    /// RFC 1321, 16 bytes; it protects nothing.
    case md5
    /// FIPS 180-4, 20 bytes.
    case sha1
    /// FIPS 180-4, 32 bytes.
    case sha256
  }

  private enum State {
    case md5(MD5_CTX)
    case sha1(SHA1_CTX)
    case sha256(SHA2_CTX)
  }

  private var state: State

  /// Makes a digest of no bytes yet.
  package init(_ algorithm: Algorithm) {
    switch algorithm {
    case .md5:
      var context = MD5_CTX()
      unsafe MD5Init(&context)
      state = .md5(context)
    case .sha1:
      var context = SHA1_CTX()
      unsafe SHA1Init(&context)
      state = .sha1(context)
    case .sha256:
      var context = SHA2_CTX()
      unsafe SHA256Init(&context)
      state = .sha256(context)
    }
  }

  /// The digest of the text's UTF-8.
  package static func of(_ text: String, by algorithm: Algorithm) -> [UInt8] {
    var digest = Digest(algorithm)
    var text = text
    text.withUTF8 { unsafe digest.update(UnsafeRawBufferPointer($0)) }
    return digest.bytes
  }

  /// Adds bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
    switch state {
    case .md5(var context):
      unsafe MD5Update(&context, start, bytes.count)
      state = .md5(context)
    case .sha1(var context):
      unsafe SHA1Update(&context, start, bytes.count)
      state = .sha1(context)
    case .sha256(var context):
      unsafe SHA256Update(&context, start, bytes.count)
      state = .sha256(context)
    }
  }

  /// The digest of all bytes so far.
  package var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    switch state {
    case .md5(var context):
      unsafe MD5Final(&bytes, &context)
      return Array(bytes[..<16])
    case .sha1(var context):
      unsafe SHA1Final(&bytes, &context)
      return Array(bytes[..<20])
    case .sha256(var context):
      unsafe SHA256Final(&bytes, &context)
      return bytes
    }
  }
}
