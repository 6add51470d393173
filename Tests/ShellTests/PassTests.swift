import Testing

/// How often a model is run: each new prompt once, all its layers in one pass.
@Suite struct PassTests {
  @Test(arguments: [
    "show 'the cat sat on the mat' L*H0",
    "find 'the cat sat on the mat' L* --where 'A > 0.9'",
    "export 'the cat sat on the mat' L*H0 -o heads.npz",
    "fig raw 'the cat sat on the mat' L*H0 | count",
    "fig raw 'the cat sat on the mat' L* -o figures",
    "rank 'the cat sat on the mat' --by induction",
    "rollout 'the cat sat on the mat'",
    "thumbnails 'the cat sat on the mat'",
    "diff 'the cat sat' 'the dog sat' L*",
  ])
  func `a new prompt takes one pass, whatever is asked of it`(command: String) throws {
    let folder = try ProgramFolder()
    let result = try folder.run("-c", "load demo\ntime \(command)\ntime \(command)")
    #expect(result.status == 0, "\(result.errors)")
    let told = result.errors.split(separator: "\n").filter { $0.contains("through a model") }
    #expect(told.count == 2, "\(result.errors)")
    #expect(told.first?.hasSuffix(", 1 pass through a model") == true, "\(told)")
    #expect(told.last?.hasSuffix(", 0 passes through a model") == true, "\(told)")
  }

  @Test func `what the cache can't keep is run once all the same`() throws {
    let folder = try ProgramFolder()
    let result = try folder.run(
      "-c", "load demo\nset cache.max 1K\ntime show 'the cat sat on the mat' L*H0")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains(", 1 pass through a model"), "\(result.errors)")
  }
}
