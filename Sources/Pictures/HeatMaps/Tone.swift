internal import Formats
internal import Foundation
internal import Tensors
internal import Text

/// How dark a value is in a terminal: its place on the map's scale, linear or logarithmic.
struct Tone {
  /// Characters from low to high where there are no colours.
  static let ramp: [Character] = Array(" .:-=+*#%@")

  /// The values that have the first and the last colour.
  let ends: (low: Float, high: Float)

  private let colors: [Color]
  private let colormap: Colormap
  private let placement: Placement
  private let logarithmic: Bool

  /// A logarithmic scale starts at the linear scale's low end, or if that is not positive, four
  /// powers of ten below its high end.
  init(map: HeatMap, logarithmic: Bool, depth: ColorDepth) {
    colormap = map.colormap
    colors = map.colormap.colors.map { depth.shown($0) }
    let (low, high) = (map.placement.value(at: 0), map.placement.value(at: 1))
    self.logarithmic = logarithmic && high > 0
    if self.logarithmic {
      let start = low > 0 ? low : high * 1e-4
      ends = (start, high)
      placement = Placement(offset: log10(start), divisor: log10(high) - log10(start), shift: 0)
    } else {
      ends = (low, high)
      placement = map.placement
    }
  }

  /// The place of `value` between the ends; below 0 for what has no logarithm.
  private func place(of value: Float) -> Float {
    guard logarithmic, !value.isNaN else { return placement(value) }
    return value > 0 ? placement(log10(value)) : -1
  }

  func color(of value: Float) -> Color { color(atPlace: place(of: value)) }

  func color(atPlace place: Float) -> Color {
    colormap.index(of: place).map { colors[$0] } ?? .black
  }

  /// One of ten characters for ten equal steps; `?` for NaN.
  func character(of value: Float) -> Character {
    let place = place(of: value) * Float(Self.ramp.count)
    if place.isNaN { return "?" }
    return Self.ramp[place < 0 ? 0 : place >= 10 ? 9 : Int(place)]
  }
}
