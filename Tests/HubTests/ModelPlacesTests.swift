import Files
import Formats
import Foundation
import Hub
import TestSupport
import Testing

/// Models in folders, in the caches of other programs, and by the names of TransformerLens.
@Suite struct ModelPlacesTests {
  @Test func `all official names and aliases resolve in any case`() {
    let sized = KnownModels.all.filter { $0.contextLength != nil }
    #expect(sized.count == 237)
    for model in sized {
      for name in [model.name] + model.aliases {
        #expect(KnownModels.resolve(name.uppercased()) == model, "\(name)")
      }
      for number in [model.layers, model.heads, model.width, model.contextLength] {
        #expect(number ?? 0 > 0)
      }
    }
    #expect(KnownModels.resolve("gpt2-small")?.repositories == ["openai-community/gpt2", "gpt2"])
    #expect(KnownModels.resolve("Pythia-6.9B")?.name == "EleutherAI/pythia-6.9b")
    #expect(KnownModels.resolve("gpt2-smal") == nil)
  }

  @Test(
    arguments: [
      ("Qwen/Qwen3.5-0.8B", "Qwen3_5ForConditionalGeneration", "0.8B"),
      ("deepseek-ai/DeepSeek-V4-Flash", "DeepseekV4ForCausalLM", nil),
      ("Qwen/Qwen3.6-35B-A3B", "Qwen3_5MoeForConditionalGeneration", "35B-A3B"),
      ("google/gemma-4-E2B-it", "Gemma4ForConditionalGeneration", "E2B"),
      ("deepseek-ai/DeepSeek-R1", "DeepseekV3ForCausalLM", nil),
      ("zai-org/GLM-4.7-Flash", "Glm4MoeLiteForCausalLM", nil),
      ("tiiuae/Falcon-H1-0.5B-Base", "FalconH1ForCausalLM", "0.5B"),
      ("ibm-granite/granite-4.0-h-350m", "GraniteMoeHybridForCausalLM", "350m"),
      ("Helsinki-NLP/opus-mt-en-de", "MarianMTModel", nil),
    ] as [(String, String, String?)])
  func `models of later families resolve, by their last name too`(
    name: String, architecture: String, size: String?
  ) throws {
    let model = try #require(KnownModels.resolve(name))
    #expect(model.name == name && model.architecture == architecture && model.size == size)
    #expect(KnownModels.resolve(String(name.split(separator: "/")[1])) == model)
    #expect(model.isOnHub && model.repositories == [name])
  }

  static let alike = [
    ("gpt2-smal", "gpt2-small"), ("pythia-70", "pythia-70m"),
    ("tinystories-1M", "roneneldan/TinyStories-1M"),
    ("solu1l", "solu-1l"), ("lama-7b", "llama-7b"),
  ]

  @Test(arguments: alike) func `a misspelt name leads to the right one`(name: String, right: String)
  {
    #expect(KnownModels.names(like: name).contains(right), "\(KnownModels.names(like: name))")
  }

  @Test(arguments: ["", "zzzzzzzzzzzzz", String(repeating: "a", count: 100_000)])
  func `nothing is like nonsense`(name: String) {
    #expect(KnownModels.names(like: name).isEmpty)
  }

  @Test func `the environment says where things are`() throws {
    let folder = try TemporaryFolder()
    let home = HubSettings(environment: ["HOME": "/h"])
    #expect(home.cacheFolder == "/h/.cache/huggingface/hub")
    #expect(home.endpoint == "https://huggingface.co" && !home.isOffline && home.token == nil)
    try writeAtomically("hf_abc\n".utf8, to: folder.file("token"))
    let set = HubSettings(environment: ["HF_HOME": folder.path, "HF_HUB_OFFLINE": "1"])
    #expect(set.cacheFolder == folder.file("hub") && set.isOffline && set.token == "hf_abc")
    let other = HubSettings(environment: [
      "HF_HUB_CACHE": "~/x", "HOME": "/h", "HF_TOKEN": " t\n", "XDG_CACHE_HOME": "/c",
      "HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "1",
    ])
    #expect(other.cacheFolder == "/h/x" && other.token == "t" && !other.isOffline)
  }

