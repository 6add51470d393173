public import Activations
import Files
public import Formats
import Foundation
public import Tensors

/// A language model that can be run: its configuration and its weights.
///
/// Immutable but for weights that stay widened, so any number of threads may run it.
public final class Model: Sendable {
  /// Sizes and axes.
  public let config: ModelConfig
  /// The file or folder that it was opened from.
  public let path: String
  /// What its configuration says and the program does not know, one sentence each, for the user.
  public let warnings: [String]
  /// Its weights, mapped and widened when a pass needs them.
  public let weights: Weights
  /// The weights of the encoder that the model's blocks attend to, if there is one.
  private let encoderWeights: Weights?
  /// The files that hold the weights.
  private let files: [MappedFile]

  /// Opens a GGUF file or a Hugging Face folder; no weight is read yet.
  ///
  /// - Parameters:
  ///   - path: The file or folder.
  ///   - name: What to call the model; by default the last part of the path, without `.gguf`.
  ///   - part: Which part of a model with an encoder and a decoder; passed over in others.
  ///   - limit: Most bytes of widened weights to keep between passes.
  ///   - asTransformerLens: Whether to do as TransformerLens does where it is known to differ from the models' own programs.
  ///     The name of a model that does ends in `.tl-compat`.
  /// - Throws: `ModelError` or `FormatError` naming the file and what is wrong with it.
  public convenience init(
    path: String, name: String? = nil, part: ModelPart? = nil, keepingAtMost limit: Int,
    asTransformerLens: Bool = false
  ) throws {
    var isFolder = ObjCBool(false)
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ModelError(.notFound, "there is no model at '\(path)'")
    }
    let url = URL(filePath: path).standardizedFileURL
    if isFolder.boolValue {
      try Checkpoint.checkIsModel(path)
      try self.init(
        config: JSON.load(path: path + "/config.json"),
        tensors: Checkpoint.openFolder(path), path: path,
        name: name ?? url.lastPathComponent, part: part, keepingAtMost: limit,
        asTransformerLens: asTransformerLens)
    } else if url.pathExtension.lowercased() == "safetensors" {
      throw ModelError(
        .badFile, "\(path): give the folder, which has the configuration in config.json beside it")
    } else {
      let file = try GGUFFile(path: path)
      var family = try Family(gguf: file)
      family.config.name = name ?? url.deletingPathExtension().lastPathComponent
      if asTransformerLens { family.followTransformerLens() }
      family.take(part)
      self.init(family, tensors: file.tensors, path: path, keepingAtMost: limit)
    }
  }

  /// Makes a model of a parsed `config.json` and the tensors of its files.
  public convenience init(
    config: JSON, tensors: [String: StoredTensor], path: String, name: String,
    part: ModelPart? = nil, keepingAtMost limit: Int, asTransformerLens: Bool = false
  ) throws {
    var family = try Family(config: config, path: path + "/config.json")
    family.config.name = name
    if asTransformerLens { family.followTransformerLens(config) }
    family.take(part)
    let tensors = try Checkpoint.weights(tensors, config: config, path: path)
    self.init(family, tensors: tensors, path: path, keepingAtMost: limit)
  }

  private init(
    _ family: Family, tensors: [String: StoredTensor], path: String, keepingAtMost limit: Int
  ) {
    self.path = path
    config = family.config
    warnings = family.warnings
    let holders = tensors.values.map { (ObjectIdentifier($0.file), $0.file) }
    files = Array(Dictionary(holders) { first, _ in first }.values)
    let encoder = family.config.encoder.flatMap { config in
      family.encoderLayout.map { (config, $0) }
    }
    let share = encoder == nil ? limit : limit / 2
    weights = Weights(
      tensors, at: path, layout: family.layout, config: family.config, limit: share)
    encoderWeights = encoder.map { config, layout in
      Weights(tensors, at: path, layout: layout, config: config, limit: share)
    }
  }
}

/// What one pass of one prompt gave.
public struct Run: Sendable {
  /// The captured values.
  public let cache: ActivationCache
  /// Scores of the next token at every place, `[tokens, vocabulary]`, if asked for.
  public let logits: Tensor?

  /// Puts together what a pass gave.
  public init(cache: ActivationCache, logits: Tensor?) {
    (self.cache, self.logits) = (cache, logits)
  }
}

