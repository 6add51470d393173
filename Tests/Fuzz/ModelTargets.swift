import Activations
import Files
import Foundation
import Tensors
import TestSupport

@testable import Formats
@testable import Transformers

// Configurations, run with the weights of the fixture that they come from: whatever fits is computed.

extension FuzzTarget {
  static let models: [FuzzTarget] = [
    FuzzTarget(
      name: "config", form: .json, longest: 1 << 13,
      seeds: {
        // Those with weights, each with the place of these; and those of classes whose defaults matter.
        try ReferenceFolders.all.keys.sorted().map { folder in
          var fields = try JSON.load(path: fixture(folder + "/config.json")).objectValue ?? [:]
          fields["_name_or_path"] = .string(folder)
          return Array(JSON.object(fields).text.utf8)
        }
          + ["configs/defaults.json", "configs/others.json"].flatMap { name in
            (try JSON.load(path: fixture(name)).objectValue ?? [:]).map { key, value in
              var fields = value.objectValue ?? [:]
              if fields["model_type"] == nil { fields["model_type"] = .string(key) }
              return Array(JSON.object(fields).text.utf8)
            }
          }
      },
      words: {
        try ReferenceFolders.all.keys.flatMap {
          try JSON.load(path: fixture($0 + "/config.json")).words
        }
      },
      read: { bytes in
        let config = try JSON(parsing: bytes)
        let type = config["model_type"]?.stringValue ?? ""
        let folder = config["_name_or_path"]?.stringValue ?? ""
        let tensors = ReferenceFolders.all[folder] ?? ReferenceFolders.byType[type] ?? [:]
        try run(Model(config: config, tensors: tensors, path: Fuzzing.folder, name: "m"))
      }),
    FuzzTarget(
      name: "gguf-model", longest: 1 << 16, seeds: ggufSeeds,
      words: {
        [
          "general.architecture", ".block_count", ".embedding_length", ".attention.head_count",
          ".rope.dimension_count",
        ]
      },
      read: { bytes in
        try run(Model(path: Fuzzing.file("model.gguf", bytes, zeros: ggufZeros(bytes))))
      }),
  ]
}

/// Runs four tokens, with all that can be captured of them.
private func run(_ model: Model) throws {
  _ = model.config.hookPoints.count
  let result = try model.run(
    [1, 2, 3, 2].map { min($0, model.config.vocabularySize - 1) },
    capturing: CaptureSet(model.config.hookPoints),
    logits: .all)
  for point in result.cache.points where point.kind == .pattern {
    guard let pattern = result.cache[point] else { continue }
    Fuzzing.expect(pattern.values.count == pattern.shape.reduce(1, *), "\(pattern.shape)")
  }
}

/// The weights of the fixtures, by folder and by `model_type`.
enum ReferenceFolders {
  static let all: [String: [String: StoredTensor]] = {
    var found: [String: [String: StoredTensor]] = [:]
    for parent in ["checkpoints", "families", "models", "toys", "variants"] {
      for name in (try? names(in: parent)) ?? []
      where fileExists(fixture("\(parent)/\(name)/config.json")) {
        guard let tensors = try? Checkpoint.openFolder(fixture("\(parent)/\(name)")) else {
          continue
        }
        found["\(parent)/\(name)"] = tensors
      }
    }
    return found
  }()

  static let byType: [String: [String: StoredTensor]] = {
    var found: [String: [String: StoredTensor]] = [:]
    for (folder, tensors) in all.sorted(by: { $0.key < $1.key }) {
      let type = (try? JSON.load(path: fixture(folder + "/config.json")))?["model_type"]?
        .stringValue
      if let type, found[type] == nil { found[type] = tensors }
    }
    return found
  }()
}
