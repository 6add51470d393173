internal import Activations
internal import Formats

/// What a page wants to be run, as the query of an address.
///
///     ?model=M&text=T&at=5&off=L0H1~L2H3&cut=L3H4.13.6&first=drop
///     &answer=7&against=8&by=patching&into=T
struct PageRequest: Sendable {
  let target: RequestTarget
  let run: RunRequest
  let answer: Int?
  let against: Int?
  /// How effects are found out; nil where that is none of the known ways.
  let way: HeadEffects.Way?

  /// Reads the query of an address.
  ///
  /// - Throws: `RequestProblem` for what is unknown.
  init(_ query: String, for runner: any PageRunner) throws {
    target = try RequestTarget(path: "/", query: query)
    let target = target
    let wanted = target.value("model") ?? ""
    guard
      let model = runner.models.first(where: { CaptureStore.sanitizedName($0) == wanted })
    else { throw RequestProblem.missing("the session has no model '\(wanted.prefix(80))'") }
    func number(_ key: String) throws -> Int? {
      try target.value(key).map { try HeadPlace.number($0, "number of '\(key)'") }
    }
    run = RunRequest(
      text: target.value("text") ?? "", model: model, position: try number("at"),
      off: try (target.list("off") ?? []).map(Self.head),
      cuts: try (target.list("cut") ?? []).map(Self.cut),
      dropsFirst: target.value("first") == "drop")
    (answer, against) = (try number("answer"), try number("against"))
    way =
      switch target.value("by") ?? "attribution" {
      case "attribution": .attribution
      case "ablation": .ablation
      case "patching": target.value("into").map { .patching(into: $0) }
      default: nil
      }
  }

  private static func head(_ text: String) throws -> Head {
    guard let head = Head(text) else {
      throw RequestProblem.bad("'\(text.prefix(40))' is no head")
    }
    return head
  }

  private static func cut(_ text: String) throws -> RunRequest.Cut {
    let parts = text.split(separator: ".").map(String.init)
    guard parts.count == 3 else {
      throw RequestProblem.bad("'\(text.prefix(40))' is no cut: HEAD.QUERY.KEY")
    }
    return RunRequest.Cut(
      head: try head(parts[0]), query: try HeadPlace.number(parts[1], "query"),
      key: try HeadPlace.number(parts[2], "key"))
  }
}
