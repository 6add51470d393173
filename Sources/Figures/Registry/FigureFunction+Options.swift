internal import Pictures
public import Scripts

extension FigureFunction {
  /// A parameter of a figure function that a user may set.
  public struct Option: Sendable {
    /// Its name.
    public let name: String

    /// Its default value.
    public let value: ScriptValue

    /// Declares an option.
    public init(name: String, value: ScriptValue) { (self.name, self.value) = (name, value) }

    /// What `text` means as a value: text where it is text now, else a number, a truth value or `None`.
    func parsed(_ text: String, of function: String) throws -> ScriptValue {
      if case .string = value { return .string(text) }
      switch text {
      case "None", "none": return .none
      case "True", "true": return .bool(true)
      case "False", "false": return .bool(false)
      default: break
      }
      if let integer = Int(text) { return .integer(integer) }
      if let number = Double(text) { return .number(number) }
      guard case .none = value else {
        throw FigureError(
          "option '\(name)' of '\(function)' is \(value.kind), such as \(value); '\(text)' is none")
      }
      return .string(text)
    }
  }

  /// The same function with some options set, by name.
  ///
  /// - Throws: `FigureError` for an option that it does not have, or a value that means nothing there.
  public func setting(_ texts: [String: String]) throws -> FigureFunction {
    var values: [String: ScriptValue] = [:]
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      guard let option = options.first(where: { $0.name == name }) else {
        let names = options.map(\.name).joined(separator: ", ")
        throw FigureError(
          "'\(self.name)' has no option '\(name)'; it has \(names.isEmpty ? "none" : names)")
      }
      values[name] = try option.parsed(text, of: self.name)
    }
    return values.isEmpty ? self : try remade?(values) ?? self
  }
}
