import Activations
import Files
import Foundation
import TestSupport

@testable import Figures
@testable import Formats
@testable import Surveys
@testable import Viewer
@testable import Workspace

// Folders that the program has written, or somebody has changed: saved patterns, and parts of surveys.

extension FuzzTarget {
  static let folders: [FuzzTarget] = [
    FuzzTarget(
      name: "folder", longest: 1 << 11, seeds: folderSeeds,
      words: {
        folderFiles.map { "@@ \($0)\n" } + [
          "n_layers", "n_heads", "model_name", "d_model", "n_ctx", "patternless", "text", "hash",
          "tokens", "n_tokens", "meta",
        ]
      },
      read: { bytes in
        let path = Fuzzing.folder("saved", Parts.files(in: bytes, folderFiles))
        let store = CaptureStore(root: path)
        Fuzzing.tells {
          let saved = try SavedModel(folder: path)
          _ = (saved.size.layers, saved.prompts.count, store.listing(of: saved.name).prompts.count)
          _ = try HeadSelection("L*H*", in: saved.size).heads.prefix(5).count
          let patterns = SavedPatterns(of: "h", model: saved.name, in: store)
          for layer in [0, 1] { Fuzzing.tells { _ = try patterns.layer(layer) } }
        }
        Fuzzing.tells {
          for problem in try store.models().flatMap({ store.prompts(of: $0).problems }) {
            Fuzzing.check(problem)
          }
        }
        let routes = ViewerState(ViewerSource(store: store)).routes
        // A list of prompts is made with an index, which takes as long as all else: for one input in four.
        for place in [
          "/api/models", "/api/pattern/m/h/0/0", "/api/tile/m/h/0/0/raw.png", "/models.jsonl",
          "/m/prompts.jsonl",
        ] + (bytes.count % 4 == 0 ? ["/api/prompts"] : []) {
          let answer = routes.answer(path: place, query: "", known: nil)
          Fuzzing.expect((200..<600).contains(answer.status), "status \(answer.status)")
        }
        Fuzzing.tells { _ = try store.updateIndexes() }
      }),
    FuzzTarget(
      name: "survey", longest: 1 << 13, seeds: surveySeeds,
      words: {
        surveyFiles.map { "@@ \($0)\n" } + [
          "settings", "model", "model_fingerprint", "vocabulary", "heads", "scores", "ranges",
          "top", "examples", "seed",
          "max_tokens", "split", "tokens", "sources", "field", "unit", "plensurv", "L0H0",
          "induction",
        ]
      },
      read: { bytes in
        let path = Fuzzing.folder("survey", Parts.files(in: bytes, surveyFiles))
        let folder = SurveyFolder(path: path)
        Fuzzing.tells { _ = try folder.partsReport() }
        Fuzzing.tells { _ = try folder.merge(score: score) }
        for kind in SurveyTable.Kind.allCases { Fuzzing.tells { _ = try folder.table(kind) } }
      }),
  ]
}

private let folderFiles = [
  "m/model_cfg.json", "m/prompts.jsonl", "models.jsonl", "figures.jsonl", "m/prompts/h/prompt.json",
  "m/prompts/h/activations.npz", "m/prompts/h/activations-blocks.-.attn.hook_pattern.npy",
]

private let surveyFiles = [
  "parts/1-of-1/survey.json", "parts/1-of-1/state.bin", "parts/1-of-1/scores.f32", "pieces.json",
  "survey.json",
  "heads.csv",
  "sources.csv", "top.csv", "examples.csv", "histograms.csv", "tokens.csv",
]

private func score(_ name: String) throws -> HeadScore {
  guard let score = HeadScores.all.first(where: { $0.name == name }) else {
    throw FormatError(path: "survey", problem: "there is no score '\(name)'")
  }
  return score
}

@Sendable private func folderSeeds() throws -> [[UInt8]] {
  let config = try whole("store/tiny/model_cfg.json")
  let place = "store/tiny/prompts/"
  let prompt = Array(
    #"{"text": "a b", "hash": "h", "tokens": ["a", " b"], "n_tokens": 2, "meta": {}}"#.utf8)
  return try [
    [
      ("m/model_cfg.json", config), ("m/prompts/h/prompt.json", prompt),
      ("m/prompts/h/activations.npz", whole(place + "WLCJVPVFwjOCgmuSRhqTpQ/activations.npz")),
    ],
    [
      ("m/model_cfg.json", config), ("m/prompts.jsonl", prompt + [0x0A]),
      ("m/prompts/h/prompt.json", prompt),
      (
        "m/prompts/h/activations-blocks.-.attn.hook_pattern.npy",
        whole(place + "L3g8olJtMI4sYwhyrTopBQ/activations-blocks.-.attn.hook_pattern.npy")
      ),
    ],
    [
      ("m/model_cfg.json", whole("store/org/nested/model_cfg.json")), ("models.jsonl", config),
      ("figures.jsonl", prompt),
    ],
  ].map(Parts.input)
}

/// A survey of one part, as small as there are.
@Sendable private func surveySeeds() throws -> [[UInt8]] {
  var settings = try SurveySettings(
    model: "m", fingerprint: "f", vocabulary: 7, heads: [Head(layer: 0, index: 0)],
    scores: [try score("induction")], longest: 8, sources: ["texts.jsonl"])
  (settings.top, settings.examples) = (1, 1)
  let state = PartState(settings).bytes(settings)
  let manifest = JSON.object([
    "settings": .object(settings.json), "passed": .integer(0), "windows": .integer(0),
    "tokens": .integer(0),
    "lost": .integer(0), "texts": .integer(0), "bad": .integer(0), "rows": .integer(0),
  ])
  let part = [
    ("parts/1-of-1/survey.json", Array(manifest.text.utf8)), ("parts/1-of-1/state.bin", state),
    ("parts/1-of-1/scores.f32", []), ("pieces.json", Array(#"["a", "b"]"#.utf8)),
  ]
  let path = Fuzzing.folder("seed", part)
  _ = try SurveyFolder(path: path).merge(score: score)
  let merged = try surveyFiles.filter { !$0.hasPrefix("parts/") && fileExists(path + "/" + $0) }
    .map { ($0, try readFile(path + "/" + $0)) }
  return [part, part + merged.filter { $0.0 != "pieces.json" }].map(Parts.input)
}
