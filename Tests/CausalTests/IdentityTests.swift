import Activations
import Causal
import Tensors
import TestSupport
import Testing
import Transformers

/// What must hold in every family, whatever its numbers are.
@Suite struct IdentityTests {
  /// T5's decoder, whose prompt is what the encoder reads up to the first 1, and behind it what the decoder reads.
  private static let decoder = "checkpoints/t5"
  private static let decoders =
    ReferenceModels.decoderPaths + ReferenceModels.familyDecoderPaths + [decoder]
  private static let all =
    decoders + ReferenceModels.encoderPaths + ReferenceModels.familyEncoderPaths

  private func open(_ folder: String) throws -> EditedModel {
    EditedModel(
      try Model(path: fixture(folder), part: folder == Self.decoder ? .decoder : nil))
  }

  /// A prompt, and one that differs from it; longer where queries see a choice of keys, so that some are left out.
  private func prompts(_ model: EditedModel, _ folder: String) -> (clean: [Int], corrupt: [Int]) {
    let rest = model.model.config.latent?.indexer == nil ? [] : [5, 3, 5, 8, 9, 7, 9, 3]
    let (first, other) = (
      [3, 1, 4, 1, 5, 9, 2, 6], [3, folder == Self.decoder ? 1 : 7, 4, 8, 5, 9, 2, 6]
    )
    return (first + rest, other + rest)
  }

  /// Norms of small numbers make a rounding of one part in 10^7 one of 10^5.
  private func tolerance(_ folder: String) -> Float {
    ["gemma4", "olmo_hybrid"].contains { folder.hasSuffix($0) } ? 2e-5 : 1e-5
  }

  @Test(arguments: all)
  func `nothing changed, and own values written back, give equal logits to the bit`(
    folder: String
  ) throws {
    let plain = try open(folder)
    let model = plain.model
    let tokens = prompts(plain, folder).clean
    let expected = try plain.predict(tokens).scores.logits
    let layers = Array(0..<model.config.layers)
    let kinds = Set(model.config.hookPoints.map(\.kind))
    for kind in kinds where Edit.canEdit(kind) && kind.isInBlock {
      let present = layers.filter { model.config.hookPoints.contains(.block(kind, $0)) }
      // Gemma 3n and DeepSeek V4: edits leave several streams beside one another alone.
      if model.config.isWide(kind) { continue }
      for change in [Edit.Change.scale(1), .otherPrompt(tokens)] {
        let same = try EditedModel(model, edits: [Edit(kind, layers: present, change)])
        #expect(try same.predict(tokens).scores.logits == expected, "\(kind) \(change)")
      }
    }
    let all = try EditedModel(
      model,
      edits: [Edit(.pattern, layers: model.config.patternLayers, .transform { _, value in value })])
    #expect(try all.predict(tokens).scores.logits == expected)
  }

  @Test(arguments: all)
  func `everything patched restores all, nothing patched nothing`(folder: String) throws {
    let model = try open(folder)
    let (clean, corrupt) = prompts(model, folder)
    let expected = try model.predict(clean).scores.logits.values
    let base = try model.predict(corrupt).scores.logits.values
    #expect(worstRelativeDifference(base, to: expected) > 1e-3)
    func patched(_ edits: [Edit]) throws -> [Float] {
      try EditedModel(model.model, edits: edits).predict(corrupt).scores.logits.values
    }
    func patch(_ kind: HookPoint.Kind, _ layer: Int) -> Edit {
      Edit(kind, layers: [layer], .otherPrompt(clean))
    }
    let config = model.config
    for layer in 0..<config.layers where config.readsStreamAlone(from: layer) {
      let stream = try patched([patch(.residualPre, layer)])
      // Places that only queries and keys read are the same in both prompts.
      #expect(worstRelativeDifference(stream, to: expected) < tolerance(folder), "stream \(layer)")
    }
    for layer in config.patternLayers {
      let z = try patched([patch(.z, layer)])
      // Beside attention Gemma 3n's narrow map, and Falcon-H1's state space, still read the other prompt.
      if config.besideAttention == 0, config.mixer(in: layer) == .attention {
        let whole = try patched([patch(.attentionOut, layer)])
        #expect(worstRelativeDifference(z, to: whole) < tolerance(folder), "z \(layer)")
      }
      // DeepSeek V4: keys and values of windows, which queries see too, have no hook points.
      guard config.compression(in: layer) == nil else { continue }
      // Gemma 3n and Gemma 4: later layers use this one's keys and values, and change with them.
      let areUsedAgain = config.keyValueSources.enumerated().contains {
        $0.element == layer && $0.offset != layer
      }
      guard !areUsedAgain else { continue }
      let points = Set([HookPoint.Kind.key, .value].map { HookPoint.block($0, layer) })
      // The same two: layers that use others' have no points for them.
      guard points.isSubset(of: config.hookPoints) else { continue }
      // Qwen3-Next and others: the gate on what heads mix still reads the other prompt.
      if !config.gatesAttention {
        let mixed = try patched([patch(.pattern, layer), patch(.value, layer)])
        #expect(worstRelativeDifference(mixed, to: z) < tolerance(folder), "pattern and v \(layer)")
      }
      // GLM-5: the keys to be seen are still chosen for the other prompt.
      if config.latent?.indexer == nil || !config.compressions.isEmpty {
        let both = try patched([patch(.query, layer), patch(.key, layer)])
        let pattern = try patched([patch(.pattern, layer)])
        #expect(worstRelativeDifference(both, to: pattern) < tolerance(folder), "q and k \(layer)")
      }
    }
  }

