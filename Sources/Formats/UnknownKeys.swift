internal import Files

/// The warning about keys of the configuration at `path` that are unknown here; nil if there are
/// none.
package func unknownKeysWarning(_ keys: [String], in path: String) -> String? {
  guard !keys.isEmpty else { return nil }
  let shown = keys.prefix(8).map { "'\($0)'" }
  let rest = keys.count > 8 ? " and \(keys.count - 8) more" : ""
  return bounded(
    "\(path) says \(shown.joined(separator: ", "))\(rest), which plens does not know")
}
