import Activations
import Formats
import Foundation
import TestSupport
import Testing
import Viewer

@Suite struct SiteExportTests {
  @Test func `a site has the page, the patterns and the figures as plain files`() throws {
    let viewer = try ViewerFixture()
    let root = viewer.folder.path + "/site"
    let report = try SiteExport.write(ViewerSource(store: viewer.store), to: root)
    #expect(report.prompts == 1)
    #expect(report.figures == 4)
    #expect(report.problems.isEmpty)
    let prompt = "m/prompts/\(viewer.prompt.hash)"
    for file in [
      "index.html", "single.html", "page/icon.svg", "site.json", "models.jsonl", "figures.jsonl",
      "m/prompts.jsonl", "m/model_cfg.json", "m/scores.json", prompt + "/prompt.json",
      prompt + "/activations.npz", prompt + "/L1/H1/raw.png",
    ] {
      #expect(FileManager.default.fileExists(atPath: root + "/" + file), "\(file)")
    }
    let copy = CaptureStore(root: root)
    for layer in 0..<2 {
      for index in 0..<2 {
        let head = Head(layer: layer, index: index)
        #expect(
          try copy.pattern(viewer.prompt.hash, head, of: "m") == viewer.cache.pattern(head),
          "\(head)"
        )
      }
    }
    let site = try JSON.load(path: root + "/site.json")
    #expect(site["palettes"]?["viridis"]?.stringValue?.isEmpty == false)
  }

  @Test func `what can't be read of a folder is told once, and the rest of it is there`() throws {
    let viewer = try ViewerFixture()
    let root = viewer.folder.path + "/site"
    let broken = PromptRecord(text: "x y", tokens: ["x", " y"])
    try viewer.store.write(viewer.cache, of: broken, model: "m")
    let file = "m/prompts/\(broken.hash)/activations.npz"
    try Data("PK".utf8).write(to: URL(filePath: viewer.store.root + "/" + file))
    let unreadable = PromptRecord(text: "z", tokens: ["z"])
    try viewer.store.write(viewer.cache, of: unreadable, model: "m")
    let record = "m/prompts/\(unreadable.hash)/prompt.json"
    try Data("{".utf8).write(to: URL(filePath: viewer.store.root + "/" + record))
    let report = try SiteExport.write(ViewerSource(store: viewer.store), to: root)
    #expect(report.prompts == 2)
    #expect(report.figures == 4)
    for name in [file, record] {
      #expect(report.problems.count { $0.contains(name) } == 1, "\(name): \(report.problems)")
    }
    #expect(report.problems.count == 2, "\(report.problems)")

    try Data("{".utf8).write(to: URL(filePath: viewer.store.root + "/m/model_cfg.json"))
    let again = try SiteExport.write(
      ViewerSource(store: viewer.store), to: viewer.folder.path + "/other")
    #expect(again.prompts == 2)
    #expect(again.problems.count { $0.contains("model_cfg.json") } == 1, "\(again.problems)")
    #expect(
      try Data(contentsOf: URL(filePath: viewer.folder.path + "/other/models.jsonl")).isEmpty,
      "a model whose configuration can't be read is none of the site's")
  }

  @Test func `a site never goes into the folder that it is made of`() throws {
    let viewer = try ViewerFixture()
    for root in [viewer.store.root, viewer.store.root + "/../data/"] {
      #expect(throws: ViewerError.self) {
        try SiteExport.write(ViewerSource(store: viewer.store), to: root)
      }
    }
    #expect(throws: ViewerError.self) {
      try SiteExport.write(
        ViewerSource(store: viewer.store), to: viewer.folder.path + "/site", functions: ["nope"])
    }
  }
}
