/// Limits on what clients may ask of the server.
package struct ViewerLimits: Sendable {
  /// Connections at a time; more wait until one of these has ended.
  package var connections = 128

  /// Seconds after which a connection is closed on which no whole request has come.
  ///
  /// It doesn't help to send a part of one now and then. While a request is answered the connection
  /// stays, as long as that takes.
  package var idleSeconds = 30.0

  /// Bytes of an address or another line of a request's head; all lines may have twice that.
  package var headerBytes = 32 << 10

  /// The usual bounds.
  package init() {}
}
