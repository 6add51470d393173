internal import Foundation
internal import Synchronization

/// Tells which characters a normalisation form neither changes nor lets act on those before them.
struct InertCharacters {
  private let form: UnicodeForm
  private var known: [Unicode.Scalar: [Unicode.Scalar]] = [:]

  /// The block of 256 characters looked at last: a script has few.
  private var block: (number: UInt32, isInert: [Bool]) = (.max, [])

  /// The blocks looked at so far, for each form.
  private static let blocks = Mutex<[UnicodeForm: [UInt32: [Bool]]]>([:])

  /// Starts with nothing looked at.
  init(form: UnicodeForm) { self.form = form }

  /// Whether `scalar` stays as it is, and what stands before it too.
  mutating func contains(_ scalar: Unicode.Scalar) -> Bool {
    let code = scalar.value
    if code < 0x80 { return true }
    switch code {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF: return true
    case 0xAC00...0xD7A3: return form == .nfc || form == .nfkc
    default: break
    }
    if block.number != code >> 8 { look(at: code >> 8) }
    return block.isInert[Int(code & 0xFF)]
  }

  /// The characters of which `scalar` is made, if only in compatibility forms.
  mutating func decomposition(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    if let parts = known[scalar] { return parts }
    let text = String(scalar)
    let decomposed =
      switch form {
      case .nfc, .nfd: text.decomposedStringWithCanonicalMapping
      case .nfkc, .nfkd: text.decomposedStringWithCompatibilityMapping
      }
    let parts = Array(decomposed.unicodeScalars)
    known[scalar] = parts
    return parts
  }

  private mutating func look(at number: UInt32) {
    if let isInert = Self.blocks.withLock({ $0[form]?[number] }) {
      block = (number, isInert)
      return
    }
    let isInert = (number << 8...number << 8 | 0xFF).map { code in
      Unicode.Scalar(code).map { self.isInert($0) } ?? true
    }
    Self.blocks.withLock { $0[form, default: [:]][number] = isInert }
    block = (number, isInert)
  }

  private mutating func isInert(_ scalar: Unicode.Scalar) -> Bool {
    // only marks and the vowels and finals of Hangul join what stands before them
    if scalar.isMark || (0x1160...0x11FF).contains(scalar.value) { return false }
    let parts = decomposition(of: scalar).map { UnicodeForm.Change(scalar: $0, taken: 0) }
    return form.normalized(parts).map(\.scalar) == [scalar]
  }
}
