/// `text` without its middle where it has more than `most` characters.
public func shortened(_ text: String, to most: Int) -> String {
  guard text.utf8.count > most, text.count > most else { return text }
  return "\(text.prefix(most * 3 / 4)) … \(text.suffix(most / 4 - 3))"
}
