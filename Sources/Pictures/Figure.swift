/// A figure as a value that can be written in several formats.
public enum Figure: Equatable, Sendable {
  /// A matrix, one pixel a value.
  case heatMap(HeatMap)
  /// Marks on axes.
  case plot(Plot)
  /// A picture that was drawn elsewhere: bytes of a file in this format.
  case encoded([UInt8], FigureFormat)
}

/// A file format that figures are written in; the raw value is the file's ending.
public enum FigureFormat: String, CaseIterable, Sendable {
  case png
  case svg
  /// SVG, gzipped.
  case svgz
  case pdf
  case jpg

  /// The formats that plens itself draws in; the others come from Python modules.
  public static let drawn: [FigureFormat] = [.png, .svg, .svgz, .pdf]
}

/// A figure with its name among those that a function draws of a head.
public struct NamedFigure: Equatable, Sendable {
  /// Its name among the function's figures; nil if there is only one.
  public let name: String?

  /// The picture.
  public let figure: Figure

  /// Names a figure.
  public init(_ figure: Figure, name: String? = nil) { (self.name, self.figure) = (name, figure) }
}

/// Why a figure cannot be made: one sentence without a full stop.
public struct FigureError: Error, Equatable, CustomStringConvertible {
  /// What was found and what is allowed.
  public let description: String

  /// Makes an error of this sentence.
  public init(_ problem: String) { description = problem }
}
