internal import Files

/// A shard of a survey: the texts that belong to it by their hash, whatever the order of files.
public struct Shard: Equatable, Sendable, CustomStringConvertible {
  /// Its number, from 1.
  public let number: Int
  /// How many there are.
  public let count: Int

  /// All texts.
  public static let whole = Shard(number: 1, count: 1)

  private init(number: Int, count: Int) { (self.number, self.count) = (number, count) }

  /// Reads `3/8`: the third of eight; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1],
      (1...100_000).contains(count), (1...count).contains(number)
    else { return nil }
    self.init(number: number, count: count)
  }

  /// As it is read: `3/8`.
  public var description: String { "\(number)/\(count)" }

  /// The name of its folder: `3-of-8`.
  var folderName: String { "\(number)-of-\(count)" }

  /// Whether it takes the text.
  public func takes(_ text: String) -> Bool { takes(Digest.of(text, by: .md5)) }

  /// Whether it takes the text with this MD5.
  func takes(_ digest: [UInt8]) -> Bool {
    // The remainder byte by byte, so that all 128 bits count.
    digest.reduce(0) { ($0 << 8 | Int($1)) % count } == number - 1
  }
}
