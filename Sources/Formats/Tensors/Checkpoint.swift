internal import Files
internal import Foundation

/// Finds the weights in a Hugging Face folder, whatever kinds of files hold them.
public enum Checkpoint {
  /// All tensors of the folder at `path`: of its safetensors, else of its PyTorch files, whole or in shards, with or without an
  /// index of them.
  ///
  /// Names are those of the model itself, without what torch.compile and parallel training put before or between their parts.
  /// - Throws: `FormatError` where there are no weights, which says what is there instead; where a shard is missing, or a file is
  ///   broken.
  public static func openFolder(_ path: String) throws -> [String: StoredTensor] {
    let tensors =
      try SafetensorsFile.openFolderIfAny(path) ?? TorchFile.openFolderIfAny(path)
    guard let tensors else {
      throw FormatError(path: path, problem: absence(in: path))
    }
    return withoutWrappers(tensors)
  }

  /// The tensors of one form of files in a folder; nil where there are none.
  ///
  /// - Parameters:
  ///   - name: What the file is called where there is one, such as `model.safetensors`.
  ///   - isWeights: Whether a file of another name may be the only one of weights.
  static func open(
    _ name: String, in folder: String, isWeights: (String) -> Bool,
    file open: (String) throws -> [String: StoredTensor]
  ) throws -> [String: StoredTensor]? {
    let single = folder + "/" + name
    if fileExists(single) { return try open(single) }
    if fileExists(single + ".index.json") {
      return try openIndexed(name + ".index.json", in: folder, file: open)
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let shards = names.compactMap { Shard($0, of: name) }.sorted { $0.number < $1.number }
    if let count = shards.first?.count {
      if let missing = (1...count).first(where: { number in
        !shards.contains { $0.number == number && $0.count == count }
      }) {
        throw FormatError(
          path: folder,
          problem: "has \(shards.count) of \(count) shards: number \(missing) is missing")
      }
      return try shards.reduce(into: [:]) { all, shard in
        try all.merge(open(folder + "/" + shard.name)) { first, _ in first }
      }
    }
    let others = names.filter(isWeights).sorted()
    guard others.count < 2 else {
      throw FormatError(
        path: folder,
        problem:
          "has several files of weights, \(others.joined(separator: ", ")), and no index of them")
    }
    return try others.first.map { try open(folder + "/" + $0) }
  }

  private static func openIndexed(
    _ index: String, in folder: String, file open: (String) throws -> [String: StoredTensor]
  ) throws -> [String: StoredTensor] {
    let indexPath = folder + "/" + index
    guard let weights = try JSON.load(path: indexPath)["weight_map"]?.objectValue else {
      throw FormatError(path: indexPath, problem: "has no object under 'weight_map'")
    }
    var shards: [String: [String: StoredTensor]] = [:]
    var tensors: [String: StoredTensor] = [:]
    for (tensorName, value) in weights {
      guard let file = value.stringValue, isPlainName(file) else {
        throw FormatError(
          path: indexPath,
          problem: "'\(tensorName)' is in \(value.text), which names no file beside it")
      }
      let shard = try shards[file] ?? open(folder + "/" + file)
      shards[file] = shard
      guard let tensor = shard[tensorName] else {
        throw FormatError(
          path: folder + "/" + file, problem: "lacks '\(tensorName)', which \(index) puts here")
      }
      tensors[tensorName] = tensor
    }
    // Second names of tied tensors stand in the shards alone.
    return shards.values.reduce(into: tensors) { $0.merge($1) { first, _ in first } }
  }

  /// A file that is one of several, such as `model-00002-of-00003.safetensors`.
  private struct Shard {
    let name: String
    let number: Int
    let count: Int

    init?(_ name: String, of whole: String) {
      guard let dot = whole.lastIndex(of: ".") else { return nil }
      let (base, ending) = (whole[..<dot] + "-", whole[dot...])
      guard name.hasPrefix(base), name.hasSuffix(ending) else { return nil }
      let parts = name.dropFirst(base.count).dropLast(ending.count).split(separator: "-")
      guard parts.count == 3, parts[1] == "of", let number = Int(parts[0]),
        let count = Int(parts[2]),
        (1...99_999).contains(count), (1...count).contains(number)
      else { return nil }
      (self.name, self.number, self.count) = (name, number, count)
    }
  }

  /// Whether `name` stays in the folder that it is appended to.
  static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/"))
      && !name.utf8.contains(0)
  }
}

