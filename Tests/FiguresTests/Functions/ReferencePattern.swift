import Activations
import Formats
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// One pattern of `Fixtures/figures/functions.json`, with what NumPy gives for each function.
struct ReferencePattern: CustomTestStringConvertible {
  let name: String
  let pattern: Tensor
  let shown: [String: [Double]]

  var testDescription: String { name }

  static let all: [ReferencePattern] = {
    do {
      let cases = try JSON.load(path: fixture("figures/functions.json")).arrayValue ?? []
      return cases.map(ReferencePattern.init)
    } catch {
      return []
    }
  }()

  private init(_ json: JSON) {
    name = json["name"]?.stringValue ?? ""
    let bytes = Data(base64Encoded: json["values"]?.stringValue ?? "").map { [UInt8]($0) } ?? []
    pattern = Tensor(
      shape: [json["rows"]?.integerValue ?? 0, json["columns"]?.integerValue ?? 0],
      values: stride(from: 0, to: bytes.count, by: 4).map { at in
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) })
      })
    let shown = json["shown"]?.objectValue ?? [:]
    self.shown = Dictionary(
      uniqueKeysWithValues: shown.map { ($0, $1.arrayValue?.compactMap(\.doubleValue) ?? []) })
  }
}

/// The numbers that a figure shows: those of its matrix, or of its series one after the other.
func numbers(of figure: Figure) -> [Double] {
  switch figure {
  case .heatMap(let map): map.matrix.values.map(Double.init)
  case .plot(let plot):
    plot.marks.flatMap(\.numbers)
  case .encoded: []
  }
}
