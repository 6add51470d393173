import Activations
import Causal
import Scripts
import Tensors
import Testing
import Workspace

@Suite struct HookExpressionTests {
  /// What is wrong with an expression at a point.
  private func problem(_ kind: HookPoint.Kind, _ text: String) throws -> String {
    do {
      _ = try HookExpression(text, at: kind).transform()
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test func `names of values that are not at a point are refused`() throws {
    #expect(
      try problem(.z, "A * 2")
        == "'A * 2': there is no A at z: the value there is Z")
    #expect(try problem(.z, "Z * k").contains("k numbers the keys"))
    #expect(try problem(.residualPre, "X * head").contains("is not by heads"))
    #expect(try problem(.embed, "X * layer").contains("outside the layers"))
    #expect(try problem(.z, "Z + $v") == "'Z + $v': there is no '$v'")
    #expect(try problem(.z, "Z + w").contains("there is no name 'w'"))
  }

  @Test func `what is no expression is refused with its place`() throws {
    #expect(try problem(.z, "Z *").hasPrefix("column"))
    #expect(try problem(.pattern, "A * (k > q)") == "nothing")
  }

  @Test func `an expression's result is stretched as in NumPy, or refused`() throws {
    let site = EditSite(point: .block(.z, 1), head: 2, tokens: [3, 1, 4])
    func value(_ text: String, _ arrays: [String: Tensor] = [:]) throws -> [Float] {
      let z = Tensor(shape: [3, 2], values: [1, 2, 3, 4, 5, 6])
      return try HookExpression(text, at: .z).transform(arrays: arrays)(site, z).values
    }
    #expect(try value("Z * 2") == [2, 4, 6, 8, 10, 12])
    #expect(try value("q") == [0, 0, 1, 1, 2, 2])
    #expect(try value("layer * 10 + head + n * 100") == [Float](repeating: 312, count: 6))
    #expect(try value("Z[0]") == [1, 2, 1, 2, 1, 2])
    let own = Tensor(shape: [2], values: [10, 20])
    #expect(try value("Z + 2 * $own", ["own": own]) == [21, 42, 23, 44, 25, 46])
    #expect(throws: CausalError.self) { try value("Z.T") }
    #expect(throws: CausalError.self) { try value("'a'") }
    #expect(throws: ScriptError.self) { try value("Z + Z.T") }
  }
}
