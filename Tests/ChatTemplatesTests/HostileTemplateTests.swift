import ChatTemplates
import Testing

/// Templates that count, grow or nest without end are refused, soon and without taking memory.
@Suite struct HostileTemplateTests {
  private static let least = "(-9223372036854775807 - 1)"

  private func text(_ source: String) throws -> String {
    try ChatTemplate(source).text(of: [ChatMessage(role: "user", content: "Hi")])
  }

  @Test(arguments: [
    "{{ -\(least) }}", "{{ \(least)|abs }}", "{{ 'a'|tojson(indent=-1) }}",
    "{{ [[1]]|tojson(indent=9223372036854775807) }}",
  ])
  func `numbers at the end of their range are refused`(source: String) {
    #expect(throws: ChatTemplateError.self) { try text(source) }
  }

  @Test func `the remainder of the least number by -1 is 0`() throws {
    #expect(try text("{{ \(Self.least) is divisibleby(-1) }}") == "True")
  }

  @Test(arguments: [
    "ns.x ~ ns.x", "ns.x + ns.x", "ns.x * 10000", "ns.x.replace('a', 'aaaa')",
    "ns.x.join([ns.x, ns.x, ns.x])",
    "[ns.x]", "{'a': ns.x}", "[ns.x, ns.x]", "ns.x|replace('a', ns.x)",
    "(ns.x ~ 'b')|list|join('aa')", "'%s'|string ~ [ns.x]",
  ])
  func `values that grow or nest without end are refused`(step: String) {
    let source =
      "{% set ns = namespace(x='aa') %}{% for i in range(100000) %}{% set ns.x = \(step) %}{% endfor %}{{ ns.x == ns.x }}"
    #expect(throws: ChatTemplateError.self) { try text(source) }
  }

  @Test(arguments: [
    "{% for i in range(100000) %}{% if i in big %}{% endif %}{% endfor %}",
    "{% for i in range(100000) %}{% if big == big %}{% endif %}{% endfor %}",
    "{% for i in range(100000) %}{{ big|length }}{% endfor %}",
    "{% for i in range(100000) %}{{ (text ~ 'b') in (text ~ text) }}{% endfor %}",
    "{% for i in range(100000) %}{{ text[5] }}{% endfor %}",
    "{% for i in range(100000) %}{% for k in big %}{% endfor %}{% endfor %}",
  ])
  func `work without end is refused`(loop: String) {
    let source = "{% set big = range(90000) %}{% set text = 'a' * 10000 %}" + loop
    #expect(throws: ChatTemplateError.self) { try text(source) }
  }

  @Test func `a long conversation is no such work`() throws {
    let template = try ChatTemplate(
      "{% for m in messages %}{% if 'x' in m.content %}{{ m['content'] | trim }}{% endif %}{{ m.role + '\n' }}{% endfor %}"
    )
    let long = String(repeating: "some words x ", count: 4_000)
    let messages = (0..<100).map { _ in ChatMessage(role: "user", content: long) }
    let expected = String(repeating: long.dropLast() + "user\n", count: 100)
    #expect(try template.text(of: messages) == expected)
  }
}
