internal import Formats

/// What the viewer says to one request.
struct ViewerAnswer: Equatable, Sendable {
  /// The status code of HTTP.
  var status = 200

  /// The media type of `body`.
  var type: String

  /// The content.
  var body: [UInt8] = []

  /// The content where it is a large file, which is sent in parts; `body` is empty then.
  var file: OpenFile?

  /// What tells this content from another, without quotes; nil for what is made anew each time.
  var tag: String?

  /// Whether the address names this very content, so that a browser need not ask again.
  var isFixed = false

  /// The lengths of the axes of an array; empty for anything else.
  var shape: [Int] = []

  /// The type of the numbers of an array, as NumPy names it; empty for anything else.
  var numbers = ""

  /// What else is told of an array, by the header's name.
  var about: [String: String] = [:]

  /// What a browser may do with the content where it is opened as a page; a figure may do nothing.
  var policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

  /// The same, or that the asker has it already (RFC 9110, section 13.1.2).
  ///
  /// - Parameter known: The `If-None-Match` of the request.
  func unless(_ known: String?) -> ViewerAnswer {
    guard let tag, let known else { return self }
    let isKnown = known.split(separator: ",").contains { part in
      let part = part.drop { $0 == " " }
      return part == "*" || part == "\"\(tag)\"" || part == "W/\"\(tag)\""
    }
    guard isKnown else { return self }
    // All else as it was: a browser takes the headers of this answer for those of its copy.
    var same = self
    (same.status, same.body, same.file) = (304, [], nil)
    return same
  }

  /// What is wrong, as `{"error": "..."}`.
  static func problem(_ problem: RequestProblem) -> ViewerAnswer {
    var object = problem.details
    object["error"] = .string(problem.text)
    return ViewerAnswer(
      status: problem.status, type: MediaType.json, body: Array(JSON.object(object).pageText.utf8))
  }

  /// A JSON value.
  static func json(_ value: JSON) -> ViewerAnswer {
    ViewerAnswer(type: MediaType.json, body: Array(value.pageText.utf8))
  }

  /// Objects, one a line.
  static func lines(_ objects: [JSONObject]) -> ViewerAnswer {
    let text = objects.map { JSON.object($0).pageText + "\n" }.joined()
    return ViewerAnswer(type: MediaType.lines, body: Array(text.utf8))
  }
}

extension JSON {
  /// A number for a page; null for one that JSON has not, at which a browser would refuse all of the answer.
  static func finite(_ number: Double) -> JSON { number.isFinite ? .number(number) : .null }
}

/// A request that can't be answered, with the status that says so.
struct RequestProblem: Error {
  let status: Int
  let text: String

  /// More that the page may want to know.
  var details: JSONObject = [:]

  static func missing(_ text: String) -> RequestProblem { RequestProblem(status: 404, text: text) }

  static func bad(_ text: String) -> RequestProblem { RequestProblem(status: 400, text: text) }

  /// The model of a page is not to be run.
  static let runsNothing = RequestProblem(
    status: 403, text: "the shell does not let the page run models: 'set page.run on' does")
}

/// Media types of the files in a store and of the page.
enum MediaType {
  static let json = "application/json"
  static let lines = "application/jsonl; charset=utf-8"

  /// The type that the ending of `name` stands for; nil for endings that are not served.
  static func named(_ name: String) -> String? {
    switch name.split(separator: ".").last {
    case "json": json
    case "jsonl": lines
    case "png": "image/png"
    case "jpg": "image/jpeg"
    case "svg": "image/svg+xml"
    case "pdf": "application/pdf"
    // Not as an encoding of SVG: pattern_lens's page inflates it itself.
    case "svgz": "application/gzip"
    case "txt": "text/plain; charset=utf-8"
    case "npz", "npy": "application/octet-stream"
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    default: nil
    }
  }
}
