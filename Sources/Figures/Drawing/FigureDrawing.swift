public import Activations
internal import Formats
public import Pictures
internal import Synchronization
internal import Tensors

/// Draws figures of many heads and prompts into a folder, on all cores.
///
/// A figure goes to `ROOT/MODEL/prompts/HASH/L0/H3/FUNCTION.FORMAT`, or with the figure's name between
/// the two where a function draws several. Files are whole or not there; those that are there already
/// are left alone unless they are to be drawn again. Where a function fails, `FUNCTION.error.txt` says
/// why, until it succeeds.
public struct FigureDrawing: Sendable {
  /// What is drawn of each head.
  public let functions: [FigureFunction]

  /// The heads, in order.
  public let heads: [Head]

  /// The folder that figures are written to.
  public let store: CaptureStore

  /// The model's name.
  public let model: String

  /// The format of all figures; nil for each function's own.
  public let format: FigureFormat?

  /// Whether what is there already is drawn again.
  public let isForced: Bool

  /// Prepares to draw `functions` of `heads`, which are those of a model with so many layers.
  public init(
    _ functions: [FigureFunction], of heads: HeadSelection, model: String, to store: CaptureStore,
    format: FigureFormat? = nil, isForced: Bool = false
  ) {
    (self.functions, self.heads) = (functions, heads.heads)
    (self.model, self.store) = (model, store)
    (self.format, self.isForced) = (format, isForced)
  }

  /// Draws the heads of each prompt.
  ///
  /// A prompt whose patterns are missing or damaged is passed over, and told in the report.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked before each figure, from any thread; once true, no other is begun.
  ///   - watch: Told how far the work is, from any thread, one call at a time.
  /// - Throws: `FormatError` where a file or folder can't be written; what is drawn stays.
  public func draw(
    _ prompts: [PromptPatterns], isCancelled: @Sendable () -> Bool = { false },
    watch: @Sendable (DrawingReport) -> Void = { _ in }
  ) throws -> DrawingReport {
    let layers = Dictionary(grouping: heads, by: \.layer)
    let sweep = LayerWalk(prompts: prompts, layers: layers.keys.sorted())
    let report = Mutex(DrawingReport(total: prompts.count * heads.count * functions.count))
    let turn = Turn()
    try sweep.forEach(until: isCancelled) { stop in
      let layer = LayerDrawing(drawing: self, prompt: prompts[stop.prompt], layer: stop, turn: turn)
      let part = try layer.draw(layers[stop.layer] ?? [], until: isCancelled)
      report.withLock {
        $0.add(part)
        watch($0)
      }
    }
    return report.withLock { report in
      report.isCancelled = isCancelled() && report.done < report.total
      return report
    }
  }
}
