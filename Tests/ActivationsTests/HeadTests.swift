import Activations
import Testing

@Suite struct HeadTests {
  @Test func `a head prints as it parses`() {
    for layer in [0, 5, 12, 100] {
      for index in [0, 3, 47] {
        let head = Head(layer: layer, index: index)
        #expect(Head(head.description) == head)
      }
    }
    #expect(Head("l5h3") == Head(layer: 5, index: 3))
    #expect(Head(layer: 5, index: 3).description == "L5H3")
  }

  @Test(arguments: [
    "", "L5", "H3", "L*H3", "L5H", "LH3", "L-1H3", "L+1H3", "L5H3 ", "L5H3,L5H4", "L5H٣",
    "L99999999999999999999H0",
  ])
  func `other text is no head`(text: String) {
    #expect(Head(text) == nil)
  }

  @Test func `heads come in reading order`() {
    #expect(Head(layer: 1, index: 9) < Head(layer: 2, index: 0))
    #expect(Head(layer: 1, index: 2) < Head(layer: 1, index: 10))
  }
}
