import Activations
import Causal
import Tensors
import TestSupport
import Testing
import Transformers

/// What must hold in every family, whatever its numbers are.
@Suite struct IdentityTests {
  private static let tokens = [3, 1, 4, 1, 5, 9, 2, 6]
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
    let expected = try plain.predict(Self.tokens).scores.logits
    let layers = Array(0..<model.config.layers)
    let kinds = Set(model.config.hookPoints.map(\.kind))
    for kind in kinds where Edit.canEdit(kind) && kind.isInBlock {
      let present = layers.filter { model.config.hookPoints.contains(.block(kind, $0)) }
      if model.config.isWide(kind) { continue }
      for change in [Edit.Change.scale(1), .otherPrompt(Self.tokens)] {
        let same = try EditedModel(model, edits: [Edit(kind, layers: present, change)])
        #expect(try same.predict(Self.tokens).scores.logits == expected, "\(kind) \(change)")
      }
    }
    let all = try EditedModel(
      model,
      edits: [Edit(.pattern, layers: model.config.patternLayers, .transform { _, value in value })])
    #expect(try all.predict(Self.tokens).scores.logits == expected)
  }

  @Test(arguments: all)
  func `everything patched restores all, nothing patched nothing`(folder: String) throws {
    let model = try open(folder)
    let clean = Self.tokens
    let corrupt = [3, folder == Self.decoder ? 1 : 7, 4, 8, 5, 9, 2, 6]
    let expected = try model.predict(clean).scores.logits.values
    let base = try model.predict(corrupt).scores.logits.values
    #expect(worstRelativeDifference(base, to: expected) > 1e-3)
    let layers = Array(0..<model.config.layers)
    func patched(_ edits: [Edit]) throws -> [Float] {
      try EditedModel(model.model, edits: edits).predict(corrupt).scores.logits.values
    }
    let config = model.config
    // A stream alone does not tell later layers a token's own vectors, nor the keys of earlier ones.
    let tellsAll =
      config.perLayerWidth == 0 && config.streams == nil && config.keyValueSources.isEmpty
      && config.latent?.indexer == nil
    for layer in layers where tellsAll {
      let stream = try patched([Edit(.residualPre, layers: [layer], .otherPrompt(clean))])
      // Places that only queries and keys read are the same in both prompts.
      #expect(worstRelativeDifference(stream, to: expected) < tolerance(folder), "stream \(layer)")
    }
    for layer in layers where config.mixer(in: layer) == .attention {
      guard config.besideAttention == 0 else { continue }
      let z = try patched([Edit(.z, layers: [layer], .otherPrompt(clean))])
      let whole = try patched([Edit(.attentionOut, layers: [layer], .otherPrompt(clean))])
      #expect(worstRelativeDifference(z, to: whole) < tolerance(folder), "z \(layer)")
      // Values that later layers use too change more than this layer's output.
      guard !config.gatesAttention, config.compression(in: layer) == nil,
        config.keyValueSources.isEmpty
      else { continue }
      let mixed = try patched([
        Edit(.pattern, layers: [layer], .otherPrompt(clean)),
        Edit(.value, layers: [layer], .otherPrompt(clean)),
      ])
      #expect(worstRelativeDifference(mixed, to: z) < tolerance(folder), "pattern and v \(layer)")
      guard config.hookPoints.contains(.block(.key, layer)), config.latent?.indexer == nil
      else { continue }
      let both = try patched([
        Edit(.query, layers: [layer], .otherPrompt(clean)),
        Edit(.key, layers: [layer], .otherPrompt(clean)),
      ])
      let pattern = try patched([Edit(.pattern, layers: [layer], .otherPrompt(clean))])
      #expect(worstRelativeDifference(both, to: pattern) < tolerance(folder), "q and k \(layer)")
    }
  }

  @Test(arguments: decoders)
  func `rows of a generated text are those of one pass, and each token its best guess`(
    folder: String
  ) throws {
    let model = try open(folder)
    let text = try model.generate(Self.tokens, count: 5)
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
    let table = try model.ablate(Self.tokens, metric: metric)
    let clean = try model.predict(Self.tokens).scores
    let last = clean.count - 1
    let largest = Double(clean.logits.values.map(abs).max() ?? 1)
    func difference(_ scores: TokenScores) -> Double {
      Double(scores.logit(of: 5, at: last)) - Double(scores.logit(of: 7, at: last))
    }
    #expect(table.rows.map(\.place) == model.config.allHeads.map(SweepPlace.head))
    for head in model.config.allHeads {
      let silent = try EditedModel(model.model, edits: [Edit(.z, heads: [head], .zero)])
      let expected = difference(try silent.predict(Self.tokens).scores)
      let value = try #require(table[.head(head)]?.value)
      #expect(abs(value - expected) < Double(tolerance(folder)) * largest, "\(head)")
    }
    for kind in [AblationKind.scale(1), .resample(Self.tokens)] {
      let same = try model.ablate(Self.tokens, by: kind, metric: metric)
      let most = Double(tolerance(folder)) * largest
      #expect(same.rows.allSatisfy { abs($0.effect) < most }, "\(kind)")
    }
  }
}

extension ModelConfig {
  /// Whether several streams stand at a kind of hook point, which edits leave alone.
  fileprivate func isWide(_ kind: HookPoint.Kind) -> Bool {
    [.residualPre, .residualPost].contains(kind) && streams != nil
      || kind == .residualMid && middleShape.count > 1
  }
}
