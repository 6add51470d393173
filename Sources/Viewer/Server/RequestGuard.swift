internal import HTTPTypes

/// Decides which requests are this machine's own pages'.
///
/// A page from elsewhere that a browser has open could ask too: by giving its own name this
/// machine's address (so the `Host` is looked at), or across origins (so is the `Origin`).
struct RequestGuard: Sendable {
  /// The address that the server listens on.
  let host: String

  /// What a request must know; nil where only this machine can reach the server.
  let token: String?

  /// Who else may come.
  var access = ViewerAccess.own

  /// What to do with a request.
  enum Verdict: Equatable {
    case allowed
    /// Sends the page on to its address without the token, and lets the browser remember that.
    case remember(location: String, cookie: String)
    case refused(Int, String)
  }

  /// Judges a request by its head.
  func verdict(_ head: HTTPRequest) -> Verdict {
    guard isOwnName(head.authority) else {
      return .refused(
        403,
        "the viewer answers under this machine's own names only; behind a proxy start it with "
          + "--origin and the address that the proxy has, such as https://\(head.authority ?? "lab.example.org")"
      )
    }
    // The page's files hold nothing of anybody's, and a browser names its origin when it asks for scripts: behind a
    // proxy another one than this server knows.
    let path = head.path ?? "/"
    let isPage = head.method == .get && (path.hasPrefix("/page/") || path == "/api/palettes")
    if let origin = head.headerFields[.origin], !isPage, !isOwn(origin, head),
      !access.readers.contains(origin)
    {
      return .refused(
        403,
        "the viewer answers its own pages only, and this one's origin is \(origin.prefix(100)); --origin allows one "
          + "under which the viewer is reached, --cors one whose pages may read")
    }
    guard let token else { return .allowed }
    if cookies(head).contains(where: { $0.name == Self.cookie && isToken($0.value, token) }) {
      return .allowed
    }
    let parts = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let pairs = parts.count == 2 ? parts[1].split(separator: "&") : []
    guard pairs.contains(where: { $0.hasPrefix("token=") && isToken($0.dropFirst(6), token) })
    else { return .refused(401, "the address needs '?token=' as the shell printed it") }
    let rest = pairs.filter { !$0.hasPrefix("token=") }.joined(separator: "&")
    // A path of two slashes would be another machine's.
    let place = "/" + parts[0].drop { $0 == "/" || $0 == "\\" }
    return .remember(
      location: rest.isEmpty ? place : "\(place)?\(rest)",
      cookie: "\(Self.cookie)=\(token); Path=/; HttpOnly; SameSite=Strict")
  }

  /// Whether a page of `origin` is the viewer's own.
  private func isOwn(_ origin: String, _ head: HTTPRequest) -> Bool {
    head.authority.map { origin == "http://\($0)" } ?? false || access.origins.contains(origin)
  }

  /// Whether a request may do more than read: what pages of other origins send says so.
  func mayPost(_ head: HTTPRequest) -> Bool {
    head.headerFields[.origin].map { isOwn($0, head) } ?? false
  }

  /// The origin that an answer must name so that its page may read it; nil where that needs
  /// nothing.
  func reader(_ head: HTTPRequest) -> String? {
    head.headerFields[.origin].flatMap { access.readers.contains($0) ? $0 : nil }
  }

  private static let cookie = "plens-token"

  private func cookies(_ head: HTTPRequest) -> [(name: Substring, value: Substring)] {
    head.headerFields[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair in
      let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
  }

  /// Compares in a time that says nothing of where two texts differ.
  private func isToken(_ text: Substring, _ token: String) -> Bool {
    let (found, wanted) = (Array(text.utf8), Array(token.utf8))
    var difference = found.count ^ wanted.count
    for place in wanted.indices {
      difference |= Int(wanted[place] ^ (place < found.count ? found[place] : 0))
    }
    return difference == 0
  }

  private func isOwnName(_ authority: String?) -> Bool {
    guard let authority else { return false }
    let name: Substring
    if authority.hasPrefix("[") {
      name = authority.dropFirst().prefix { $0 != "]" }
    } else {
      name = authority.prefix { $0 != ":" }
    }
    if isLoopback(String(name)) || access.hasHost(authority) { return true }
    guard token != nil else { return false }
    // Behind a token any address in numbers is fine: a name can't be given to one.
    return name == host || name.contains(":")
      || name.split(separator: ".").count == 4
        && name.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) }
  }
}

/// Whether `host` names this machine in a way that no other machine can reach.
func isLoopback(_ host: String) -> Bool {
  if host == "::1" || host.lowercased() == "localhost" { return true }
  let parts = host.split(separator: ".", omittingEmptySubsequences: false)
  return parts.count == 4 && parts[0] == "127"
    && parts.allSatisfy { part in part.utf8.count <= 3 && UInt8(part) != nil }
}
