/// The help text of the figure-script language.
public enum ScriptReference {
  /// Grammar, names, limits, and a line for each function.
  public static let text: String = introduction + functions

  private static let introduction = """
    Figure scripts (.figs) turn a head's pattern into figures, with the names,
    broadcasting, slicing and dtypes of NumPy.

      # svd.figs
      figure svd_spectra(A) "Singular values of the pattern" {
        let s = svdvals(A)
        plot(line(s, marker: "o"), yscale: "log", xlabel: "Singular Value Index",
             ylabel: "Singular Value", title: "L{layer}H{head}")
      }
      figure logged(A) = heatmap(log10(A + 1e-6), cmap: "magma", normalize: true)
      figure halves(A) = figures(upper: heatmap(A[:n//2]), lower: heatmap(A[n//2:]))
      figure hot(A, cap=0.2) svg = heatmap(clip(A, 0, cap) / cap)
      def offset_mean(x, k=1) = x.diagonal(-k).mean()

    Definitions
      figure NAME(A, OPTION=VALUE) FORMAT "SUMMARY" = EXPRESSION
                                         a figure function
      def NAME(X, Y=VALUE) = EXPRESSION  a function for the script's own use
      Instead of = EXPRESSION: { let NAME = EXPRESSION ... EXPRESSION }, one a line;
      the last one is the value. let A, B = ... takes a list apart. FORMAT is png,
      svg or svgz; left out, it is png for heat maps without labels and svg for all
      else. Parameters with values are options. # begins a comment.

    Names
      The pattern under the parameter's name (float32, [query, key]), n (its
      length), layer, head, model, prompt (the text), hash, tokens; pi, e, inf, nan,
      newaxis, True, False, None, and the dtypes bool, int64, float32, float64,
      complex128. np.NAME and np.linalg.NAME are NAME.

    Expressions
      + - * / // % ** @   == != < <= > >=   & | ^ ~ << >>
      and or not   in   is None   A if C else B
      A[1:3, ::-1]  A[-1]  A[:, None]  A[..., 0]  A[A > 0.1]  A[[0, 2]]
      A.T  .shape .size .ndim .dtype .real .imag
      [1, 2]  (2, 3)  [f(x) for x in LIST if C]  f(a, axis=1)  f(a, axis: 1)
      Every function of an array is a method, too: A.mean(axis=1).
      "L{layer} {A.max():.2f}" puts values into a string; braces are doubled.
      Operators bind as in Python. Arrays never change: where, tril, clip and
      fill_diagonal give new ones. Where NumPy has complex64 there is complex128,
      and functions of truth values give float64, not float16. 1 / 0 is inf, for
      plain numbers, too; plain integers have 64 bits.

    Limits
      A script reaches no file, process or network. It stops after 10 billion steps
      (an operation on one element is one; some ten seconds), with arrays of more
      than 1 GB at one time, or at 100 calls inside one another.


    """

  private static var functions: String {
    ScriptFunction.themes.map { theme, functions in
      theme.rawValue + "\n" + functions.map(entry).joined()
    }.joined(separator: "\n")
  }

  /// A function's line; the text stands under a signature that is too long.
  private static func entry(_ function: ScriptFunction) -> String {
    let names = ScriptFunction.synonyms.filter {
      $0.value == function.name && $0.key != function.name
    }
    .keys.sorted()
    let also = names.isEmpty ? "" : " (also \(names.joined(separator: ", ")))"
    let summary = function.summary + also
    let width = 38
    if function.signature.count <= width {
      let gap = String(repeating: " ", count: width + 2 - function.signature.count)
      return "  " + function.signature + gap + summary + "\n"
    }
    return "  " + function.signature + "\n" + String(repeating: " ", count: width + 4) + summary
      + "\n"
  }

  /// Names and lines of all functions, for completion and `help NAME`.
  public static var entries: [(name: String, signature: String, summary: String)] {
    ScriptFunction.all.map { ($0.name, $0.signature, $0.summary) }
  }
}
