import Activations
import Tensors
import Testing
import Workspace

@Suite struct CapturedValuesTests {
  /// Values of 16 floats, 64 bytes.
  private var values: ActivationCache {
    var cache = ActivationCache()
    cache[.pattern(0)] = Tensor(shape: [1, 4, 4], values: [Float](repeating: 0.25, count: 16))
    return cache
  }

  private func key(_ text: String, model: String = "m") -> CapturedValues.Key {
    CapturedValues.Key(PromptRecord(text: text), of: model)
  }

  @Test func `what was used longest ago goes first, and a look is a use`() {
    var cache = CapturedValues()
    let bytes = values.byteCount
    for text in ["a", "b", "c"] {
      #expect(cache.insert(values, for: key(text), limit: 3 * bytes).isEmpty)
    }
    #expect(cache.values(key("a")) != nil)
    #expect(cache.insert(values, for: key("d"), limit: 3 * bytes) == [key("b")])
    #expect(cache.byteCount == 3 * bytes && cache.keys.map(\.text) == ["d", "a", "c"])
    #expect(cache.peek(key("c")) != nil)
    #expect(cache.shrink(to: bytes) == [key("c"), key("a")])
  }

  @Test func `what is too large alone is not kept, and lets nothing go`() {
    var cache = CapturedValues()
    let bytes = values.byteCount
    _ = cache.insert(values, for: key("a"), limit: bytes)
    #expect(cache.insert(values, for: key("b"), limit: bytes - 1) == [key("b")])
    #expect(cache.contains(key("a")))
  }

  @Test func `prompts of two models are apart`() {
    var cache = CapturedValues()
    for model in ["m", "n"] { _ = cache.insert(values, for: key("a", model: model), limit: .max) }
    #expect(cache.remove(model: "m") == 1)
    #expect(cache.keys == [key("a", model: "n")])
  }
}
