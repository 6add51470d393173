internal import CViewerPage
internal import Files
internal import Formats
internal import Foundation
internal import Pictures

/// The page's documents, which are inside the program: plain HTML, CSS and modules of JavaScript
/// that load nothing from elsewhere.
///
/// A document goes out with its style and what its script begins with. It names all modules that its script
/// begins with, so that a browser asks for them at once and not for each when it has read the one before.
enum ViewerPage {
  /// A file as it goes out.
  struct Document {
    /// The file, in two parts around the place for what its script begins with.
    let parts: [[UInt8]]

    /// What the document may do: run this viewer's script and its own style, and ask this viewer.
    ///
    /// Pictures that it makes itself are blobs.
    let policy: String

    /// The file where nothing is known before.
    var bytes: [UInt8] { Array(parts.joined()) }
  }

  /// The files by their paths.
  static let documents = Dictionary(
    uniqueKeysWithValues: files.filter { !$0.key.hasSuffix(".css") }.map { path, bytes in
      // Modules of a script name no style, and to look for one in all of them takes a while.
      (path, path.hasSuffix(".html") ? document(bytes) : document(bytes, styles: []))
    })

  private static let styles = files.filter { $0.key.hasSuffix(".css") }.map { ($0.key, $0.value) }

  /// The files as they were written.
  private static let files: [String: [UInt8]] = {
    var files: [String: [UInt8]] = [:]
    for place in 0..<page_file_count() {
      let file = unsafe page_file(place)
      let name = unsafe String(cString: file.name)
      files[name] = unsafe Array(UnsafeRawBufferPointer(start: file.bytes, count: file.count))
    }
    return files
  }()

  /// The file at a path; nil where the page has none.
  ///
  /// - Parameter start: What a document's script begins with, as JSON.
  static func answer(_ names: [String], start: () -> JSON) -> ViewerAnswer? {
    let path = names.isEmpty ? "index.html" : names.joined(separator: "/")
    guard let document = documents[path], let type = MediaType.named(path) else { return nil }
    var body = document.parts[0]
    if document.parts.count == 2 {
      // No text may end the element that it stands in.
      body += start().pageText.utf8.split(
        separator: UInt8(ascii: "<"), omittingEmptySubsequences: false
      )
      .joined(separator: Array("\\u003c".utf8))
      body += document.parts[1]
    }
    return ViewerAnswer(type: type, body: body, tag: tag(body), policy: document.policy)
  }

  /// Puts into a document the styles that it names, and allows these and no other.
  private static func document(
    _ file: [UInt8], styles: [(path: String, bytes: [UInt8])] = styles
  ) -> Document {
    var text = String(decoding: file, as: UTF8.self)
    var allowed: [String] = []
    for (path, bytes) in styles {
      let element = "<link rel=\"stylesheet\" href=\"\(path)\">"
      guard text.contains(element) else { continue }
      let content = String(decoding: bytes, as: UTF8.self)
      text = text.replacing(element, with: "<style>" + content + "</style>")
      allowed.append("'sha256-\(sha256(content))'")
    }
    let style = allowed.isEmpty ? "'none'" : allowed.joined(separator: " ")
    let place = "type=\"application/json\">"
    let parts = text.split(separator: place, maxSplits: 1).map { Array($0.utf8) }
    return Document(
      parts: parts.count == 2 ? [parts[0] + Array(place.utf8), parts[1]] : [Array(text.utf8)],
      policy:
        "default-src 'none'; script-src 'self'; style-src \(style); img-src 'self' data: blob:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
  }

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

  /// SHA-256 (FIPS 180-4) of the text's UTF-8 in base64, as a policy names what it allows.
  private static func sha256(_ text: String) -> String {
    Data(Digest.of(text, by: .sha256)).base64EncodedString()
  }
}
