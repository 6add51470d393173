import Activations
import Foundation
import Tensors
import Transformers

/// Runs a prompt of 64 tokens and some tokens behind it, one at a time, beside the bytes of the file that each reads.
func benchmarkNextTokens(modelPath: String) throws {
  let model = try Model(path: modelPath)
  let size = try FileManager.default.attributesOfItem(atPath: modelPath)[.size] as? Int ?? 0
  var kept = KeptRun()
  func step(_ name: String, _ tokens: [Int]) throws {
    let start = processorSeconds()
    let time = try seconds { _ = try model.run(tokens, behind: &kept) }
    let used = processorSeconds() - start
    print(
      name.padding(toLength: 24, withPad: " ", startingAt: 0)
        + String(
          format: "%8.3f s, %8.3f s of processors, %.1f GB/s of stored bytes; peak %.0f MB", time,
          used, Double(size) / time / 1e9, Double(peakMemory()) / 1e6))
  }
  try step("64 tokens", Array(1...64))
  for token in 65..<70 { try step("one more", [token]) }
}
