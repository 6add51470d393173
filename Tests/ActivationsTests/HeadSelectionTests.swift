import Activations
import Testing

@Suite struct HeadSelectionTests {
  private func parse(_ text: String) throws -> String {
    try HeadSelection(text, layers: 6, heads: 4).description
  }

  @Test(arguments: [
    ("L5H3", "L5H3"), ("l5h3", "L5H3"), ("L*H*", "L*H*"), ("LxHx", "L*H*"), ("lXhX", "L*H*"),
    ("L*", "L*H*"), ("L5", "L5H*"), ("L0-3H2", "L0-3H2"), ("L0-3", "L0-3H*"),
    ("L5H1-3", "L5H1,L5H2,L5H3"),
    ("L2-", "L2-5H*"), ("L2-H1", "L2-5H1"), ("L5H1-", "L5H1,L5H2,L5H3"), ("L^1", "L5H*"),
    ("L^6H^4", "L0H0"),
    ("L^2-", "L4-5H*"), ("L^3-^2H0", "L3-4H0"), ("L1-^2H*", "L1-4H*"), ("L0H0-3", "L0H*"),
    ("L8,L5H*", "!"), ("L5H*,L3H1", "L3H1,L5H*"), ("L5H*~L3H1", "L3H1,L5H*"),
    (" L0 , L1\t,L2H3 ", "L0-1H*,L2H3"), ("L0,L0,L0H1", "L0H*"), ("L*H*/L0", "L1-5H*"),
    ("L*H*/L0/L5", "L1-4H*"), ("L*/L0,L0H1", "L0H1,L1-5H*"), ("L*H1/L0-4", "L5H1"),
    ("L*/L1-4/LxH2", "L0H0,L0H1,L0H3,L5H0,L5H1,L5H3"), ("L0H1,L1H1,L2H1", "L0-2H1"),
    ("L*H0-1", "L*H0,L*H1"), ("L5 / L5H3", "L5H0,L5H1,L5H2"),
  ])
  func `a text chooses the heads of its canonical text`(text: String, canonical: String) throws {
    if canonical == "!" {
      #expect(throws: SelectionError.self) { try parse(text) }
    } else {
      #expect(try parse(text) == canonical)
      #expect(try parse(canonical) == canonical)
    }
  }

  @Test func `every set of a small model prints as it parses, in pattern_lens's grammar`() throws {
    for (layers, heads) in [(1, 1), (1, 3), (3, 1), (3, 3), (2, 4), (4, 2)] {
      let all = (0..<layers * heads).map { Head(layer: $0 / heads, index: $0 % heads) }
      for bits in 1..<1 << all.count {
        let chosen = all.indices.filter { bits >> $0 & 1 == 1 }.map { all[$0] }
        let selection = try #require(HeadSelection(chosen, layers: layers, heads: heads))
        let text = selection.description
        #expect(try HeadSelection(text, layers: layers, heads: heads).heads == chosen, "\(text)")
        for item in text.split(separator: ",") {
          #expect(item.wholeMatch(of: /L([0-9]+|[0-9]+-[0-9]+|\*)H([0-9]+|\*)/) != nil, "\(text)")
        }
      }
    }
  }

