import Foundation
import Tokenizers

/// Prints how many megabytes of text a second each tokenizer turns into tokens on one core: `folders` with a
/// tokenizer.json, and a text file whose lines are encoded one by one.
func benchmarkTokenizers(_ folders: [String], on path: String) throws {
  let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(
    String.init)
  let bytes = lines.reduce(0) { $0 + $1.utf8.count }
  for folder in folders {
    let tokenizer = try Tokenizer(folder: folder)
    var count = 0
    let start = processorSeconds()
    for line in lines { count += try tokenizer.encode(line).count }
    let rate = Double(bytes) / 1e6 / (processorSeconds() - start)
    print("\(folder.split(separator: "/").last ?? "") \(count) \(rate)")
  }
}
