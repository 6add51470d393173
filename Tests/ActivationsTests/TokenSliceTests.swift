import Activations
import Tensors
import Testing

@Suite struct TokenSliceTests {
  @Test(arguments: [
    ("[3:9,:5]", "queries 3-8 (6), keys 0-4 (5)"), ("[-1]", "query 9, keys 0-9 (10)"),
    ("[:,0]", "queries 0-9 (10), key 0"), ("[:]", "queries 0-9 (10), keys 0-9 (10)"),
    ("[-3:,-1]", "queries 7-9 (3), key 9"), ("[ 2 : 4 , 1 ]", "queries 2-3 (2), key 1"),
    ("[8:900]", "queries 8-9 (2), keys 0-9 (10)"), ("[-900:1]", "query 0, keys 0-9 (10)"),
    ("[0,:-8]", "query 0, keys 0-1 (2)"),
  ])
  func `a slice means what it means in Python`(text: String, resolved: String) throws {
    let slice = try TokenSlice(text)
    #expect(try slice.resolved(queries: 10, keys: 10).description == resolved)
    #expect(try TokenSlice(slice.description) == slice)
  }

  @Test(arguments: [
    ("", "'' is no token slice: it stands in brackets, as [3:9,:5]"),
    ("3:9", "'3:9' is no token slice: it stands in brackets, as [3:9,:5]"),
    ("[", "'[' is no token slice: it stands in brackets, as [3:9,:5]"),
    ("[]", "'[]' lacks a number: write [query,key], [:,key] for all queries"),
    ("[,1]", "'[,1]' lacks a number: write [query,key], [:,key] for all queries"),
    ("[x]", "'x' in '[x]' is no token number: write one as 3, -1 (the last) or 3:9"),
    ("[--1]", "'--1' in '[--1]' is no token number: write one as 3, -1 (the last) or 3:9"),
    (
      "[99999999999999999999]",
      "'99999999999999999999' in '[99999999999999999999]' is no token number: write one as 3, -1 (the last) or 3:9"
    ),
    ("[1:8:2]", "'1:8:2' in '[1:8:2]' has a step: a slice is from:to"),
    ("[1,2,3]", "'[1,2,3]' has 3 axes: a pattern has two, [query,key]"),
    ("[1]]", "'[1]]' closes its bracket twice"),
    ("[10]", "query 10 in '[10]' is outside this pattern: query numbers are 0-9 or -10 to -1"),
    ("[0,-11]", "key -11 in '[0,-11]' is outside this pattern: key numbers are 0-9 or -10 to -1"),
    ("[5:5]", "'[5:5]' holds no query: it is 5:5 of 10"),
    ("[:,9:3]", "'[:,9:3]' holds no key: it is 9:3 of 10"),
  ])
  func `an error says what is allowed`(text: String, message: String) {
    let error = #expect(throws: SelectionError.self) {
      try TokenSlice(text).resolved(queries: 10, keys: 10)
    }
    #expect(error?.description == message)
  }

  @Test func `every pair of bounds equals stepping through the axis`() throws {
    for count in 1...4 {
      let bounds: [Int?] = [nil] + (-6...6).map { $0 }
      for from in bounds {
        for to in bounds {
          let slice = TokenSlice(queries: .tokens(from: from, to: to))
          let start = from.map { $0 < 0 ? $0 + count : $0 } ?? 0
          let end = to.map { $0 < 0 ? $0 + count : $0 } ?? count
          let expected = (0..<count).filter { $0 >= start && $0 < end }
          let resolved = try? slice.resolved(queries: count, keys: 1).queries
          #expect(resolved.map(Array.init) ?? [] == expected)
        }
      }
    }
  }

  @Test func `a slice of a pattern is that part of it`() throws {
    let pattern = Tensor(shape: [3, 4], values: (0..<12).map { Float($0) })
    #expect(try TokenSlice("[1:,:2]").of(pattern) == Tensor(shape: [2, 2], values: [4, 5, 8, 9]))
    #expect(try TokenSlice("[-1]").of(pattern) == Tensor(shape: [1, 4], values: [8, 9, 10, 11]))
    #expect(try TokenSlice("[:,0]").of(pattern) == Tensor(shape: [3, 1], values: [0, 4, 8]))
  }
}
