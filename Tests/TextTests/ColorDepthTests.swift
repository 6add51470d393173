import Testing
import Text

@Suite struct ColorDepthTests {
  @Test(arguments: [
    ([:], true, ColorDepth.none),
    (["TERM": "xterm"], false, .none),
    (["TERM": "xterm"], true, .sixteen),
    (["TERM": "dumb"], true, .none),
    (["TERM": "xterm-256color"], true, .indexed),
    (["TERM": "xterm", "COLORTERM": "truecolor"], true, .truecolor),
    (["TERM": "xterm", "COLORTERM": "24bit"], true, .truecolor),
    (["TERM": "xterm-kitty"], true, .truecolor),
    (["TERM": "xterm-256color", "NO_COLOR": "1"], true, .none),
    (["TERM": "xterm-256color", "NO_COLOR": ""], true, .indexed),
    (["TERM": "xterm", "NO_COLOR": "1", "FORCE_COLOR": "1"], true, .none),
    (["FORCE_COLOR": "1"], false, .sixteen),
    (["FORCE_COLOR": "3"], false, .truecolor),
    (["FORCE_COLOR": "0", "TERM": "xterm"], true, .none),
    (["CLICOLOR_FORCE": "1", "TERM": "xterm-256color"], false, .indexed),
    (["CLICOLOR_FORCE": "0", "TERM": "xterm"], false, .none),
  ])
  func `the environment is asked in order`(
    environment: [String: String], isTerminal: Bool, depth: ColorDepth
  ) {
    #expect(ColorDepth(isTerminal: isTerminal, environment: environment) == depth)
  }

  @Test func `the option comes before the environment`() {
    let environment = ["NO_COLOR": "1", "TERM": "xterm-256color"]
    #expect(
      ColorDepth(choice: .always, isTerminal: false, environment: environment) == .indexed)
    #expect(
      ColorDepth(choice: .always, isTerminal: false, environment: ["TERM": "dumb"]) == .sixteen)
    #expect(
      ColorDepth(choice: .never, isTerminal: true, environment: ["FORCE_COLOR": "1"])
        == ColorDepth.none)
  }
}