extension Model {
  /// Runs one prompt and keeps what `capturing` chooses.
  ///
  /// - Parameters:
  ///   - tokens: At least one id; at most `config.contextLength` where places are learned.
  ///   - answer: What the decoder reads, in a model whose prompts go to an encoder.
  ///   - checkpoint: Asked often; what it throws ends the pass.
  /// - Throws: `ModelError` for ids outside the vocabulary or a wrong length.
  public func run(
    _ tokens: [Int], answer: [Int]? = nil, capturing wanted: CaptureSet, logits: Bool = false,
    checkpoint: () throws -> Void = {}
  ) throws -> Run {
    var cache = ActivationCache()
    let output = try run(
      [tokens], answers: answer.map { [$0] }, capturing: wanted, logits: logits,
      checkpoint: checkpoint
    ) { point, _, value in cache[point] = value }
    return Run(cache: cache, logits: output)
  }

  /// Runs several prompts in one pass and hands each captured value to `tap` as it comes up.
  ///
  /// - Parameter answers: What the decoder reads for each prompt, in a model whose prompts go to an encoder;
  ///   by default the token that it starts with, alone, as in TransformerLens. In a part of such a model each prompt holds its own.
  /// - Returns: Logits of all prompts' tokens, one after another, `[tokens, vocabulary]`, if asked for; of
  ///   the decoder's tokens where there is an encoder.
  @discardableResult
  public func run(
    _ prompts: [[Int]], answers: [[Int]]? = nil, capturing wanted: CaptureSet,
    logits: Bool = false, checkpoint: () throws -> Void = {}, tap: Tap
  ) throws -> Tensor? {
    // Only learned places run out; turning ones go on, whatever a prompt so long may be worth.
    let most = config.hasLearnedPlaces ? config.contextLength : .max
    for prompt in prompts where !(1...most).contains(prompt.count) {
      throw ModelError(
        .badRequest,
        "a prompt of \(prompt.count) tokens; \(config.name) takes 1 to \(config.contextLength)")
    }
    guard !prompts.isEmpty else { return nil }
    var (prompts, answers, wanted) = (prompts, answers, wanted)
    if let part = config.part {
      let split = prompts.map(config.split)
      prompts = split.map(\.source)
      answers = split.map(\.answer)
      wanted = CaptureSet(wanted.points.map(part.real))
    }
    // A file that was cut meanwhile has given zeros: no value goes out after that.
    func checkFiles() throws { for file in files { try file.checkWhole() } }
    func checkedTap(_ point: HookPoint, _ prompt: Int, _ value: inout Tensor) throws {
      try checkFiles()
      try tap(point, prompt, &value)
    }
    let output = try withoutActuallyEscaping(checkpoint) { checkpoint -> Tensor? in
      try withoutActuallyEscaping(checkedTap) { tap -> Tensor? in
        let tap = config.part?.shown(to: tap) ?? tap
        let batch = Batch(prompts)
        var taps = Taps(batch: batch, wanted: wanted, checkpoint: checkpoint, tap: tap)
        guard let encoder = config.encoder, let encoderWeights else {
          return try ForwardPass(config: config, weights: weights, batch: batch, tap: taps)
            .run(wantsLogits: logits)
        }
        let answers = answers ?? prompts.map { _ in [config.decoderStart ?? 0] }
        guard answers.count == prompts.count, answers.allSatisfy({ !$0.isEmpty }) else {
          throw ModelError(
            .badRequest, "\(answers.count) decoder inputs for \(prompts.count) prompts")
        }
        taps.stack = .encoder
        let encoding = ForwardPass(
          config: encoder, weights: encoderWeights, batch: batch, tap: taps)
        guard let x = try encoding.stream(continues: logits) else { return nil }
        let decoded = Batch(answers)
        taps = Taps(
          batch: decoded, wanted: wanted, checkpoint: checkpoint, tap: tap, stack: .decoder)
        return try ForwardPass(
          config: config, weights: weights, batch: decoded, tap: taps,
          memory: Memory(x: x, rows: batch.rows)
        ).run(wantsLogits: logits)
      }
    }
    try checkFiles()
    return output
  }
}
