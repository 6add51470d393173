internal import Files
internal import Foundation

/// The checksum of a file that its etag is.
///
/// Large files (LFS) have their SHA-256 as etag, small ones what git calls them: the SHA-1 of `blob
/// SIZE`, a zero byte and the content.
extension Digest {
  /// The checksum that `etag` looks like; nil where it is none, or git's and the size isn't known.
  init?(etag: String, size: Int?) {
    guard etag.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      return nil
    }
    switch (etag.utf8.count, size) {
    case (64, _): self.init(.sha256)
    case (40, let size?):
      self.init(.sha1)
      update(Data("blob \(size)\u{0}".utf8))
    default: return nil
    }
  }

  /// Adds bytes.
  mutating func update(_ data: Data) {
    for region in data.regions { unsafe region.withUnsafeBytes { unsafe update($0) } }
  }

  /// The checksum of all bytes so far, in lower-case digits.
  var text: String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
