import Foundation
import Hub
import TestSupport
import Testing

/// Downloads over HTTPS, and servers that can't be connected to.
@Suite struct SecurityTests {
  private func problem(_ settings: HubSettings) -> HubError? {
    #expect(throws: HubError.self) {
      try ModelDownload(name: "org/plain", revision: "main", settings: settings).run()
    }
  }

  @Test func `a server is known by the certificates that the environment names`() throws {
    let hub = try LocalHub(isSecure: true)
    let settings = hub.settings(token: "secret", certificates: LocalHub.certificate)
    let folder = try ModelDownload(name: "org/plain", revision: "main", settings: settings).run()
    let weights = try Data(contentsOf: URL(filePath: folder + "/model.safetensors"))
    // What the server makes: byte i is i * i + i / 251.
    let expected = (0..<50_000).map { (place: Int) in UInt8((place * place + place / 251) % 256) }
    #expect([UInt8](weights) == expected)
  }

  @Test func `a server that nothing vouches for is sent nothing and told of at once`() throws {
    let hub = try LocalHub(isSecure: true)
    // A certificate of the same name with another key.
    var settings = hub.settings(certificates: fixture("hub/other.pem"))
    settings.retryDelay = 3600
    let error = try #require(problem(settings))
    #expect(error.kind == .unreachable)
    #expect(error.description.hasPrefix("127.0.0.1: its certificate is not valid"))
  }

  @Test func `a port where nobody listens is told of at once`() throws {
    for scheme in ["http", "https"] {
      var settings = HubSettings(environment: [
        "HF_ENDPOINT": "\(scheme)://127.0.0.1:1", "HOME": "/nowhere",
        "SSL_CERT_FILE": LocalHub.certificate,
      ])
      settings.retryDelay = 3600
      let error = try #require(problem(settings))
      #expect(error == HubError(.unreachable, "127.0.0.1: Connection refused"))
    }
  }

  @Test func `a server without HTTPS is told of at once`() throws {
    let port = try LocalHub().port
    var settings = HubSettings(environment: [
      "HF_ENDPOINT": "https://127.0.0.1:\(port)", "HOME": "/nowhere",
      "SSL_CERT_FILE": LocalHub.certificate,
    ])
    settings.retryDelay = 3600
    #expect(problem(settings)?.description == "127.0.0.1: it does not speak HTTPS")
  }

  @Test
  func `certificates are looked for where the environment says, then where systems have them`()
    throws
  {
    let folder = try TemporaryFolder()
    let (own, other) = (folder.file("own.pem"), folder.file("other.pem"))
    for path in [own, other] { try Data().write(to: URL(filePath: path)) }
    func path(_ environment: [String: String], _ places: [String]) throws -> String {
      try TrustedCertificates(environment: environment, places: places).path
    }
    #expect(try path(["SSL_CERT_FILE": own, "CURL_CA_BUNDLE": other], []) == own)
    #expect(try path(["SSL_CERT_FILE": "", "REQUESTS_CA_BUNDLE": other], [own]) == other)
    #expect(try path([:], [folder.file("no.pem"), own]) == own)
    #expect(
      throws: HubError(.failed, "CURL_CA_BUNDLE is '/no', which is no file of certificates")
    ) { try path(["CURL_CA_BUNDLE": "/no"], [own]) }
    #expect(
      throws: HubError(
        .failed,
        "this system has no certificates to check servers by, at none of /a, /b: SSL_CERT_FILE names a file of them"
      )
    ) { try path([:], ["/a", "/b"]) }
  }
}
