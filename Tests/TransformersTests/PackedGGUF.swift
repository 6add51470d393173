import Formats
import Foundation
import Tensors
import TestSupport

/// Unpacks the GGUF file that `scripts/make-family-fixtures.py` packed beside a safetensors file, and gives its path.
func unpackedGGUF(_ folder: String, into target: TemporaryFolder) throws -> String {
  let packed = try NPZFile(path: folder + "/gguf.npz")
  let source = try Data(contentsOf: URL(filePath: folder + "/model.safetensors"))
  let start = 8 + source.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
  var file = Data(try packed.tensor("head").values.map { UInt8($0) })
  let runs = try packed.tensor("runs").values.map { Int($0) }
  let literals = try packed.tensor("literals").values
  var used = 0
  for run in stride(from: 0, to: runs.count, by: 3) {
    for index in 0..<runs[run] {
      if runs[run + 1] < 0 {
        let bits = literals[used].bitPattern
        file.append(contentsOf: (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
        used += 1
      } else {
        let first = start + 4 * (runs[run + 1] + runs[run + 2] * index)
        file.append(source[first..<first + 4])
      }
    }
  }
  let path = target.file(URL(filePath: folder).lastPathComponent + ".gguf")
  try file.write(to: URL(filePath: path))
  return path
}
