import Files
import Glibc
import Workspace

/// What `>>` adds to a file, so that the whole stays what its ending says.
enum Appending {
  /// Throws `ShellError` where the file's form is one value, of which it has one.
  static func check(_ path: String, _ mode: OutputMode) throws {
    guard [.json, .npy, .npz, .svg, .png].contains(mode), OutputMode(ending: path) == mode,
      !beginning(of: path, count: 1).isEmpty
    else { return }
    throw ShellError(
      .usage,
      "'\(path)' holds one value, to which '>>' can't add: files that grow are jsonl, csv and tsv")
  }

  /// `content` without its line of column names where the file begins with them.
  ///
  /// - Throws: `ShellError` where a table's file has other columns.
  static func rows(of content: [UInt8], for path: String, _ mode: OutputMode) throws -> [UInt8] {
    guard mode == .csv || mode == .tsv, let end = content.firstIndex(of: UInt8(ascii: "\n"))
    else { return content }
    let names = content[...end]
    let there = beginning(of: path, count: names.count)
    if there.isEmpty { return content }
    if there.elementsEqual(names) { return Array(content[(end + 1)...]) }
    guard OutputMode(ending: path) == mode else { return content }
    let columns = String(decoding: names.dropLast(), as: UTF8.self)
    throw ShellError(
      .usage, "'\(path)' has other columns than what is to be added: \(columns.prefix(200))")
  }

  /// The first bytes of a file; none of what is no file.
  private static func beginning(of path: String, count: Int) -> [UInt8] {
    guard let (descriptor, _) = try? openForReading(path) else { return [] }
    defer { close(descriptor) }
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      used = max(0, unsafe read(descriptor, buffer.baseAddress, count))
    }
  }
}
