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
}
