internal import CText

/// The character encoding of the terminal.
///
/// Only LC_CTYPE follows the environment: a decimal comma must not reach JSON or CSV.
public enum TextLocale {
  /// Whether text is UTF-8: so the environment says, or `C.UTF-8` was there to fall back on.
  public static let isUTF8: Bool = plens_use_utf8()
}
