import Formats
import Scripts
import TestSupport
import Testing

/// One expression and what NumPy gives for it.
struct ReferenceExpression: CustomTestStringConvertible, Sendable {
  let text: String
  let expected: JSON

  var testDescription: String { text }

  static let file = try? JSON.load(path: fixture("scripts/expressions.json")).objectValue

  static let all: [ReferenceExpression] = (file?["expressions"]?.arrayValue ?? []).map {
    ReferenceExpression(text: $0.objectValue?["text"]?.stringValue ?? "", expected: $0)
  }

  static let variables: [String: ScriptValue] = {
    var values: [String: ScriptValue] = ["n": .integer(6)]
    for (name, json) in file?["variables"]?.objectValue ?? JSONObject() {
      values[name] = (try? Expected(json)?.value) ?? nil
    }
    return values
  }()
}

@Suite struct ScriptReferenceTests {
  @Test func `the reference expressions are there`() {
    #expect(ReferenceExpression.all.count == 710)
    #expect(ReferenceExpression.variables.count == 17)
  }

  @Test(arguments: ReferenceExpression.all)
  func `an expression gives what NumPy gives`(reference: ReferenceExpression) throws {
    let names = ReferenceExpression.variables
    func value() throws -> ScriptValue {
      try ScriptExpression(reference.text, names: names.keys.sorted()).value(names)
    }
    guard let expected = try Expected(reference.expected) else {
      #expect(throws: ScriptError.self) { try value() }
      return
    }
    let found = try value()
    #expect(expected.difference(from: found) == nil)
  }
}
