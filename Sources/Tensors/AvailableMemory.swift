import Foundation

/// Bytes of memory that could be used without swapping, and without going over what the control
/// group allows.
public func availableMemory() -> Int {
  let free = fields(ofFile: "/proc/meminfo")["MemAvailable:"].map { $0 * 1024 }
  let machine = free ?? Int(clamping: ProcessInfo.processInfo.physicalMemory) / 2
  return min(machine, controlGroupMemory() ?? .max, addressSpaceLeft() ?? .max)
}

/// Bytes that the control group of a container or job leaves, its files in memory counted as free;
/// nil where it sets no limit.
///
/// https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files
private func controlGroupMemory() -> Int? {
  let groups = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
  let rooms = groups.split(separator: "\n").flatMap { line -> [Int] in
    let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].isEmpty || parts[1] == "memory" else { return [] }
    let isNew = parts[1].isEmpty
    let root = "/sys/fs/cgroup" + (isNew ? "" : "/memory")
    // A container sees its own group as the root.
    return [root + parts[2], root].compactMap { folder in
      let limit = number(in: folder + (isNew ? "/memory.max" : "/memory.limit_in_bytes"))
      let used = number(in: folder + (isNew ? "/memory.current" : "/memory.usage_in_bytes"))
      guard let limit, let used else { return nil }
      let cached = fields(ofFile: folder + "/memory.stat")[isNew ? "file" : "total_cache"] ?? 0
      return max(0, limit - max(0, used - cached))
    }
  }
  return rooms.min()
}

/// The number that a file holds alone; nil for `max`.
private func number(in path: String) -> Int? {
  (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
    Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}

/// The first number behind each line's first word.
private func fields(ofFile path: String) -> [String: Int] {
  let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  var fields: [String: Int] = [:]
  for line in text.split(separator: "\n") {
    let words = line.split(separator: " ")
    if words.count > 1 { fields[String(words[0])] = Int(words[1]) }
  }
  return fields
}
