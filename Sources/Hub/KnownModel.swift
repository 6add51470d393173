/// A model that TransformerLens knows by name, with the sizes that it gives; its fourth version gives
/// none, and their layers are those that the models' makers tell.
public struct KnownModel: Sendable, Equatable {
  /// TransformerLens's official name: a repository of the Hugging Face hub, except for Llama 1.
  public let name: String

  /// Aliases, the usual one first; case does not matter.
  public let aliases: [String]

  /// TransformerLens's name of its architecture, such as `GPT2LMHeadModel`.
  public let architecture: String

  /// Number of layers; nil where nobody tells before the model is there.
  public var layers: Int?

  /// Number of query heads in a layer.
  public var heads: Int?

  /// Width of the residual stream.
  public var width: Int?

  /// Tokens that TransformerLens lets it read.
  public var contextLength: Int?

  /// The number of parameters in its name, such as `0.8B` or `30B-A3B`; nil if the name has none.
  public var size: String? {
    let words = name.split(separator: "/").last?.split { "-_".contains($0) }.map(String.init) ?? []
    guard let place = words.firstIndex(where: { Self.isSize($0) }) else { return nil }
    let active = words.dropFirst(place + 1).first.flatMap { word in
      word.first == "A" && Self.isSize(String(word.dropFirst())) ? "-" + word : nil
    }
    return words[place] + (active ?? "")
  }

  /// Whether a word is a number with B or M behind it, E before it in Gemma's "effective" ones.
  private static func isSize(_ word: String) -> Bool {
    var digits = word[...]
    if digits.first == "E" { digits = digits.dropFirst() }
    guard let unit = digits.popLast(), "BMbm".contains(unit) else { return false }
    return Double(digits) != nil
  }

  /// Repositories that may hold it: the official name, and for a bare name the one that the hub moved it to.
  public var repositories: [String] {
    guard !name.contains("/") else { return [name] }
    return KnownModels.movedTo(name).map { [$0, name] } ?? [name]
  }

  /// Why it can't be loaded at all; nil for models of text.
  public var problem: String? {
    switch architecture {
    case "HubertModel", "Wav2Vec2ForPreTraining": "\(name) reads sound, not tokens"
    default: nil
    }
  }

  /// Whether it can be downloaded from the hub; Llama 1 was given out by Meta alone.
  public var isOnHub: Bool { name.contains("/") || KnownModels.movedTo(name) != nil }
}
