import Activations
import Files
import Foundation

@testable import Indexes

// The language of `prompts search`, and what an index of a folder is asked and finds in its files.

extension FuzzTarget {
  static let indexes: [FuzzTarget] = [
    FuzzTarget(
      name: "search", longest: 1 << 8,
      seeds: {
        searches.map { Array($0.utf8) } + [Array(String(repeating: "(", count: 40).utf8)]
      },
      words: {
        [
          "AND", "OR", "NOT", "NEAR", "NEAR/", "NEAR/1000", "(", ")", "\"", "\"\"", "*", "^", ":",
          "-", "+", "{", "}", "text:", "paris", "capital", "\u{301}", "\u{0}", "é", "中", "😀",
        ]
      },
      read: { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let index = try indexed.get()
        // As words of the page's field, which are no language: whatever they are, SQLite takes them.
        let words = text.split(separator: " ").prefix(40).map(String.init)
        var query = PromptQuery(models: ["m"], words: words)
        let found = try index.count(query)
        Fuzzing.expect(try index.prompts(query).count == found, "other prompts than counted")
        do {
          query = PromptQuery(models: ["m"], search: try SearchQuery(text))
        } catch let problem as SearchQuery.Problem {
          Fuzzing.expect(!"\(problem)".isEmpty, "a problem without words")
          return
        }
        // What has been understood is what FTS5 understands.
        let count = try index.count(query)
        Fuzzing.expect(count <= indexedTexts.count, "\(count) of \(indexedTexts.count) prompts")
        Fuzzing.expect(try index.hashes(query).count == count, "other hashes than counted")
      }),
    FuzzTarget(
      name: "index", longest: 1 << 15, seeds: indexSeeds,
      words: {
        indexFiles.map { "@@ \($0)\n" } + [
          "SQLite format 3\u{0}", "user_version", "facts", "prompts", "models", "text", "hash",
          "tokens", "n_tokens", "meta", "pile_set_name", "source_fname",
        ]
      },
      read: { bytes in
        let path = Fuzzing.folder("indexed", Parts.files(in: bytes, indexFiles))
        let (root, cache) = (path + "/data", path + "/cache")
        try? FileManager.default.createDirectory(
          atPath: root, withIntermediateDirectories: true)
        // The input's own file stands where the folder's index is looked for.
        if FileManager.default.fileExists(atPath: path + "/index.sqlite") {
          let place = try indexedPlace.get()
          try? FileManager.default.createDirectory(
            atPath: cache + "/indexes", withIntermediateDirectories: true)
          try? FileManager.default.moveItem(atPath: path + "/index.sqlite", toPath: place)
        }
        let store = CaptureStore(root: root)
        // What was written is opened again, for one input in four: that takes as long as all else.
        for _ in 0..<(bytes.count % 4 == 0 ? 2 : 1) {
          Fuzzing.tells {
            let index = try FolderIndex(of: root, in: cache)
            try index.update(from: store)
            let query = PromptQuery(models: try store.models())
            Fuzzing.expect(
              try index.prompts(query).count == index.count(query), "other prompts than counted")
            _ = index.scores("induction", of: "h", model: "m", tag: "t")
            _ = try index.lines("heads", at: root + "/heads.csv") {
              FolderIndex.FileTable(columns: ["head"], rows: [["L0H0"]])
            }
          }
        }
      }),
  ]
}

private let searches = [
  "paris", "paris NEAR capital", "paris NEAR/2 capital", "\"the capital\"", "capital NOT paris",
  "(madrid OR rouen) paris", "let* AND capital", "\"capital let\"*", "île",
  "capital NOT (paris OR letters)", "NOT", "a NEAR/x b", "\"", "* OR ...",
]

private let indexedTexts = [
  "Paris is the capital of France", "The capital, they say, was once Rouen and not Paris at all",
  "Of Madrid and its capital letters", "a b a b", "Île-de-France 100%", "中文 \u{1F600}",
]

/// An index in memory of a few texts, made once.
private let indexed = Result<FolderIndex, any Error> {
  let index = try FolderIndex()
  try index.add(indexedTexts.map { PromptRecord(text: $0, tokens: ["x"]) }, of: "m")
  return index
}

private let indexFiles = [
  "index.sqlite", "data/m/model_cfg.json", "data/m/prompts.jsonl", "data/m/prompts/h/prompt.json",
  "data/heads.csv",
]

/// Where the index of every input's folder is: they have one name.
private let indexedPlace = Result { () -> String in
  let path = Fuzzing.folder + "/indexed"
  let place = try indexPlace(of: path + "/data", in: path + "/cache")
  for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: place + end) }
  return place
}

/// Where the index of a folder is, which is made for that.
private func indexPlace(of root: String, in cache: String) throws -> String {
  _ = try FolderIndex(of: root, in: cache)
  let names = try FileManager.default.contentsOfDirectory(atPath: cache + "/indexes")
  guard let name = names.first(where: { $0.hasSuffix(".sqlite") }) else {
    fatalError("an index without a file")
  }
  return cache + "/indexes/" + name
}

@Sendable private func indexSeeds() throws -> [[UInt8]] {
  let prompt = Array(
    #"{"text": "a b", "hash": "h", "tokens": ["a", " b"], "n_tokens": 2, "meta": {}}"#.utf8)
  let files = try [
    ("data/m/model_cfg.json", whole("store/tiny/model_cfg.json")),
    ("data/m/prompts.jsonl", prompt + [0x0A]), ("data/m/prompts/h/prompt.json", prompt),
  ]
  let root = Fuzzing.folder("seeded", [("data/heads.csv", [])])
  let place = try indexPlace(of: root + "/data", in: root + "/cache")
  // Small pages, so that a change meets what is in them.
  try {
    let database = try Database(path: place, patience: .seconds(1))
    try database.run("PRAGMA page_size = 512")
    try database.run("VACUUM")
  }()
  let made = try readFile(place)
  return [
    files, [("index.sqlite", made)] + files, [("index.sqlite", Array(made.prefix(6_000)))] + files,
    [("index.sqlite", Array("no database at all".utf8))],
  ].map(Parts.input)
}
