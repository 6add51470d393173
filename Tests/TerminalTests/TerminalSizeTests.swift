import Terminal
import Testing

@Suite struct TerminalSizeTests {
  @Test func `off a terminal it is 80 by 24 unless the environment says otherwise`() {
    #expect(TerminalSize(of: -1) == TerminalSize(columns: 80, rows: 24))
    let told = TerminalSize(of: -1, environment: ["COLUMNS": "132", "LINES": "0"])
    #expect(told == TerminalSize(columns: 132, rows: 24))
    #expect(TerminalSize(of: -1, environment: ["COLUMNS": "wide"]).columns == 80)
  }

  @Test func `a terminal's own size counts before the environment's`() throws {
    let terminal = try PseudoTerminal().terminal
    let size = TerminalSize(of: terminal, environment: ["COLUMNS": "132", "LINES": "50"])
    #expect(size == TerminalSize(columns: 80, rows: 24))
  }

  @Test func `no size is below one cell`() {
    #expect(TerminalSize(columns: -3, rows: 0) == TerminalSize(columns: 1, rows: 1))
  }
}
