internal import Files
internal import Foundation

/// MD5 of the text's UTF-8 in base64url (RFC 4648, section 5) without padding: 22 characters.
///
/// It names folders, as in pattern_lens, and protects nothing.
func textHash(_ text: String) -> String {
  Data(Digest.of(text, by: .md5)).base64EncodedString()
    .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}
