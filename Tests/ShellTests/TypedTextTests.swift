import Shell
import Testing

/// What is typed at the prompt, and what is run and kept of it.
@Suite struct TypedTextTests {
  @Test(arguments: [
    // Beginnings of verbs, also behind keywords, in pipes and in verbs of one's own.
    ("prom add p.jsonl", "prompts add p.jsonl"),
    ("let x = cap 'a b' ; sho p0 L3H4 | tai 3", "let x = capture 'a b' ; show p0 L3H4 | tail 3"),
    ("try with mode=csv -- mod", "try with mode=csv -- models"),
    (
      "def d(m) = m | wh 'attention > 0.3' | hea 2",
      "def d(m) = m | where 'attention > 0.3' | head 2"
    ),
    ("on captured cou", "on captured count"),
    ("s", "s"), ("nothing like it", "nothing like it"), ("echo 'prom'", "echo 'prom'"),
    // Programs behind a pipe, and what follows them in the line.
    ("hooks | grep resid | wc -l", "hooks |! grep resid | wc -l"),
    ("mod | cat ; echo done", "models |! cat \n echo done"),
    ("hooks | head 3", "hooks | head 3"),
    // What was copied with its prompt, and what commands had printed under it.
    ("demo> show p0 L3H4", "show p0 L3H4"),
    ("demo> models\ngpt2 and more\nsmollm2> echo 'a b'", "models\necho 'a b'"),
    ("$ plens models", "models"), ("$ ls -l", "!ls -l"),
    ("$ plens run day.plens", "run day.plens"), ("plens day.plens x", "run day.plens x"),
    (">>> models", "models"), ("In [12]: show p0 L3H4[-1]", "show p0 L3H4[-1]"),
    ("ada@lab:~/data$ plens models", "models"),
    ("capture 'a@b $ plens x'", "capture 'a@b $ plens x'"),
    ("models> x.csv", "models> x.csv"), ("mod> x.csv", "models> x.csv"),
    ("$ind > x.csv", "$ind > x.csv"),
    // Habits.
    ("quit()", "quit"), (" exit() ", "quit"), (":q", "quit"), ("\\q", "quit"), ("logout", "quit"),
    ("cls", "clear"), ("exit", "quit"), ("show --help", "help show"), ("rank -h", "help rank"),
    ("show?", "help show"), ("show??", "help show"), ("man find", "help find"),
    ("nosuch?", "nosuch?"),
    ("echo what -h", "echo what -h"), ("show p0?", "show p0?"),
    (
      "figure hot(A, cap=0.2) = heatmap(clip(A, 0, cap)); # it's",
      "figs define 'figure hot(A, cap=0.2) = heatmap(clip(A, 0, cap)); # it'\\''s'"
    ),
    ("figs", "figs"), ("echo \"\nquit()\n\"", "echo \"\nquit()\n\""),
  ])
  func `it is understood as commands of a script`(typed: String, commands: String) {
    #expect(Program.understood(typed) == commands)
  }

  @Test(arguments: [
    ("capture 'It", "' is open, Ctrl-C leaves ...> "),
    ("echo \"a", "\" is open, Ctrl-C leaves ...> "),
    ("show p0 L3H4[", "[ is open, Ctrl-C leaves ...> "),
    ("models |", "| is open, Ctrl-C leaves ...> "),
    ("figure f(A) {", "{ is open, Ctrl-C leaves ...> "), ("figure f(A) { heatmap(A)\n}", nil),
    ("capture It's a dog", nil), ("models", nil), ("a > ", nil),
  ])
  func `the prompt says what is open and how to leave`(text: String, prompt: String?) {
    #expect(Program.continuation(after: text) == prompt)
  }
}
