import Foundation
import TestSupport
import Testing
import Workspace

@Suite struct SettingsTests {
  @Test func `settings may have the line ends of Windows`() {
    var settings = Settings()
    let text = "\u{FEFF}mode = csv\r\n# a comment\r\nbatch-size = 4\r\n"
    #expect(settings.read(text, path: "config", origin: "test").isEmpty)
    #expect(settings["mode"] == "csv")
    #expect(settings["batch-size"] == "4")
  }

  @Test func `a file of settings that can't be read is told, and one in another encoding holds`()
    throws
  {
    let folder = try TemporaryFolder()
    let (latin, loop) = (folder.file("latin"), folder.file("loop"))
    try Data(Array("# caf".utf8) + [0xE9] + Array("\nmode = csv\n".utf8))
      .write(to: URL(filePath: latin))
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    let (settings, problems) = Settings.standing(
      [:], files: [(folder.file("missing"), "user"), (latin, "user"), (loop, "project")])
    #expect(settings["mode"] == "csv")
    #expect(
      problems == [
        "\(loop): cannot be opened: Too many levels of symbolic links: none of its settings hold"
      ])
  }
}
