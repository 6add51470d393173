import Activations
import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

/// Folders of weights in the forms that programs leave behind: each gives the reference's patterns, or says what it is.
@Suite struct CheckpointFormTests {
  /// A folder with the configuration of a checkpoint and the files that `write` puts beside it.
  private func folder(
    _ name: String, _ write: (CheckpointFile, TemporaryFolder) throws -> Void
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: fixture("checkpoints/\(name)/config.json"), toPath: folder.file("config.json"))
    try write(CheckpointFile(fixture("checkpoints/\(name)/model.safetensors")), folder)
    return folder
  }

  private func expectReference(_ name: String, in folder: TemporaryFolder) throws {
    try expectCheckpoint(
      fixture("checkpoints/\(name)"), of: Model(path: folder.path))
  }

  private func problem(of folder: TemporaryFolder) -> String {
    do {
      _ = try Model(path: folder.path)
      return "none"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    arguments: ["llama", "gpt2", "neox"],
    ["_orig_mod.", "module.", "_orig_mod.module.", "module._orig_mod.", "base_model.model."])
  func `what wrappers put before names is no part of them`(name: String, prefix: String) throws {
    let folder = try folder(name) { file, folder in
      var file = file
      for place in file.tensors.indices {
        file.tensors[place].name = prefix + file.tensors[place].name
      }
      try file.write(to: folder.file("model.safetensors"))
    }
    try expectReference(name, in: folder)
  }

  @Test func `a block that was compiled by itself has its own name`() throws {
    let folder = try folder("llama") { file, folder in
      var file = file
      for place in file.tensors.indices {
        file.tensors[place].name.replace("layers.1.", with: "layers.1._orig_mod.")
      }
      try file.write(to: folder.file("model.safetensors"))
    }
    try expectReference("llama", in: folder)
  }

  @Test func `a folder of models names them`() throws {
    let folder = try TemporaryFolder()
    #expect(problem(of: folder).hasSuffix("has no config.json"))
    for name in ["checkpoint-500", "checkpoint-1000"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
      try writeAtomically("{}".utf8, to: folder.file(name + "/config.json"))
    }
    #expect(
      problem(of: folder)
        .hasSuffix("has no config.json; folders in it have one: checkpoint-1000, checkpoint-500"))
  }

  @Test func `shards are found without an index`() throws {
    let folder = try folder("llama") { file, folder in
      try file.write(to: folder.file("model-00001-of-00002.safetensors")) { $0.contains("mlp") }
      try file.write(to: folder.file("model-00002-of-00002.safetensors")) { !$0.contains("mlp") }
    }
    try expectReference("llama", in: folder)
    try FileManager.default.removeItem(atPath: folder.file("model-00001-of-00002.safetensors"))
    #expect(problem(of: folder).contains("has 1 of 2 shards: number 1 is missing"))
  }

  @Test(arguments: ["model-00001-of-00001.safetensors", "consolidated.safetensors"])
  func `one file of another name is the model's`(file name: String) throws {
    let folder = try folder("llama") { try $0.write(to: $1.file(name)) }
    try expectReference("llama", in: folder)
  }

  /// The one name that safetensors' `save_model` keeps of a tied tensor, and the other as it stands in the metadata.
  @Test(arguments: [
    ("gpt2", "lm_head.weight", "transformer.wte.weight"),
    ("gemma3", "lm_head.weight", "model.embed_tokens.weight"),
    ("opt", "lm_head.weight", "model.decoder.embed_tokens.weight"),
  ])
  func `tied tensors are found under their other name`(
    name: String, kept: String, other: String
  ) throws {
    let folder = try folder(name) { file, folder in
      var file = file
      let place = try #require(file.tensors.firstIndex { $0.name == other })
      file.tensors.removeAll { $0.name == kept }
      file.tensors[place].name = kept
      file.metadata = ["format": "pt", other: kept]
      try file.write(to: folder.file("model.safetensors"))
    }
    try expectReference(name, in: folder)
  }

  @Test(arguments: ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight"])
  func `T5's table is found under any of its names`(name: String) throws {
    let folder = try folder("t5") { file, folder in
      var file = file
      let place = try #require(file.tensors.firstIndex { $0.name == "shared.weight" })
      file.tensors[place].name = name
      try file.write(to: folder.file("model.safetensors"))
    }
    func patterns(_ path: String) throws -> [Float] {
      let model = try Model(path: path, part: .encoder)
      let run = try model.run([3, 17, 5, 40, 1], capturing: CaptureSet(model.config.hookPoints))
      return run.cache.points.filter { $0.kind == .pattern }
        .flatMap { run.cache[$0]?.values ?? [] }
    }
    let expected = try patterns(fixture("checkpoints/t5"))
    #expect(!expected.isEmpty)
    #expect(try patterns(folder.path) == expected)
  }

  @Test func `a training's state beside weights is passed over, and named where there are none`()
    throws
  {
    let folder = try folder("llama") { file, folder in
      try file.write(to: folder.file("model.safetensors"))
      for name in ["optimizer.pt", "scheduler.pt", "rng_state.pth", "training_args.bin"] {
        try writeAtomically([1, 2, 3], to: folder.file(name))
      }
    }
    try expectReference("llama", in: folder)
    try FileManager.default.removeItem(atPath: folder.file("model.safetensors"))
    #expect(
      problem(of: folder).contains("optimizer.pt, rng_state.pth, scheduler.pt, training_args.bin"))
  }

  @Test func `an adapter is called one`() throws {
    let folder = try TemporaryFolder()
    try writeAtomically(
      Array(#"{"peft_type": "LORA", "base_model_name_or_path": "some/llama"}"#.utf8),
      to: folder.file("adapter_config.json"))
    #expect(problem(of: folder).contains("is a LoRA adapter of some/llama, not a model"))
    try FileManager.default.copyItem(
      atPath: fixture("checkpoints/llama/config.json"), toPath: folder.file("config.json"))
    #expect(problem(of: folder).contains("is a LoRA adapter of some/llama, not a model"))
  }

  @Test func `a pointer or a page in the place of weights is called one`() throws {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 548105171\n"
    let page = "<!DOCTYPE html><html><body>Access to this model is restricted</body></html>\n"
    for (text, says) in [(pointer, "is a Git LFS pointer"), (page, "is a web page")] {
      for name in ["model.safetensors", "pytorch_model.bin"] {
        let folder = try folder("llama") { _, folder in
          try writeAtomically(Array(text.utf8), to: folder.file(name))
        }
        #expect(problem(of: folder).contains(says))
      }
      let folder = try TemporaryFolder()
      try writeAtomically(Array(text.utf8), to: folder.file("model.gguf"))
      let error = #expect(throws: FormatError.self) {
        try GGUFFile(path: folder.file("model.gguf"))
      }
      #expect(error?.problem.contains(says) == true)
    }
  }

  @Test func `a file that is cut while it is open gives an error with its name`() throws {
    for name in ["model.safetensors", "model.gguf"] {
      let folder = try folder("llama") { try $0.write(to: $1.file("model.safetensors")) }
      let path = folder.file(name)
      if name.hasSuffix("gguf") {
        try FileManager.default.copyItem(
          atPath: fixture("checkpoints/llama_gguf_f32/model.gguf"), toPath: path)
      }
      let model = try Model(path: name.hasSuffix("gguf") ? path : folder.path)
      let all = CaptureSet.patterns(layers: model.config.layers)
      _ = try model.run([1, 2, 3], capturing: all)
      #expect(unsafe truncate(path, 4096) == 0)
      let error = #expect(throws: FormatError.self) {
        try model.run([1, 2, 3], capturing: all, logits: true)
      }
      #expect(error?.description.hasPrefix(path + ": was shortened while it was open") == true)
    }
  }
}