  @Test(arguments: decoders)
  func `rows of a generated text are those of one pass, and each token its best guess`(
    folder: String
  ) throws {
    let model = try open(folder)
    let text = try model.generate(prompts(model, folder).clean, count: 5)
    let whole = try model.predict(text.tokens)
    for (place, token) in text.answer.enumerated() {
      let best = whole.top(2, at: whole.scores.count - text.answer.count + place - 1)
      #expect(best[0].token == token || best[0].logit - best[1].logit < 1e-4, "\(place)")
    }
    let layers = model.config.patternLayers
    let patterns = CaptureSet(layers.map { .pattern($0) })
    let expected = try model.run(text.tokens, capturing: patterns).cache
    let kept = try model.patterns(of: text.tokens, behind: text)
    for layer in layers {
      let (own, whole) = (kept[.pattern(layer)], try #require(expected[.pattern(layer)]))
      #expect(own?.shape == whole.shape)
      #expect(worstDifference(own?.values ?? [], whole.values) < 1e-5, "layer \(layer)")
    }
  }

  @Test(arguments: all)
  func `a sweep gives what runs of their own give`(folder: String) throws {
    let model = try open(folder)
    let metric = try Metric(.difference, answer: 5, against: 7)
    let tokens = prompts(model, folder).clean
    let table = try model.ablate(tokens, metric: metric)
    let clean = try model.predict(tokens).scores
    let last = clean.count - 1
    let largest = Double(clean.logits.values.map(abs).max() ?? 1)
    func difference(_ scores: TokenScores) -> Double {
      Double(scores.logit(of: 5, at: last)) - Double(scores.logit(of: 7, at: last))
    }
    #expect(table.rows.map(\.place) == model.config.allHeads.map(SweepPlace.head))
    for head in model.config.allHeads {
      let silent = try EditedModel(model.model, edits: [Edit(.z, heads: [head], .zero)])
      let expected = difference(try silent.predict(tokens).scores)
      let value = try #require(table[.head(head)]?.value)
      #expect(abs(value - expected) < Double(tolerance(folder)) * largest, "\(head)")
    }
    for kind in [AblationKind.scale(1), .resample(tokens)] {
      let same = try model.ablate(tokens, by: kind, metric: metric)
      let most = Double(tolerance(folder)) * largest
      #expect(same.rows.allSatisfy { abs($0.effect) < most }, "\(kind)")
    }
  }
}

extension ModelConfig {
  /// Whether `layer` and those behind it read of a prompt nothing but the stream before `layer`, which can be patched.
  fileprivate func readsStreamAlone(from layer: Int) -> Bool {
    // Gemma 3n and Gemma 4: each layer also reads what the tokens themselves say to it.
    guard perLayerWidth == 0 else { return false }
    // Gemma 3n and DeepSeek V4: there are several streams, which edits leave alone.
    guard streams == nil else { return false }
    // Gemma 3n and Gemma 4: layers use the keys and values of layers before.
    guard !keyValueSources.dropFirst(layer).contains(where: { $0 < layer }) else { return false }
    // GLM-5: the layer sees the keys that a layer before has chosen.
    return latent?.indexer?.layers.contains(layer) ?? true
  }

  /// Whether several streams stand at a kind of hook point, which edits leave alone.
  fileprivate func isWide(_ kind: HookPoint.Kind) -> Bool {
    [.residualPre, .residualPost].contains(kind) && streams != nil
      || kind == .residualMid && middleShape.count > 1
  }
}
