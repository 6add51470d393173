public import Formats
internal import Foundation

/// A table of colours from low to high, with matplotlib's names and bytes.
public struct Colormap: Equatable, Sendable {
  /// The name, such as `Blues` or `viridis_r`.
  public let name: String

  /// The colours for values from 0 to 1; 256 in most maps, 8 to 20 in those for categories.
  public let colors: [Color]

  /// Finds a map by matplotlib's name; `_r` at the end reverses it.
  ///
  /// - Throws: `FigureError` where there is no such map.
  public init(named name: String) throws {
    guard let map = Colormap(known: name) else {
      let near = Colormap.names.first { $0.lowercased() == name.lowercased() }
      throw FigureError(
        "there is no colour map '\(visible(name))'; "
          + (near.map { "did you mean '\($0)'?" }
            ?? "matplotlib's names are known, such as Blues, viridis, magma or RdBu_r")
      )
    }
    self = map
  }

  /// matplotlib's `Blues`, white to dark blue: the map of `raw`.
  public static let blues = builtIn("Blues")

  /// matplotlib's `viridis`, dark violet to yellow: the map where none is said.
  public static let viridis = builtIn("viridis")

  /// Names of all maps, each followed by its reverse.
  public static var names: [String] { colormapNames.flatMap { [$0, $0 + "_r"] } }

  /// The index in `colors` of a value; 0...1 is spread evenly over the colours, values outside get
  /// the first or last.
  ///
  /// - Returns: nil for NaN.
  public func index(of value: Float) -> Int? {
    if value.isNaN { return nil }
    let place = value * Float(colors.count)
    return place < 0 ? 0 : place >= Float(colors.count) ? colors.count - 1 : Int(place)
  }

  /// The colour of `value`, black for NaN.
  public func color(at value: Float) -> Color { index(of: value).map { colors[$0] } ?? .black }

  private init?(known name: String) {
    let isReversed = name.hasSuffix("_r")
    let plain = isReversed ? String(name.dropLast(2)) : name
    guard let table = colormapTables[colormapAliases[plain] ?? plain],
      let data = Data(base64Encoded: table)
    else { return nil }
    var bytes = [UInt8](data)
    if isReversed {
      bytes = stride(from: bytes.count - 3, through: 0, by: -3).flatMap { bytes[$0..<$0 + 3] }
      for place in colormapCorrections[plain] ?? [] {
        bytes[abs(place) - 1] = bytes[abs(place) - 1] &+ (place > 0 ? 1 : 255)
      }
    }
    self.name = name
    colors = stride(from: 0, to: bytes.count, by: 3).map {
      Color(red: bytes[$0], green: bytes[$0 + 1], blue: bytes[$0 + 2])
    }
  }

  private static func builtIn(_ name: String) -> Colormap {
    guard let map = Colormap(known: name) else { preconditionFailure("no table '\(name)'") }
    return map
  }
}
