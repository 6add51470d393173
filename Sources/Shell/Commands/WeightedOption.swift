import Causal
import Language

extension ShellCommand {
  static let weightedOption = OptionSpec(
    .weighted, .choice(AttentionWeighting.allCases.map(\.rawValue)),
    "Each weight of the pattern times the length of the value it mixes in, or of what the head writes of that, "
      + "|v W_O| (Kobayashi et al., 2020): the latter is comparable between heads")
}

extension Invocation {
  /// What patterns are to be weighted by, if by anything.
  var weight: AttentionWeighting? {
    has(.weighted) ? text(.weighted).flatMap(AttentionWeighting.init) : nil
  }
}
