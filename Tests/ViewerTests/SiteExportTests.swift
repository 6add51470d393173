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
