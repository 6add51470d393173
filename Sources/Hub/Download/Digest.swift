internal import CLibMD
internal import Foundation

/// A checksum that grows with the bytes of a file: the one that the file's etag is.
///
/// Large files (LFS) have their SHA-256 as etag, small ones what git calls them: the SHA-1 of `blob SIZE`, a zero
/// byte and the content.
enum Digest {
  case sha256(SHA2_CTX)
  case sha1(SHA1_CTX)

  /// The checksum that `etag` looks like; nil where it is none, or git's and the size isn't known.
  init?(etag: String, size: Int?) {
    guard etag.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      return nil
    }
    switch (etag.utf8.count, size) {
    case (64, _):
      var context = SHA2_CTX()
      unsafe SHA256Init(&context)
      self = .sha256(context)
    case (40, let size?):
      var context = SHA1_CTX()
      unsafe SHA1Init(&context)
      self = .sha1(context)
      update(Data("blob \(size)\u{0}".utf8))
    default: return nil
    }
  }

  /// Adds bytes.
  mutating func update(_ data: Data) {
    for region in data.regions {
      unsafe region.withUnsafeBytes { bytes in
        let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
        switch self {
        case .sha256(var context):
          unsafe SHA256Update(&context, start, bytes.count)
          self = .sha256(context)
        case .sha1(var context):
          unsafe SHA1Update(&context, start, bytes.count)
          self = .sha1(context)
        }
      }
    }
  }

  /// The checksum of all bytes so far, in lower-case digits.
  var text: String {
    var bytes = [UInt8](repeating: 0, count: 32)
    switch self {
    case .sha256(var context):
      unsafe SHA256Final(&bytes, &context)
    case .sha1(var context):
      unsafe SHA1Final(&bytes, &context)
      bytes.removeLast(12)
    }
    return bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
