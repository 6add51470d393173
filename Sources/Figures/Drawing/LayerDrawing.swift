internal import Activations
internal import Formats
internal import Pictures
internal import Synchronization
internal import Tensors

/// The figures of one layer of one prompt.
struct LayerDrawing {
  let drawing: FigureDrawing
  let prompt: PromptPatterns
  let layer: LayerWalk.Stop
  let turn: Turn

  /// Draws these heads, all of this layer, until `isCancelled` says so.
  ///
  /// - Throws: `FormatError` where a file or folder can't be written.
  func draw(_ heads: [Head], until isCancelled: () -> Bool) throws -> DrawingReport {
    var report = DrawingReport(total: heads.count * drawing.functions.count)
    let hash = prompt.prompt.hash
    guard let folder = drawing.store.promptFolder(hash, of: drawing.model) else {
      throw FigureError("'\(hash)' can't name a folder")
    }
    let layerFolder = LayerFolder(path: folder + "/" + FigurePath.folder(ofLayer: layer.layer))
    var decoded: (patterns: LayerPatterns, tokens: [String])?
    for head in heads {
      let files = HeadFiles(of: head, in: layerFolder)
      let wanted = drawing.functions.filter {
        drawing.isForced || !files.hasFigures(of: $0, format(of: $0))
      }
      report.skipped += drawing.functions.count - wanted.count
      if wanted.isEmpty {
        files.removeUnfinished()
        continue
      }
      let input: FigureInput
      do {
        let layer = try decoded ?? decode(head.layer)
        decoded = layer
        input = try self.input(head, of: layer.patterns, layer.tokens)
      } catch {
        report.missing += wanted.count
        if !report.problems.contains("\(error)") { report.problems.append("\(error)") }
        continue
      }
      let isNew = try files.makeFolder()
      for function in wanted {
        if isCancelled() { return report }
        if let reason = try draw(function, input, files, isNew: isNew) {
          report.failed += 1
          report.firstFailure =
            report.firstFailure ?? "\(function.name) of @\(hash) \(head): \(reason)"
        } else {
          report.drawn += 1
        }
      }
    }
    return report
  }

  /// The patterns of a layer, and what to write at its tokens.
  private func decode(_ number: Int) throws -> (patterns: LayerPatterns, tokens: [String]) {
    let patterns = try layer.patterns.layer(number)
    return (patterns, prompt.labels(count: patterns.shape[2]))
  }

  /// Draws and writes the figures of one function.
  ///
  /// - Parameter isNew: Whether the head's folder was made just now.
  /// - Returns: Why the function could not draw the head; nil where it could.
  private func draw(
    _ function: FigureFunction, _ input: FigureInput, _ files: HeadFiles, isNew: Bool
  ) throws -> String? {
    let encoded: [(name: String, bytes: [UInt8])]
    do {
      encoded = try turn.take(unless: function.isParallel) {
        try function.draw(input)
      }.map { figure in
        let format = format(of: function)
        return (
          try files.fileName(of: function, figure.name, format), try figure.figure.bytes(as: format)
        )
      }
    } catch {
      try files.writeError("\(error)", of: function)
      return "\(error)"
    }
    // Where figures are drawn again, those before them mostly have the names.
    for (name, bytes) in encoded {
      try files.write(bytes, to: name, isNew: isNew || !drawing.isForced)
    }
    if !isNew { files.removeError(of: function) }
    return nil
  }

  private func format(of function: FigureFunction) -> FigureFormat {
    drawing.format ?? function.format
  }

  /// What a function draws from; throws `FigureError` where the layer has no such head.
  private func input(
    _ head: Head, of layer: LayerPatterns, _ tokens: [String]
  ) throws -> FigureInput {
    guard let rows = layer.head(head.index) else {
      throw FigureError(
        "@\(prompt.prompt.hash) has no head \(head): its layer \(head.layer) has shape \(layer.shape)"
      )
    }
    return FigureInput(
      rows: rows, tokens: tokens, head: head, model: drawing.model,
      text: prompt.prompt.text, hash: prompt.prompt.hash)
  }
}

/// Lets functions that are of no use on several threads draw one at a time.
final class Turn: Sendable {
  private let turn = Mutex(())

  /// Runs `body`, alone unless it may run beside others.
  func take<Result: Sendable>(unless isParallel: Bool, _ body: () throws -> Result) rethrows
    -> Result
  {
    if isParallel { return try body() }
    return try turn.withLock { _ in try body() }
  }
}
