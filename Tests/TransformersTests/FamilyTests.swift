import Activations
import Formats
import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

/// Tiny models of the families of 2024 to 2026, with the values that transformers gave in float64 (`scripts/make-family-fixtures.py`).
@Suite struct FamilyTests {
  static let names = ReferenceModels.families
  static let converted = names.filter {
    FileManager.default.fileExists(atPath: fixture("families/\($0)/gguf.npz"))
  }

  /// Norms of small numbers make noise in float32: so much more is the reference's own float32 apart.
  private func tolerance(_ name: String) -> Float {
    let noisy = ["qwen3_5", "gemma4", "gemma3n", "muse_glimmer"]
    return noisy.contains { name.hasPrefix($0) } ? 2e-5 : 1e-5
  }

  @Test(arguments: names)
  func `patterns, residuals and logits equal the reference`(name: String) throws {
    let folder = fixture("families/\(name)")
    try expectReference(folder, of: Model(path: folder), within: tolerance(name))
  }

  @Test(arguments: converted)
  func `the model as llama.cpp converts it gives the same`(name: String) throws {
    let folder = fixture("families/\(name)")
    let target = try TemporaryFolder()
    let path = try unpackedGGUF(folder, into: target)
    try expectReference(folder, of: Model(path: path), within: tolerance(name))
  }
}
