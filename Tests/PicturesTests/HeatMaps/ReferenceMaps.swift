import Formats
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// One heat map of `Fixtures/figures/heat-maps.json`, as NumPy and matplotlib draw it.
struct ReferenceMap: CustomTestStringConvertible {
  let name: String
  let matrix: Tensor
  let colormap: Colormap
  let scale: ColorScale
  let pixels: [UInt8]

  var testDescription: String { name }

  static let all: [ReferenceMap] = {
    do {
      let cases = try JSON.load(path: fixture("figures/heat-maps.json")).arrayValue ?? []
      return try cases.map(ReferenceMap.init)
    } catch {
      return []
    }
  }()

  private init(_ json: JSON) throws {
    func bytes(_ key: String) -> [UInt8] {
      Data(base64Encoded: json[key]?.stringValue ?? "").map { [UInt8]($0) } ?? []
    }
    name = json["name"]?.stringValue ?? ""
    let floats = bytes("values")
    matrix = Tensor(
      shape: [json["rows"]?.integerValue ?? 0, json["columns"]?.integerValue ?? 0],
      values: stride(from: 0, to: floats.count, by: 4).map { at in
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(floats[at + $1]) << (8 * UInt32($1)) })
      })
    colormap = try Colormap(named: json["cmap"]?.stringValue ?? "")
    scale = try ColorScale(
      normalize: json["normalize"]?.boolValue ?? false,
      diverging: json["diverging"]?.boolValue ?? false,
      normalizeMinimum: json["normalize_min"]?.doubleValue.map { Float($0) })
    pixels = bytes("pixels")
  }
}