  /// A machine with a model in each place, and some that are broken.
  private func machine() throws -> (TemporaryFolder, ModelPlaces) {
    let folder = try TemporaryFolder()
    func copy(_ from: String, to path: String) throws {
      let target = URL(filePath: folder.file(path))
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: fixture(from), toPath: target.path)
    }
    func write(_ text: String, to path: String) throws {
      let target = URL(filePath: folder.file(path))
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try writeAtomically(Array(text.utf8), to: target.path)
    }
    let gguf = "checkpoints/llama_gguf_f32/model.gguf"
    try copy("checkpoints/gpt2", to: "models/Mine")
    try copy(gguf, to: "models/tiny.gguf")
    try write("{\"model_type\": \"gpt2\"}", to: "models/empty/config.json")
    try write("GGUF", to: "models/cut.gguf")
    let hub = "hf/hub/models--openai-community--gpt2"
    try copy("checkpoints/gpt2", to: hub + "/snapshots/abc")
    try write("abc", to: hub + "/refs/main")
    try copy(gguf, to: "hf/hub/models--org--quants/snapshots/1/q8.gguf")
    try write("", to: "hf/hub/models--org--begun/blobs/1.incomplete")
    try write("x", to: "hf/hub/datasets--org--data/refs/main")
    let digest = String(repeating: "0a", count: 32)
    try copy(gguf, to: "ollama/blobs/sha256-" + digest)
    let layer =
      "{\"mediaType\": \"application/vnd.ollama.image.model\", \"digest\": \"sha256:\(digest)\"}"
    for path in ["registry.ollama.ai/library/llama3.2/latest", "hf.co/me/quants/Q8_0"] {
      try write("{\"layers\": [{\"mediaType\": \"x\"}, \(layer)]}", to: "ollama/manifests/" + path)
    }
    try write("{}", to: "ollama/manifests/registry.ollama.ai/library/broken/1b")
    let places = ModelPlaces(environment: [
      "PLENS_MODELS": "/nowhere:" + folder.file("models"), "HF_HOME": folder.file("hf"),
      "OLLAMA_MODELS": folder.file("ollama"), "HOME": folder.path,
    ])
    return (folder, places)
  }

  @Test func `every place is listed with sizes and what is wrong`() throws {
    let (folder, places) = try machine()
    let all = places.all()
    #expect(
      all.map(\.name) == [
        "Mine", "cut", "empty", "tiny", "openai-community/gpt2", "org/begun", "org/quants/q8.gguf",
        "hf.co/me/quants:Q8_0", "llama3.2:latest",
      ])
    for model in all {
      switch model.name {
      case "cut": #expect(model.problem?.contains("ends at byte 4") == true)
      case "empty": #expect(model.problem?.contains("no weights") == true)
      case "org/begun": #expect(model.problem?.contains("not complete") == true)
      default:
        #expect(model.problem == nil)
        #expect(model.layers ?? 0 > 0 && model.heads ?? 0 > 0 && model.byteCount > 1000)
        #expect(model.family == (model.isGGUF ? "llama" : "gpt2"))
      }
    }
    withExtendedLifetime(folder) {}
  }

  @Test
  func `of a split file the first part is listed, of several snapshots the last one is meant`()
    throws
  {
    let (folder, _) = try machine()
    let models = folder.file("parts")
    try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
    for part in 1...2 {
      try FileManager.default.copyItem(
        atPath: fixture("checkpoints/llama_gguf_f32/model.gguf"),
        toPath: models + "/m-0000\(part)-of-00002.gguf")
    }
    let places = ModelPlaces(environment: ["PLENS_MODELS": models])
    #expect(places.names().map(\.name) == ["m-00001-of-00002"])

    let cache = folder.file("cache")
    let snapshots = cache + "/models--some--tiny/snapshots"
    for (name, age) in [("abc", 100.0), ("def", 10), ("aaa", 1000)] {
      try FileManager.default.createDirectory(
        atPath: snapshots + "/" + name, withIntermediateDirectories: true)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: snapshots + "/" + name)
    }
    let hub = HubCache(folder: cache)
    #expect(hub.snapshot(of: "some/tiny") == snapshots + "/def")
    try FileManager.default.createDirectory(
      atPath: cache + "/models--some--tiny/refs", withIntermediateDirectories: true)
    try writeAtomically(Array("gone".utf8), to: cache + "/models--some--tiny/refs/main")
    #expect(hub.snapshot(of: "some/tiny") == snapshots + "/def")
    #expect(hub.snapshot(of: "some/tiny", revision: "other") == nil)
  }

  @Test func `what can't be run is said`() throws {
    let (folder, _) = try machine()
    let places = ModelPlaces(environment: ["PLENS_MODELS": folder.file("models")]) { family, _ in
      family == "gpt2"
    }
    #expect(try places.find("tiny").problem == "architecture 'llama' is not supported")
    #expect(try places.find("mine").problem == nil)
  }

  static let names = [
    ("mine", "Mine"), ("MINE", "Mine"), ("gpt2", "openai-community/gpt2"),
    ("gpt2-small", "openai-community/gpt2"), ("OpenAI-community/GPT2", "openai-community/gpt2"),
    ("llama3.2", "llama3.2:latest"), ("hf.co", "hf.co/me/quants:Q8_0"), ("ti", "tiny"),
    ("q8.gguf", "org/quants/q8.gguf"),
  ]

  @Test(arguments: names) func `a model is found by names and beginnings`(
    name: String, found: String
  ) throws {
    let (folder, places) = try machine()
    #expect(try places.find(name).name == found)
    withExtendedLifetime(folder) {}
  }

  @Test func `a path is found under its last part`() throws {
    let (folder, places) = try machine()
    let file = try places.find(folder.file("models/tiny.gguf"))
    #expect(file.name == "tiny" && file.source == .path && file.layers != nil)
    #expect(try places.find(folder.file("models/Mine")).name == "Mine")
  }

  static let missing = [
    ("gpt2-xl", "'models get gpt2-xl' downloads it"), ("pythia-70", "did you mean 'pythia-70m'"),
    ("Mime", "did you mean 'Mine'"), ("llama-7b", "nor is it on the hub"),
    ("hubert-base-ls960", "reads sound"),
    ("zzzzzzzz", "give a GGUF file"), ("", "give a GGUF file"),
    ("https://huggingface.co/org/name/tree/main", "is an address: 'models get org/name' downloads"),
    ("hf://gpt2", "is an address: 'models get gpt2' downloads"),
    ("org", "could be 'org/begun' or 'org/quants/q8.gguf'"),
  ]

  @Test(arguments: missing) func `what isn't here is explained`(name: String, words: String) throws
  {
    let (folder, places) = try machine()
    let error = #expect(throws: HubError.self) { try places.find(name) }
    #expect(
      error?.kind == .notFound && error?.description.contains(words) == true, "\(error as Any)")
    withExtendedLifetime(folder) {}
  }
}
