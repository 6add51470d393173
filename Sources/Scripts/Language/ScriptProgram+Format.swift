internal import Pictures

extension ScriptProgram {
  /// The format of a figure: what its header says, else PNG where it is heat maps without labels
  /// and SVG for everything else.
  func format(of index: Int) -> FigureFormat {
    functions[index].header.format ?? (isPixels(functions[index].result, []) ? .png : .svg)
  }

  /// The names of its figures where its last expression is `figures(...)`.
  func figureNames(of index: Int) -> [String] {
    guard case .call(let function, let arguments) = functions[index].result.kind,
      function.name == "figures"
    else { return [] }
    return arguments.named.map(\.name)
  }

  private func isPixels(_ syntax: Syntax, _ seen: Set<Int>) -> Bool {
    switch syntax.kind {
    case .call(let function, let arguments) where function.name == "figures":
      arguments.named.allSatisfy { isPixels($0.value, seen) }
    case .call(let function, let arguments):
      // `labels` is the last parameter of `heatmap`.
      function.name == "heatmap" && arguments.values.last?.map(\.isFalse) ?? true
    case .own(let index, _):
      !seen.contains(index) && isPixels(functions[index].result, seen.union([index]))
    case .conditional(_, let then, let otherwise):
      isPixels(then, seen) && isPixels(otherwise, seen)
    default: false
    }
  }
}

extension Syntax {
  fileprivate var isFalse: Bool {
    if case .literal(.bool(false)) = kind { true } else { false }
  }
}
