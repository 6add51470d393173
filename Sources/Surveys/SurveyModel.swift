public import Tensors

/// The functions of a model that a survey calls.
public struct SurveyModel: Sendable {
  /// A part of a text that fits one pass.
  public struct Window: Sendable {
    /// The token ids that the model reads, BOS included.
    public let ids: [Int]
    /// The part of the text that these tokens stand for.
    public let text: String
    /// How many tokens at the text's end no window reads.
    public let lost: Int

    /// Names a window's tokens and text.
    public init(ids: [Int], text: String, lost: Int = 0) {
      (self.ids, self.text, self.lost) = (ids, text, lost)
    }
  }

  /// Called with each layer's patterns of a prompt, `[heads, query, key]`.
  public typealias Tap = (_ layer: Int, _ prompt: Int, _ patterns: Tensor) throws -> Void

  /// Cuts a text into windows; called from many threads.
  public let windows: @Sendable (String) throws -> [Window]
  /// Runs prompts in one pass and hands over the patterns of the layers that are asked for, layer by layer.
  public let run: @Sendable (_ ids: [[Int]], _ layers: [Int], _ tap: Tap) throws -> Void
  /// The vocabulary's strings for ids.
  public let pieces: @Sendable ([Int]) -> [String]

  /// Makes a model of these functions.
  public init(
    windows: @escaping @Sendable (String) throws -> [Window],
    run: @escaping @Sendable (_ ids: [[Int]], _ layers: [Int], _ tap: Tap) throws -> Void,
    pieces: @escaping @Sendable ([Int]) -> [String]
  ) {
    (self.windows, self.run, self.pieces) = (windows, run, pieces)
  }

  /// The same with each window's text the whole of what it was cut from.
  public var namingWholeTexts: SurveyModel {
    SurveyModel(
      windows: { text in
        try windows(text).map { Window(ids: $0.ids, text: text, lost: $0.lost) }
      }, run: run, pieces: pieces)
  }
}