extension Checkpoint {
  /// Throws `FormatError` if the folder at `path` holds an adapter or another thing that is not a
  /// whole model.
  public static func checkIsModel(_ path: String) throws {
    guard !fileExists(path + "/config.json") else { return }
    if let adapter = adapter(in: path) { throw FormatError(path: path, problem: adapter) }
    if fileExists(path + "/params.json") {
      throw FormatError(
        path: path,
        problem: "has params.json and no config.json: the original release of Llama or Mistral, "
          + "which is read once it is converted to Hugging Face's form")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let inner = names.filter { fileExists("\(path)/\($0)/config.json") }.sorted()
    let hint =
      inner.isEmpty
      ? "" : "; folders in it have one: \(inner.prefix(4).joined(separator: ", "))"
    throw FormatError(path: path, problem: "has no config.json\(hint)")
  }

  /// Endings of weights that other programs read, with whose they are.
  private static let otherForms = [
    ".h5": "TensorFlow", ".msgpack": "Flax", ".onnx": "ONNX", ".ot": "Rust",
    ".mlmodel": "Core ML", ".ckpt": "Lightning or TensorFlow",
    ".incomplete": "an unfinished download", ".part": "an unfinished download",
  ]

  /// What a folder without weights has instead of them.
  private static func absence(in path: String) -> String {
    if let adapter = adapter(in: path) { return adapter }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let states = names.filter(isTrainingState).sorted()
    let none = "has no weights: no model.safetensors, pytorch_model.bin or shards of them"
    for name in names.sorted() {
      if let form = otherForms.first(where: { name.lowercased().hasSuffix($0.key) }) {
        return none + " ('\(name)' is of \(form.value))"
      }
    }
    return states.isEmpty
      ? none : none + " (\(states.joined(separator: ", ")) hold the state of a training)"
  }

  private static func adapter(in path: String) -> String? {
    let config = path + "/adapter_config.json"
    guard fileExists(config) || fileExists(path + "/adapter_model.safetensors") else { return nil }
    let fields = try? JSON.load(path: config)
    let kind = fields?["peft_type"]?.stringValue.map {
      $0 == "LORA" ? "a LoRA adapter" : "an adapter"
    }
    let base = fields?["base_model_name_or_path"]?.stringValue.map { " of \($0)" } ?? ""
    return "is \(kind ?? "an adapter")\(base), not a model: merge it into its base model "
      + "(peft's merge_and_unload) and save that"
  }

  /// Whether a file holds what a training needs to go on, and no weights.
  static func isTrainingState(_ name: String) -> Bool {
    let states = [
      "optimizer", "scheduler", "scaler", "rng_state", "training_args", "trainer_state",
    ]
    return states.contains { name.hasPrefix($0) }
  }

  /// The tensors under the names of the model itself.
  private static func withoutWrappers(
    _ tensors: [String: StoredTensor]
  ) -> [String: StoredTensor] {
    let inner = ["_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module."]
    var names = Dictionary(
      uniqueKeysWithValues: tensors.keys.map { name in
        (name, inner.reduce(name) { $0.contains($1) ? $0.replacing($1, with: "") : $0 })
      })
    func all(_ prefix: String) -> Bool { names.values.allSatisfy { $0.hasPrefix(prefix) } }
    while !names.isEmpty, let prefix = wrappers.first(where: all) {
      // "model." is also the usual beginning, unless another such stands behind it.
      let own = ["model.", "transformer.", "gpt_neox.", "lm_head.", "embed_out."]
      let isDoubled = names.values.contains { name in
        own.contains { name.dropFirst(prefix.count).hasPrefix($0) }
      }
      if prefix == "model.", !isDoubled { break }
      names = names.mapValues { String($0.dropFirst(prefix.count)) }
    }
    guard Set(names.values).count == tensors.count else { return tensors }
    return Dictionary(uniqueKeysWithValues: tensors.map { (names[$0] ?? $0, $1) })
  }

  /// What wrappers put before the names of all tensors.
  private static let wrappers = ["module.", "base_model.model.", "model."]
}
