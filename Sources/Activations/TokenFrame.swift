public import Formats

/// What a model reads around the tokens of a prompt: a BOS before them, or an encoder's `[CLS]` and `[SEP]`.
///
/// It decides which token stands at which row and column of a pattern, for everything that is shown or drawn.
public struct TokenFrame: Equatable, Sendable {
  /// The vocabulary's strings before a prompt's tokens.
  public let before: [String]

  /// The vocabulary's strings behind a prompt's tokens.
  public let after: [String]

  /// Whether it was told, not guessed.
  private let isKnown: Bool

  /// Makes a frame of these strings.
  public init(before: [String], after: [String]) {
    (self.before, self.after, isKnown) = (before, after, true)
  }

  /// The frame in a folder's `model_cfg.json`; where it does not say, a BOS unless `default_prepend_bos` is false, and
  /// for BERT the marks of its tokenizer.
  public init(_ config: JSONObject?) {
    let told = [Self.beforeKey, Self.afterKey].compactMap { key in
      config?[key]?.arrayValue?.compactMap(\.stringValue)
    }
    isKnown = told.count == 2
    if told.count == 2 {
      (before, after) = (told[0], told[1])
    } else if config?["original_architecture"]?.stringValue?.hasPrefix("Bert") == true {
      (before, after) = (["[CLS]"], ["[SEP]"])
    } else {
      (before, after) = (config?["default_prepend_bos"]?.boolValue == false ? [] : ["<BOS>"], [])
    }
  }

  /// Writes the frame into the content of a `model_cfg.json`.
  public func write(to config: inout JSONObject) {
    config[Self.beforeKey] = .array(before.map { .string($0) })
    config[Self.afterKey] = .array(after.map { .string($0) })
  }

  private static let (beforeKey, afterKey) = ("tokens_before", "tokens_after")

  /// The token at each of the `count` places along a pattern; nil if their number does not fit the
  /// prompt's tokens.
  ///
  /// Of a prompt that the model's context has cut, the model read the beginning, within the frame.
  public func labels(of prompt: PromptRecord, count: Int) -> [String]? {
    let tokens = prompt.tokens
    if tokens.isEmpty { return nil }
    // A prompt that came as ids is read as it is.
    if tokens.count == count, !isKnown || before + after == [] || prompt.fields["token_ids"] != nil
    {
      return tokens
    }
    let room = count - before.count - after.count
    if room == tokens.count || room >= 0 && room < tokens.count {
      return before + tokens.prefix(room) + after
    }
    if isKnown { return nil }
    switch count - tokens.count {
    case 1: return ["<BOS>"] + tokens
    case 2: return ["<BOS>"] + tokens + ["<EOS>"]
    default: return nil
    }
  }

  /// The tokens along a pattern's sides: those of its keys, and of its queries where these are the
  /// same tokens.
  public func sides(
    of prompt: PromptRecord, queries: Int, keys: Int
  ) -> (queries: [String]?, keys: [String]?) {
    let labels = labels(of: prompt, count: keys)
    return (queries == keys ? labels : nil, labels)
  }
}

extension CaptureStore {
  /// The frame of `model`, by its folder's configuration.
  public func frame(of model: String) -> TokenFrame {
    TokenFrame((try? config(of: model))?.objectValue)
  }
}