  @Test(arguments: [
    ("L9H3", 0..<4, "'L9H3' is outside this model: layers are 0-5, heads 0-3"),
    ("L5H4", 0..<4, "'L5H4' is outside this model: layers are 0-5, heads 0-3"),
    ("L0,L6,L1", 3..<5, "'L6' is outside this model: layers are 0-5, heads 0-3"),
    ("L0~L1H0-4", 3..<9, "'L1H0-4' is outside this model: layers are 0-5, heads 0-3"),
    ("L^7", 0..<3, "'L^7' is outside this model: layers are 0-5, heads 0-3"),
    (
      "L99999999999999999999", 0..<21,
      "'L99999999999999999999' is outside this model: layers are 0-5, heads 0-3"
    ),
    (
      "L^99999999999999999999", 0..<22,
      "'L^99999999999999999999' is outside this model: layers are 0-5, heads 0-3"
    ),
    ("L3-1", 0..<4, "'L3-1' runs backwards: the first layer comes first"),
    ("L0H3-^4", 0..<7, "'L0H3-^4' runs backwards: the first head comes first"),
    ("L^0", 0..<3, "'L^0': ^1 is the last layer"),
    ("H3", 0..<2, "'H3' is no head: a layer comes first, as in L*H3"),
    ("L1,K5", 3..<5, "'K5' is no head: write L5H3, L0-3H2, L5 or L*H*"),
    ("", 0..<0, "a head is missing: write one as L5H3, all as L*H*"),
    ("L1,", 3..<3, "a head is missing: write one as L5H3, all as L*H*"),
    ("L1,,L2", 3..<3, "a head is missing: write one as L5H3, all as L*H*"),
    ("L", 0..<1, "'L' has no layer number: give a number, a range as 0-3, or * for all"),
    (
      "L-3", 0..<3, "'L-3' has no layer number: count from the end with ^1, from the start with 0-5"
    ),
    ("L1H", 0..<3, "'L1H' has no head number: give a number, a range as 0-3, or * for all"),
    (
      "L1H2H3", 0..<6,
      "'L1H2H3' is no head: 'H' is not expected here; write L5H3, L0-3H2, L5 or L*H*"
    ),
    (
      "L1 L2", 0..<5, "'L1 L2' is no head: 'L' is not expected here; write L5H3, L0-3H2, L5 or L*H*"
    ),
    ("L0/L*", 0..<5, "'L0/L*' leaves no head: what follows '/' is taken away"),
    (
      "L1\u{1B}[2J", 0..<6,
      "'L1\u{FFFD}[2J' is no head: '\u{FFFD}' is not expected here; write L5H3, L0-3H2, L5 or L*H*"
    ),
  ])
  func `an error points at the bad item`(text: String, range: Range<Int>, message: String) {
    let error = #expect(throws: SelectionError.self) { try parse(text) }
    #expect(error?.description == message)
    #expect(error?.range == range)
  }

  @Test func `a model of one layer or head is described in words`() {
    let error = #expect(throws: SelectionError.self) {
      try HeadSelection("L1", layers: 1, heads: 1)
    }
    #expect(
      error?.description == "'L1' is outside this model: the only layer is 0, the only head is 0")
  }

  @Test func `any short text is parsed or refused`() {
    let alphabet = Array("L0^-H*,/ x")
    for length in 0...4 {
      var count = 1
      for _ in 0..<length { count *= alphabet.count }
      for number in 0..<count {
        var (rest, text) = (number, "")
        for _ in 0..<length {
          text.append(alphabet[rest % alphabet.count])
          rest /= alphabet.count
        }
        do {
          let selection = try HeadSelection(text, layers: 2, heads: 2)
          #expect(try HeadSelection(selection.description, layers: 2, heads: 2) == selection)
        } catch let error as SelectionError {
          #expect(error.range.upperBound <= length && !error.description.isEmpty)
        } catch {
          Issue.record(error)
        }
      }
    }
  }

  @Test func `layers and membership follow from the heads`() throws {
    let selection = try HeadSelection("L5H2,L1,L3H0", layers: 6, heads: 4)
    #expect(selection.layers == [1, 3, 5])
    #expect(
      selection.contains(Head(layer: 1, index: 3)) && selection.contains(Head(layer: 5, index: 2)))
    #expect(
      !selection.contains(Head(layer: 5, index: 3)) && !selection.contains(Head(layer: 9, index: 0))
    )
  }

  @Test func `a set needs heads of the model`() {
    #expect(HeadSelection([], layers: 2, heads: 2) == nil)
    #expect(HeadSelection([Head(layer: 2, index: 0)], layers: 2, heads: 2) == nil)
  }
}
