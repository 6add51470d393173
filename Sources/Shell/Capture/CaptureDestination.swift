import Activations
import Formats
import Tensors

/// A folder that captured values are written to, and how.
struct CaptureDestination: Sendable {
  let store: CaptureStore
  let layout: CaptureLayout
  /// Whether prompts that are complete are captured again.
  let isForced: Bool

  /// Whether the folder has all of `points` for this prompt.
  func isComplete(_ hash: String, of model: String, _ points: CaptureSet) -> Bool {
    guard store.isComplete(hash, of: model, stacked: layout.isStacked) else { return false }
    return layout.isStacked || store.captured(hash, of: model).isSuperset(of: points.points)
  }

  /// Starts to write one prompt.
  func writer(for prompt: PromptRecord, of model: String) throws -> CaptureWriter {
    try store.writer(for: prompt, of: model, as: layout)
  }

  /// Appends values of one hook point, each to its prompt's writer, compressing on all cores.
  func append(_ values: [(point: HookPoint, value: Tensor)], to writers: [CaptureWriter]) throws {
    switch layout {
    case .archive(let compression):
      // One prompt's arrays are small: the cores share out the prompts.
      let encoded = Parallel.map(values.count) { index in
        CaptureWriter.encode(
          values[index].point, values[index].value, compression: compression)
      }
      for (writer, array) in zip(writers, encoded) { try writer.append(array) }
    case .stacked:
      for (writer, value) in zip(writers, values) { try writer.append(value.point, value.value) }
    }
  }
}
