internal import Foundation

/// The addresses from which a viewer may be reached or read, besides its own.
public struct ViewerAccess: Equatable, Sendable {
  /// Origins under which the page itself is reached, such as that of a proxy with TLS; a page of one of them may show
  /// the viewer in a frame.
  public let origins: [String]

  /// Origins whose pages may read the viewer's data.
  public let readers: [String]

  /// Only the viewer's own address.
  public static let own = ViewerAccess()

  private init() { (origins, readers) = ([], []) }

  /// Checks the origins, such as `https://lab.example.org:8443`.
  ///
  /// - Throws: `ViewerError` for what is no origin.
  public init(origins: [String] = [], readers: [String] = []) throws {
    self.origins = try origins.map { try Self.origin($0) }
    self.readers = try readers.map { try Self.origin($0) }
  }

  /// Whether a request's `Host` is that of an origin.
  func hasHost(_ authority: String) -> Bool {
    origins.contains { $0.drop { $0 != "/" }.dropFirst(2) == authority.lowercased() }
  }

  /// Who may show the page in a frame, as a policy says it.
  var frames: String { origins.isEmpty ? "'none'" : (["'self'"] + origins).joined(separator: " ") }

  /// The origin as browsers write it: scheme and host in lower case, no path, no port that is the scheme's own.
  private static func origin(_ text: String) throws -> String {
    guard let url = URL(string: text), let scheme = url.scheme?.lowercased(),
      ["http", "https"].contains(scheme),
      let host = url.host?.lowercased(), !host.isEmpty, ["", "/"].contains(url.path),
      url.query == nil, url.user == nil
    else {
      throw ViewerError(
        "'\(text)' is no origin: write one as https://lab.example.org or http://10.0.0.5:8888")
    }
    let name = host.contains(":") ? "[\(host)]" : host
    let port = url.port.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : ":\($0)" } ?? ""
    return "\(scheme)://\(name)\(port)"
  }
}
