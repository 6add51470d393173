import Foundation
import Hub
import Testing

/// Proxies of the environment, as curl's manual has them.
@Suite struct ProxyTests {
  private func proxy(_ url: String, _ environment: [String: String]) throws -> String? {
    let url = try #require(URL(string: url))
    guard let proxy = HTTPProxy(for: url, environment: environment) else { return nil }
    let user = proxy.user.map { "\($0):\(proxy.password ?? "")@" } ?? ""
    return "\(user)\(proxy.host):\(proxy.port)"
  }

  @Test(
    arguments: [
      ("https://a.org/x", ["https_proxy": "http://p.org:3128"], "p.org:3128"),
      ("https://a.org/x", ["HTTPS_PROXY": "p.org:3128"], "p.org:3128"),
      ("https://a.org/x", ["ALL_PROXY": "http://p.org"], "p.org:1080"),
      ("https://a.org/x", ["https_proxy": "", "all_proxy": "q.org:1"], "q.org:1"),
      ("https://a.org/x", ["https_proxy": "http://me:secret@p.org:8"], "me:secret@p.org:8"),
      ("https://a.org/x", ["http_proxy": "http://p.org:3128"], nil),
      ("http://a.org/x", ["http_proxy": "http://p.org:3128"], "p.org:3128"),
      ("http://a.org/x", ["HTTP_PROXY": "http://p.org:3128"], nil),
      ("https://a.org/x", ["https_proxy": "p.org:1", "no_proxy": "b.org, a.org"], nil),
      ("https://cdn.a.org/x", ["https_proxy": "p.org:1", "no_proxy": ".a.org"], nil),
      ("https://a.org/x", ["https_proxy": "p.org:1", "no_proxy": "*"], nil),
      ("https://ba.org/x", ["https_proxy": "p.org:1", "NO_PROXY": "a.org"], "p.org:1"),
      ("https://a.org/x", [:], nil),
    ] as [(String, [String: String], String?)])
  func `the environment names a proxy`(
    url: String, environment: [String: String], expected: String?
  ) throws {
    #expect(try proxy(url, environment) == expected)
  }
}
