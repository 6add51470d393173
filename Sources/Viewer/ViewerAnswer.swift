internal import Formats

/// What the viewer says to one request.
struct ViewerAnswer: Equatable, Sendable {
  /// The status code of HTTP.
  var status = 200

  /// The media type of `body`.
  var type: String

  /// The content.
  var body: [UInt8] = []

  /// The strong entity tag, with its quotes; nil for what is made anew each time.
  var tag: String?

  /// The lengths of the axes of an array of float32; empty for anything else.
  var shape: [Int] = []

  /// What a browser may do with the content where it is opened as a page; a figure may do nothing.
  var policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

  /// A text of one line that says what is wrong.
  static func problem(_ status: Int, _ text: String) -> ViewerAnswer {
    let line = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
    return ViewerAnswer(
      status: status, type: "text/plain; charset=utf-8", body: Array((line + "\n").utf8))
  }

  /// A JSON value.
  static func json(_ value: JSON) -> ViewerAnswer {
    ViewerAnswer(type: "application/json", body: Array(value.text.utf8))
  }

  /// Objects, one a line.
  static func lines(_ objects: [JSONObject]) -> ViewerAnswer {
    let text = objects.map { JSON.object($0).text + "\n" }.joined()
    return ViewerAnswer(type: MediaType.lines, body: Array(text.utf8))
  }

  /// The page itself or a part of it, which may load its own parts and nothing from elsewhere.
  static func page(_ text: String, type: String) -> ViewerAnswer {
    var answer = ViewerAnswer(type: type + "; charset=utf-8", body: Array(text.utf8))
    answer.policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return answer
  }
}

/// A request that can't be answered, with the status that says so.
struct RequestProblem: Error {
  let status: Int
  let text: String

  static func missing(_ text: String) -> RequestProblem { RequestProblem(status: 404, text: text) }
}

/// Media types of the files in a store.
enum MediaType {
  static let lines = "application/jsonl; charset=utf-8"

  /// The type that the ending of `name` stands for; nil for endings that a store does not have.
  static func named(_ name: String) -> String? {
    switch name.split(separator: ".").last {
    case "json": "application/json"
    case "jsonl": lines
    case "png": "image/png"
    case "svg": "image/svg+xml"
    // Not as an encoding of SVG: pattern_lens's page inflates it itself.
    case "svgz": "application/gzip"
    case "txt": "text/plain; charset=utf-8"
    case "npz", "npy": "application/octet-stream"
    default: nil
    }
  }
}
