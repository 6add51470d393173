extension LanguageTopic {
  /// One true story about the model inside the program; its numbers are tested against an
  /// independent program's.
  static let causal = LanguageTopic(
    names: ["causal", "story"], summary: "Whether a head matters: one story, told by the commands",
    text: """
      A pattern says where a head looks, and not whether that matters. A story about the model inside the \
      program ('load demo'), each line of which can be typed:

          capture 'When Mary and John went to the store, John gave a drink to'
          capture 'When Mary and John went to the store, Mary gave a drink to'
          predict p0 --answer ' Mary' --against ' John'

      The logit of ' M', which begins ' Mary', is 8.83 above that of ' Jo'. Which head knows it? L3H4 looks most \
      like an induction head:

          rank p0 --by induction --top 1
          ablate p0 L3H4 --answer ' Mary' --against ' John'

      Without it the difference is not lost, it grows to 9.32. What harm does it do? Cut one of its edges, from the \
      last token to ' Jo':

          edit cut = L3H4.pattern[-1, " Jo"]: knockout
          predict p0 -m demo+cut --answer ' Mary' --against ' John'

      That alone makes it 9.23: L3H4 looks at John and speaks for him. Looking is not knowing. So take out each:

          ablate p0 --answer ' Mary' --against ' John' | sort effect | head 4
          ablate p0 --answer ' Mary' --against ' John' | show

      Without L2H0 it is -4.32, without L0H4 -4.30, L1H2 -2.35, L0H5 -1.85: the model says ' Jo'. Who writes the \
      answer itself?

          attribute p0 --answer ' Mary' --against ' John' | sort value --desc | head 3

      L2H0 adds 6.01 of the 8.83, the last MLP 4.66; L0H4, L1H2 and L0H5 are not among them: what they write is \
      read by others. The second prompt has the other giver, and the other answer. Put each head's values on the \
      first prompt into the second:

          patch p0 p1 --answer ' Mary' --against ' John' | sort effect --desc | head 2

      L2H0 alone brings back 0.99 of the difference, L3H3 0.58, L3H4 nothing. And where does it go from L2H0?

          path p0 p1 --sender L2H0 --answer ' Mary' --against ' John' \\
            | sort effect | head 4

      All ways together take 12.96 from the difference; one edge, into the values of L3H3, takes 2.97, into those \
      of L3H1 1.72, and the straight way to the logits nothing of it. So it is L2H0 that knows who gives, and L3H3 \
      that passes most of it on. This is what this model does on this text: 'ablate' over many prompts, which \
      'prompts make ioi' makes, says how far it holds.
      """,
    examples: [
      "predict 'When Mary and John went to the store, John gave a drink to' --answer ' Mary' --against ' John'"
    ])
}
