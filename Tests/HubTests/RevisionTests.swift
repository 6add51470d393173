import Files
import Foundation
import Hub
import TestSupport
import Testing

@Suite struct RevisionTests {
  private let folder: TemporaryFolder
  private let places: ModelPlaces

  /// A cache with three commits of a model, two of which have names.
  init() throws {
    folder = try TemporaryFolder()
    let base = folder.path + "/hub/models--org--name"
    for commit in ["c1", "c2", "c3"] {
      try makeFolder(base + "/snapshots/" + commit)
      try writeAtomically(
        "{\"model_type\": \"gpt2\"}".utf8, to: base + "/snapshots/\(commit)/config.json")
    }
    try makeFolder(base + "/refs/pr")
    for (name, commit) in [("main", "c1"), ("step2", "c2"), ("pr/1", "c1"), ("gone", "c9")] {
      try writeAtomically((commit + "\n").utf8, to: base + "/refs/" + name)
    }
    places = ModelPlaces(
      environment: ["HF_HUB_CACHE": folder.path + "/hub", "HOME": folder.path])
  }

  @Test func `revisions are what leads to files, and commits without a name`() {
    #expect(
      places.revisions() == ["org/name@main", "org/name@pr/1", "org/name@step2", "org/name@c3"])
  }

  @Test(arguments: [("org/name@step2", "c2"), ("ORG/Name@main", "c1"), ("org/name@c3", "c3")])
  func `a revision is found by its name or commit`(name: String, commit: String) throws {
    #expect(try places.find(name).path.hasSuffix("/snapshots/" + commit))
  }

  @Test func `a name that can't be read is no other commit`() throws {
    let path = folder.path + "/hub/models--org--name/refs/main"
    try removeFile(path)
    // Without a name the last commit is meant; a link to itself is one that the system can't read.
    #expect(try places.find("org/name").path.contains("/snapshots/c"))
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    #expect(throws: HubError.self) { try places.find("org/name@main") }
    #expect(throws: HubError.self) { try places.find("org/name") }
  }

  @Test func `a revision that is not there is told with those that are`() {
    let error = #expect(throws: HubError.self) { try places.find("org/name@step3") }
    #expect(
      error?.description.contains(
        "no revision 'step3' on this machine; there are: main, pr/1, step2, c3") == true,
      "\(error as Any)")
    #expect(throws: HubError.self) { try places.find("org/other@step2") }
  }
}
