import Testing

@Suite struct BackgroundServerTests {
  @Test func `a server that a background script starts is the session's`() throws {
    let folder = try ProgramFolder()
    let script = try folder.write("serve --port 0", to: "s.plens")
    let start = "load demo\nrun \(script) &\nwait %1\n"
    let opened = try folder.run("-c", start + "open 'a b a b' L0H0\nstop *")
    #expect(opened.status == 0, "\(opened.errors)")
    #expect(opened.output.contains("http://127.0.0.1:"), "\(opened.output)")
    let again = try folder.run("-c", start + "serve --port 0")
    #expect(again.status != 0)
    #expect(again.errors.contains("served at http://127.0.0.1:"), "\(again.errors)")
  }
}
