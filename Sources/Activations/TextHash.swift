internal import CLibMD

/// MD5 (RFC 1321) of the text's UTF-8 in base64url (RFC 4648, section 5) without padding: 22
/// characters.
///
/// It names folders, as in pattern_lens, and protects nothing.
func textHash(_ text: String) -> String {
  var context = MD5_CTX()
  unsafe MD5Init(&context)
  var text = text
  text.withUTF8 { unsafe MD5Update(&context, $0.baseAddress, $0.count) }
  let digest = unsafe [UInt8](unsafeUninitializedCapacity: 16) { buffer, used in
    unsafe MD5Final(buffer.baseAddress, &context)
    used = 16
  }
  return base64url(digest)
}

private func base64url(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
  var text = ""
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for sextet in 0...group.count { text.append(alphabet[bits >> (18 - 6 * sextet) & 63]) }
  }
  return text
}
