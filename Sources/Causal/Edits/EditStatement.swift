public import Activations
public import Tensors
public import Transformers

/// A named edit as it is typed.
///
///     silent = L3H4.z: 0
///     cut = L3H4.pattern[" Jo", " hn"]: knockout
///     nobos = L*H*.pattern: 'A * (k > 0)'
///     usual = L2H0.z: mean p10-99
public struct EditStatement: Sendable {
  /// The edit's name, as in `demo+NAME`.
  public let name: String
  /// The place of the edit.
  public let point: EditPoint
  /// The text of the place.
  public let place: String
  /// What the value is replaced by.
  public let value: Value

  /// The kinds of replacement.
  public enum Value: Equatable, Sendable {
    /// `0`, or another number.
    case constant(Float)
    /// `scale 0.5`: itself times a number.
    case scale(Float)
    /// `mean p10-99`: the mean over these prompts.
    case mean([String])
    /// `from p1`: what this prompt has there.
    case from(String)
    /// `'A * (k > 0)'`: what an expression gives.
    case expression(String)
    /// `knockout`: the key is cut off before the softmax.
    case knockout
  }

  private static let usage =
    "an edit is written NAME = POINT: VALUE, as in silent = L3H4.z: 0 or nobos = L*H*.pattern: 'A * (k > 0)'"

  /// Parses the words of an edit, without quotes.
  ///
  /// - Throws: `CausalError`; expressions are not looked at.
  public init(_ words: [String]) throws {
    var rest = words[...]
    guard let first = rest.popFirst() else { throw CausalError(Self.usage) }
    let equals = first.firstIndex(of: "=")
    name = String(first[..<(equals ?? first.endIndex)])
    if let equals {
      let behind = String(first[first.index(after: equals)...])
      if !behind.isEmpty { rest = [behind] + rest }
    } else {
      guard let mark = rest.popFirst(), mark.hasPrefix("=") else { throw CausalError(Self.usage) }
      if mark.count > 1 { rest = [String(mark.dropFirst())] + rest }
    }
    guard EditedName.isName(name) else {
      throw CausalError(
        "'\(name)' can't be an edit's name: letters, digits and '_', no digit first")
    }
    var place = ""
    var values: [String] = []
    while let word = rest.popFirst() {
      guard let colon = Self.colon(in: word) else {
        place += word
        continue
      }
      place += word[..<colon]
      let behind = String(word[word.index(after: colon)...])
      values = (behind.isEmpty ? [] : [behind]) + rest
      break
    }
    guard let word = values.first else { throw CausalError(Self.usage) }
    self.place = place
    point = try EditPoint(place)
    func number(_ text: String) throws -> Float {
      guard let number = Float(text), number.isFinite else {
        throw CausalError("'\(text)' is no number to multiply with")
      }
      return number
    }
    switch (word, values.count) {
    case ("knockout", 1): value = .knockout
    case ("scale", 2): value = .scale(try number(values[1]))
    case ("mean", 2...): value = .mean(Array(values.dropFirst()))
    case ("from", 2): value = .from(values[1])
    case ("scale", _): throw CausalError("'scale' is written with a number: scale 0.5")
    case ("mean", _): throw CausalError("'mean' is written with prompts: mean p10-99")
    case ("from", _): throw CausalError("'from' is written with one prompt: from p1")
    case (_, 1):
      let isPlain = word.allSatisfy { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }
      if isPlain, let number = Float(word), number.isFinite {
        value = .constant(number)
      } else {
        value = .expression(word)
      }
    default:
      throw CausalError(
        "'\(values.joined(separator: " "))' is no value: an expression stands in quotes; else there are a "
          + "number, scale 0.5, mean p10-99, from p1 and knockout")
    }
  }

  /// The first colon that is not within brackets.
  private static func colon(in word: String) -> String.Index? {
    var depth = 0
    var quote: Character?
    for index in word.indices {
      let character = word[index]
      if let open = quote {
        if character == open { quote = nil }
        continue
      }
      switch character {
      case "[": depth += 1
      case "]": depth -= 1
      case "\"", "'": if depth > 0 { quote = character }
      case ":": if depth == 0 { return index }
      default: break
      }
    }
    return nil
  }
}

extension EditStatement {
  /// A function that replaces a value; see `Edit.Change.transform`.
  public typealias Transform = @Sendable (EditSite, Tensor) throws -> Tensor

  /// What an edit's prompts, tokens and expressions stand for in a session.
  public struct Meaning: Sendable {
    /// The token ids of the prompts that a mean is taken of, or of the other prompt.
    public var prompts: [[Int]] = []
    /// What the mean is taken over.
    public var averaging = Edit.Averaging.position
    /// Whether changed rows of a pattern are divided by their sums.
    public var renormalizes = false
    /// Finds the tokens that a slice names by their text, in a prompt of these ids.
    public var find: @Sendable (_ slice: String, _ ids: [Int]) throws -> TokenSlice
    /// Makes the transform of an expression at a kind of hook point.
    public var transform: @Sendable (_ expression: String, HookPoint.Kind) throws -> Transform

    /// Makes a meaning without prompts.
    public init(
      find: @escaping @Sendable (_ slice: String, _ ids: [Int]) throws -> TokenSlice,
      transform: @escaping @Sendable (_ expression: String, HookPoint.Kind) throws -> Transform
    ) {
      (self.find, self.transform) = (find, transform)
    }
  }

  /// The edit in a model of this size.
  ///
  /// - Throws: `CausalError` or `SelectionError` for what the model or the point does not have, and what `meaning` throws.
  public func edit(of config: ModelConfig, _ meaning: Meaning) throws -> Edit {
    let (tokens, keys) = try point.tokens(meaning.find)
    let change: Edit.Change
    switch value {
    case .constant(let number): change = number == 0 ? .zero : .constant(number)
    case .scale(let factor): change = .scale(factor)
    case .mean: change = .mean(over: meaning.prompts, meaning.averaging)
    case .from: change = .otherPrompt(meaning.prompts.first ?? [])
    case .expression(let text):
      change = .transform(try meaning.transform(text, point.kind))
    case .knockout: change = .knockout
    }
    // Weights are cut off where they are made: in the scores before the softmax.
    let kind = value == .knockout && point.kind == .pattern ? .attentionScores : point.kind
    switch try point.part(in: config) {
    case .heads(let heads):
      return Edit(
        kind, heads: heads, tokens: tokens, keys: keys, change, renormalizes: meaning.renormalizes)
    case .layers(let layers):
      return Edit(
        kind, layers: layers, tokens: tokens, keys: keys, change,
        renormalizes: meaning.renormalizes)
    }
  }
}
