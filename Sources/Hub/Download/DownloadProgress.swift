/// The progress of a download.
public struct DownloadProgress: Sendable, Equatable {
  /// The file that is being downloaded, by its name in the repository.
  public let file: String

  /// Files that are complete.
  public let filesDone: Int

  /// Files that are wanted; shards count from the time that their index is here.
  public let fileCount: Int

  /// Bytes of all wanted files that are on this machine.
  public let bytesDone: Int

  /// Bytes of all wanted files, as far as they are known.
  public let byteCount: Int
}
