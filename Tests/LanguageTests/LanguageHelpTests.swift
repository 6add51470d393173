import Language
import Testing
import Text

@Suite struct CommandHelpTests {
  @Test func `help tells all of a command`() {
    #expect(
      ExampleTable.rank.help(program: "plens", width: 60) == """
        plens rank [PROMPTS] [HEADS...] [options]

        Rank heads by a score.

          PROMPTS  which prompts; all without it
          HEADS    which heads

        The score of a head is its mean over the prompts. Heads with
        no score on any prompt come last.

          previous   attention to the token before

        Options
              --by SCORE   the score (default: previous) (may be
                           repeated)
          -n, --top N      how many (default: 10)
              --min X      the least score
          -f, --format table|json|csv
                           how (default: table)
          -F, --force      even if cached
              --no-header  names of columns first

        Examples
          plens rank p* L4-11 --by induction --top 8
              the eight most inductive heads
          plens rank
        """)
  }

  @Test func `the overview lists the commands of a surface by group`() {
    #expect(
      ExampleTable.table.overview(of: .program, width: 60) == """
        Models
          load  Load a model

        Heads
          rank  Rank heads by a score

        Other
          site  Write a site
          help  Show help
        """)
  }

  @Test func `no line is wider than asked`() {
    for width in [50, 60, 100] {
      let help = ExampleTable.rank.help(width: width)
      let rows = help.split(separator: "\n").filter { !$0.contains("rank p*") }
      #expect(rows.allSatisfy { displayWidth(of: String($0)) <= width }, "\(help)")
    }
  }
}
