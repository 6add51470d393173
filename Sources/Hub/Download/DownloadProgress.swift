/// How far a download is.
public struct DownloadProgress: Sendable, Equatable {
  /// The file that is coming, as the repository names it.
  public let file: String

  /// Files that are whole.
  public let filesDone: Int

  /// Files that are wanted; shards count from the time that their index is here.
  public let fileCount: Int

  /// Bytes of all wanted files that are on this machine.
  public let bytesDone: Int

  /// Bytes of all wanted files, as far as the server has told.
  public let byteCount: Int
}
