/// The ways to split text before merging that GGUF files name under `tokenizer.ggml.pre`.
///
/// Names are llama.cpp's; the patterns are those of the models' own tokenizer.json, as llama.cpp's
/// converter took them.
enum PreTokenizerNames {
  /// Names of Llama 3's way, with which whole words that are tokens are taken before any merge.
  static let llama3: Set<String> = [
    "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2",
    "jina-v5-nano",
  ]

  private static let gpt2: Set<String> = [
    "gpt-2", "gpt2", "phi-2", "roberta-bpe", "mpt", "olmo", "jais", "trillion", "granite-docling",
    "jina-v1-en", "jina-v2-en", "jina-v2-es", "jina-v2-de", "jina-v2-code", "jina-es", "jina-de",
    "gigachat", "a.x-4.0", "mellum", "exaone4", "modern-bert",
  ]

  /// Names of cl100k's way with the number of digits that stay together.
  private static let cl100k: [String: Int] = [
    "dbrx": 3, "smaug-bpe": 3, "glm4": 3, "chatglm-bpe": 3, "qwen2": 1, "stablelm2": 1,
    "deepseek-r1-qwen": 1, "hunyuan": 1, "megrez": 1, "grok-2": 1,
  ]

  /// Single digits, then GPT-2's way.
  private static let digitsFirst: Set<String> = [
    "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b",
  ]

  /// Patterns that cut one after the other, each what those before it have left.
  private static let patterns: [String: [String]] = {
    let marks = #" ?[^(\s|.,!?…。，、।۔،)]+"#
    // As GPT-2's, but that white space at the end stays with what is left.
    let words = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"#
    let contractions = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"
    let asianWords = "[一-龥ࠀ-一가-퟿]+"
    // Letters that have a case.
    let letters =
      "A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝ\u{1F5F}-\u{1F7D}"
      + "ᾀ-ᾴᾶ-ᾼ\u{1FBE}ῂ-ῄῆ-ῌ\u{1FD0}-\u{1FD3}\u{1FD6}-\u{1FDB}ῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝ\u{2124}\u{2126}\u{2128}\u{212A}-\u{212D}ℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⲳⲳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗ"
      + "Ａ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃"
    let symbols = ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+"##
    let lines = #"\s*[\r\n]+|\s+(?!\S)|\s+"#
    return [
      "default": [#"[\p{P}\$\+<=>\^~\|]+"#, words, #"\p{N}+"#, "[0-9][0-9][0-9]"],
      "falcon": [#"[\p{P}\$\+<=>\^~\|`]+"#, words, #"\p{N}+"#, "[0-9][0-9][0-9]"],
      "bloom": [marks], "poro-chat": [marks], "gpt3-finnish": [marks],
      "viking": [marks, #"\p{N}"#],
      "deepseek-coder": [#"[\r\n]"#, #"\s?\p{L}+"#, #"\s?\p{P}+"#, asianWords, #"\p{N}"#],
      "deepseek-llm": [
        #"[\r\n]"#, #"\s?["# + letters + "]+", #"\s?[!-/:-~！-／：-～‘-‟　-。]+"#, #"\s+$"#,
        asianWords, #"\p{N}+"#,
      ],
      "deepseek-v3": [
        #"\p{N}{1,3}"#, "[一-龥぀-ゟ゠-ヿ]+",
        symbols + #"|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|"# + lines,
      ],
      // As Qwen2's, but that marks go with letters.
      "qwen35": [
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|"#
          + lines
      ],
      "superbpe": [#"\p{N}+"#, #"(?=(\d{3})+(?!\d))"#],
      "seed-coder": [
        contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}\r\n]+|"# + lines
      ],
      "bailingmoe": [
        #"'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|"#
          + #" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#
      ],
    ]
  }()

  /// Other names of the same patterns.
  private static let aliases = [
    "hunyuan-dense": "deepseek-v3", "bailingmoe2": "bailingmoe", "llada-moe": "bailingmoe",
  ]

  /// The splits that `name` stands for, in the order in which they are made.
  ///
  /// - Throws: `TokenizerError` for a name that is not known.
  static func splits(named name: String) throws -> [PreTokenizer] {
    func split(_ rule: SplitRule) -> PreTokenizer {
      .split(.rule(SplitScanner(rule)), .isolated, inverted: false)
    }
    if gpt2.contains(name) { return [split(.gpt2)] }
    if llama3.contains(name) { return [split(.cl100k(digits: 3))] }
    if let digits = cl100k[name] { return [split(.cl100k(digits: digits))] }
    if digitsFirst.contains(name) { return [.characters(.number, .isolated), split(.gpt2)] }
    switch name {
    case "tekken": return [split(.o200k(digits: 1, contractions: false))]
    case "gpt-4o", "o200k", "llama4", "kanana2", "minimax-m2":
      return [split(.o200k(digits: 3, contractions: true))]
    default: break
    }
    guard let patterns = patterns[aliases[name] ?? name] else {
      throw TokenizerError.unsupported("the pre-tokenizer '\(name)' is not supported")
    }
    return try patterns.map {
      .split(.pattern(try RegularExpression($0)), .isolated, inverted: false)
    }
  }
}
