internal import Formats
internal import Foundation

/// Puts what went wrong in Python into words.
struct PythonAccount {
  /// What was asked of Python: a function's name, or the name of a module's file.
  let subject: String

  /// The module whose code ran.
  let module: PythonModule

  /// What ran it.
  let interpreter: String

  /// An exception, as the worker describes it.
  func error(_ error: JSON) -> PythonError {
    let traceback = error["traceback"]?.stringValue ?? ""
    let place = error["place"]?.arrayValue
    let begin = beginning(place?.first?.stringValue, place?.last?.integerValue)
    if let package = error["missing"]?.stringValue {
      return PythonError(
        "\(begin): package '\(package)' is not installed for \(interpreter); "
          + "install it there, or choose another interpreter with 'set python PATH'",
        traceback: traceback)
    }
    let problem = error["problem"]?.stringValue ?? "failed"
    let line = problem.split(whereSeparator: \.isNewline).joined(separator: " ")
    return PythonError("\(begin): \(line)", traceback: traceback)
  }

  /// No reply within the limit; `output` may say where it was.
  func timedOut(after limit: Duration, output: String) -> PythonError {
    let limit = String(format: "%g s", limit / .seconds(1))
    return PythonError(
      "\(beginning(in: output)): was not done after \(limit) and was stopped", traceback: output)
  }

  /// Something other than the worker has written where its answers come.
  func confused(output: String) -> PythonError {
    PythonError(
      "\(subject): wrote to a descriptor that is not its own, through which figures come",
      traceback: output)
  }

  /// The process ended with a status of `waitpid`; `output` may say where it was.
  func ended(status: Int32, output: String) -> PythonError {
    let signal = status & 0x7f
    let how =
      signal == 0
      ? "ended Python with status \(status >> 8 & 0xff)"
      : "ended Python by signal \(signal), \(unsafe String(cString: strsignal(signal)).lowercased())"
    return PythonError("\(beginning(in: output)): \(how)", traceback: output)
  }

  private func beginning(_ file: String?, _ line: Int?) -> String {
    guard let file, let line else { return subject }
    let name = URL(filePath: file).lastPathComponent
    return name == subject ? "\(name), line \(line)" : "\(subject) (\(name), line \(line))"
  }

  /// Finds the innermost line of the module in what faulthandler wrote: `File "path", line 3 in f`.
  private func beginning(in output: String) -> String {
    let mark = "File \"\(module.path)\", line "
    guard let place = output.range(of: mark) else { return subject }
    return beginning(module.path, Int(output[place.upperBound...].prefix { $0.isNumber }))
  }
}
