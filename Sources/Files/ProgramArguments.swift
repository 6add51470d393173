internal import CFiles

/// The words that the program was started with, without its name.
package func programArguments() -> [String] {
  (1..<max(1, plens_argument_count())).map { unsafe String(cString: plens_argument($0)) }
}
