internal import CViewerPage
internal import Figures
internal import Formats
internal import Foundation

/// The page's files, which are inside the program: plain HTML, CSS and modules of JavaScript that
/// load nothing from elsewhere.
enum ViewerPage {
  /// The files by their paths.
  static let files: [String: [UInt8]] = {
    var files: [String: [UInt8]] = [:]
    for place in 0..<page_file_count() {
      let file = unsafe page_file(place)
      let name = unsafe String(cString: file.name)
      files[name] = unsafe Array(UnsafeRawBufferPointer(start: file.bytes, count: file.count))
    }
    return files
  }()

  private static let tags = files.mapValues(tag)

  /// What stands for all files: the page's documents name the others below it, so that a browser
  /// keeps those until there are others, and asks for none twice.
  private static let version = tag(
    files.keys.sorted().flatMap { Array($0.utf8) + (files[$0] ?? []) })

  private static let documents = files.filter { $0.key.hasSuffix(".html") }.mapValues { bytes in
    Array(
      String(decoding: bytes, as: UTF8.self).replacing("\"page/", with: "\"page/\(version)/").utf8)
  }

  /// The file at a path; nil where the page has none.
  static func answer(_ names: [String]) -> ViewerAnswer? {
    var names = names.isEmpty ? ["index.html"] : names
    let isFixed = names.count == 3 && names[0] == "page" && names[1] == version
    if isFixed { names.remove(at: 1) }
    let path = names.joined(separator: "/")
    guard let body = documents[path] ?? files[path], let type = MediaType.named(path) else {
      return nil
    }
    return ViewerAnswer(
      type: type, body: body, tag: tags[path], isFixed: isFixed, policy: policy)
  }

  /// The page may load its own parts and nothing from elsewhere; pictures that it makes itself are
  /// blobs.
  static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  /// Colour maps by name, those for categories left out: base64 of three bytes for each colour.
  static let palettes: ViewerAnswer = {
    var maps: JSONObject = [:]
    for name in Colormap.names where !name.hasSuffix("_r") {
      guard let map = try? Colormap(named: name), map.colors.count >= 256 else { continue }
      maps[name] = .string(
        Data(map.colors.flatMap { [$0.red, $0.green, $0.blue] }).base64EncodedString())
    }
    var answer = ViewerAnswer.json(.object(maps))
    answer.tag = tag(answer.body)
    return answer
  }()

  private static func tag(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 36)
  }
}
