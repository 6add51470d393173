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

  @Test func `a setting goes back to what it was before a statement's own`() throws {
    var settings = Settings()
    try settings.set("mode", to: "csv")
    let before = settings
    try settings.set("mode", to: "json")
    try settings.set("batch-size", to: "2")
    settings.restore(["mode", "batch-size"], from: before)
    #expect(settings["mode"] == "csv" && settings["batch-size"] == "8")
    #expect(settings.changed.map(\.name) == ["mode"])
  }
}
