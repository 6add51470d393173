internal import AsyncHTTPClient
package import Foundation

/// The proxy for an address by the environment's `http_proxy`, `https_proxy`, `all_proxy` and
/// `no_proxy`.
///
/// What curl does: https://curl.se/docs/manpage.html, "Environment". The capital names hold too, but for
/// `HTTP_PROXY`, which a web server may have set from a request.
package struct HTTPProxy: Hashable, Sendable {
  /// The proxy's host.
  package let host: String
  /// The proxy's port.
  package let port: Int
  /// The user's name at the proxy; nil for none.
  package let user: String?
  /// The password at the proxy; nil for none.
  package let password: String?

  /// Finds the proxy for `url`; nil if there is none, or one of a kind that is not supported.
  package init?(for url: URL, environment: [String: String]) {
    func value(_ names: String...) -> String? {
      names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    let host = url.host()?.lowercased() ?? ""
    let without = value("no_proxy", "NO_PROXY") ?? ""
    for name in without.lowercased().split(whereSeparator: { ", ".contains($0) }) {
      let bare = name.drop { $0 == "." }
      if name == "*" || host == bare || host.hasSuffix("." + bare) { return nil }
    }
    let own =
      url.scheme == "https" ? value("https_proxy", "HTTPS_PROXY") : value("http_proxy")
    guard let text = own ?? value("all_proxy", "ALL_PROXY"),
      let proxy = URL(string: text.contains("://") ? text : "http://" + text),
      proxy.scheme == "http", let name = proxy.host(), !name.isEmpty
    else { return nil }
    (self.host, port) = (name, proxy.port ?? 1080)
    (user, password) = (proxy.user(), proxy.password())
  }

  /// The same as the library has it.
  var setting: AsyncHTTPClient.HTTPClient.Configuration.Proxy {
    guard let user else { return .server(host: host, port: port) }
    return .server(
      host: host, port: port,
      authorization: .basic(username: user, password: password ?? ""))
  }
}
