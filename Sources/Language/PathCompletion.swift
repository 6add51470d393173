internal import Foundation
package import Text

/// The files and folders whose paths begin with `begun`; a folder's ends with `/` and goes on.
///
/// Hidden ones are offered only where the name begun is hidden.
package func paths(_ begun: String, foldersOnly: Bool) -> [Candidate] {
  let slash = begun.lastIndex(of: "/")
  let folder = slash.map { String(begun[...$0]) } ?? ""
  let name = slash.map { String(begun[begun.index(after: $0)...]) } ?? begun
  let home = homeFolder()
  let place = folder.isEmpty ? "." : folder.hasPrefix("~/") ? home + folder.dropFirst() : folder
  let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
  return names.sorted().compactMap { entry in
    guard entry.hasPrefix(name), !entry.hasPrefix(".") || name.hasPrefix(".") else { return nil }
    var isFolder: ObjCBool = false
    guard
      unsafe FileManager.default.fileExists(atPath: place + "/" + entry, isDirectory: &isFolder)
    else { return nil }
    if isFolder.boolValue {
      return Candidate(folder + entry + "/", label: entry + "/", endsWord: false)
    }
    return foldersOnly ? nil : Candidate(folder + entry, label: entry)
  }
}
