internal import Files

/// The file of certificates by which servers are checked over HTTPS.
package struct TrustedCertificates: Equatable, Sendable {
  /// The file, in PEM's form.
  package let path: String

  /// Variables that name the file for other programs: OpenSSL's, and those of Python's requests and of curl.
  package static let variables = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]

  /// Where distributions have it: Debian, Ubuntu, Arch and Alpine; Fedora and Red Hat; SUSE; the BSDs' place.
  package static let places = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
  ]

  /// Finds the file that the environment names, else the system's.
  ///
  /// - Throws: `HubError` of kind `failed` where the one that is named is not there, or the system has none.
  package init(environment: [String: String], places: [String] = places) throws {
    for variable in Self.variables {
      guard let path = environment[variable], !path.isEmpty else { continue }
      guard fileExists(path), !isFolder(path) else {
        throw HubError(.failed, "\(variable) is '\(path)', which is no file of certificates")
      }
      self.path = path
      return
    }
    guard let path = places.first(where: fileExists) else {
      throw HubError(
        .failed,
        "this system has no certificates to check servers by, at none of \(places.joined(separator: ", ")): "
          + "SSL_CERT_FILE names a file of them")
    }
    self.path = path
  }
}
