import Testing
import Text

@Suite struct PathsTests {
  @Test func `folders follow the environment`() {
    let paths = Paths(environment: [
      "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s/", "XDG_CACHE_HOME": "relative", "HOME": "/h",
    ])
    #expect(paths.config == "/c/plens")
    #expect(paths.history == "/s/plens/history.jsonl")
    #expect(paths.cache == "/h/.cache/plens")
    #expect(paths.data == "/h/.local/share/plens")
    #expect(paths.startScript == "/c/plens/init.plens")
  }

  @Test func `without a home the system's entry counts`() {
    #expect(Paths(environment: [:], home: "/root").state == "/root/.local/state/plens")
    #expect(Paths(environment: ["HOME": "x"], home: "/").config == "/.config/plens")
  }
}
