/// A module of the page and all that it imports as one script: a browser takes longer to ask for a
/// file than to read it.
///
/// It knows the few forms that the page's modules have, each on a line of its own:
///
///     import { a, b as c } from "./file.js";      import * as name from "./file.js";
///     export function f, export async function f, export class C, export const c, export let v
///
/// What is exported with `let` changes, and is imported with `* as` alone. Comments and indentation are
/// left out, the latter also in a text of several lines.
struct PageScript {
  /// The script, in the order in which its parts need each other.
  private(set) var text = ""

  private let files: [String: [UInt8]]
  private var known: Set<String> = []

  /// Puts together the module at `path` and what it imports from beside it.
  init(_ path: String, of files: [String: [UInt8]]) {
    self.files = files
    let folder = path.split(separator: "/").dropLast().map { $0 + "/" }.joined()
    text += body(of: String(path.dropFirst(folder.count)), in: folder).lines
  }

  /// A module's lines as they are inside a function, those of its imports before it, and the names
  /// that it exports.
  private mutating func body(of name: String, in folder: String) -> (
    lines: String, names: [Substring]
  ) {
    var (lines, names) = ("", [Substring]())
    let source = String(decoding: files[folder + name] ?? [], as: UTF8.self)
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("import "), let (what, file) = Self.importParts(line) {
        add(file, in: folder)
        lines += "const \(what) = \(Self.scope(of: file));\n"
      } else if line.hasPrefix("export ") {
        let declaration = line.dropFirst("export ".count)
        let words = declaration.split(separator: " ", maxSplits: 4)
          .filter { $0 != "async" }
        if words.count > 1 { names.append(words[1].prefix { $0 != "(" }) }
        lines += declaration + "\n"
      } else if !line.drop(while: { $0 == " " }).hasPrefix("//") {
        lines += line.drop { $0 == " " } + "\n"
      }
    }
    return (lines, names)
  }

  private mutating func add(_ name: String, in folder: String) {
    guard known.insert(name).inserted else { return }
    let (lines, names) = body(of: name, in: folder)
    let exports = names.map { "get \($0)() { return \($0); }" }.joined(separator: ", ")
    text +=
      "const \(Self.scope(of: name)) = (() => { // \(name)\n\(lines)return { \(exports) };\n})();\n"
  }

  /// What stands for a module: `$heads` for `heads.js`.
  private static func scope(of name: String) -> String { "$" + name.prefix { $0 != "." } }

  /// The pattern that takes what is imported, and the file's name; nil where it is no import.
  private static func importParts(_ line: Substring) -> (what: String, file: String)? {
    let parts = line.dropFirst("import ".count).split(separator: " from \"./")
    guard parts.count == 2 else { return nil }
    let file = String(parts[1].prefix { $0 != "\"" })
    return parts[0].hasPrefix("* as ")
      ? (String(parts[0].dropFirst(5)), file)
      : (String(parts[0].replacing(" as ", with: ": ")), file)
  }
}
