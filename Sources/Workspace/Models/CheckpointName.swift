import Files
import Foundation
import Glibc
import Hub
import Transformers

/// A model's name that may end with the number of a training step.
package struct CheckpointName: Comparable {
  /// The name.
  package let name: String
  /// The number at its end; nil where there is none.
  package let step: Double?

  /// Reads a name such as `pythia/step1000`.
  package init(_ name: String) {
    self.name = name
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }
    step = Double(String(digits.reversed()))
  }

  /// Orders checkpoints by step, then by name.
  package static func < (left: CheckpointName, right: CheckpointName) -> Bool {
    (left.step ?? -1, left.name) < (right.step ?? -1, right.name)
  }
}

extension Workspace {
  /// The models that a list means, separated by commas, patterns opened into what they stand for; the current model
  /// without one.
  ///
  /// - Throws: `ShellError` where a pattern means none.
  package func modelNames(_ list: String?) throws -> [String] {
    guard let list else {
      if case .model(let model) = current { return [model.config.name] }
      return [DemoModel.name]
    }
    return try list.split(separator: ",").map(String.init).flatMap { name -> [String] in
      guard name.contains(where: { "*?[".contains($0) }), !fileExists(name) else { return [name] }
      let isRevision = name.contains("@")
      let known =
        isRevision ? finder.places.revisions() : finder.listings().map(\.name)
      var found = known.filter { unsafe fnmatch(name, $0, 0) == 0 }
      if found.isEmpty { found = Self.modelPaths(name) }
      guard !found.isEmpty else {
        throw ShellError(.notFound, "no model is called like '\(name)': 'models' lists them")
      }
      return found.map(CheckpointName.init).sorted().map(\.name)
    }
  }

  /// The files and folders of models that a pattern finds.
  private static func modelPaths(_ pattern: String) -> [String] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe glob(pattern, 0, nil, &found) == 0 else { return [] }
    return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
      unsafe found.gl_pathv[index].map { unsafe String(cString: $0) }
    }.filter { $0.hasSuffix(".gguf") || fileExists($0 + "/config.json") }
  }
}
