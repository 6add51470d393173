import Terminal
import TestSupport
import Testing

@Suite struct RecallTests {
  private func make(_ texts: [String]) -> Recall {
    var recall = Recall()
    for text in texts { recall.add(text) }
    return recall
  }

  @Test func `a text used again moves to the end`() {
    #expect(make(["a", "b", "a", "c", "b"]).entries == ["a", "c", "b"])
  }

  @Test func `a search goes from where it is`() {
    let recall = make(["load x", "show a", "load y", "show b"])
    let isLoad = { (text: String) in text.hasPrefix("load") }
    let newest = recall.position(before: recall.end, where: isLoad)
    #expect(newest.flatMap { recall[$0] } == "load y")
    let older = recall.position(before: newest ?? 0, where: isLoad)
    #expect(older.flatMap { recall[$0] } == "load x")
    #expect(recall.position(before: older ?? 0, where: isLoad) == nil)
    #expect(recall.position(after: older ?? 0, where: isLoad) == newest)
    #expect(recall.position(after: recall.end, where: isLoad) == nil)
    #expect(recall.position(before: 0, where: isLoad) == nil)
  }

  @Test func `it agrees with a list that is searched`() {
    var generator = SeededGenerator(seed: 3)
    var recall = Recall()
    var list: [String] = []
    for _ in 0..<2000 {
      let text = "\(Int.random(in: 0..<40, using: &generator))"
      recall.add(text)
      list.removeAll { $0 == text }
      list.append(text)
    }
    #expect(recall.entries == list)
    #expect(recall.end <= 100)
    var walked: [String] = []
    var place = recall.end
    while let older = recall.position(before: place, where: { _ in true }) {
      place = older
      walked.append(recall[older] ?? "")
    }
    #expect(walked == list.reversed())
  }
}
