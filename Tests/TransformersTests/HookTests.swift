import Activations
import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

/// What stands at the hook points, checked by what must hold between them.
@Suite struct HookTests {
  private func capture(_ name: String) throws -> (Model, ActivationCache) {
    let model = try Model(path: fixture(name.contains("/") ? name : "models/\(name)"))
    let tokens = [3, 1, 4, 1, 5, 9, 2, 6]
    return (
      model, try model.run(tokens, capturing: CaptureSet(model.config.hookPoints)).cache
    )
  }

  private func value(_ cache: ActivationCache, _ kind: HookPoint.Kind, _ layer: Int) throws
    -> Tensor
  {
    try #require(cache[.block(kind, layer)])
  }

  @Test(arguments: ReferenceModels.decoders)
  func `the residual stream is the sum of what is added to it`(name: String) throws {
    let (model, cache) = try capture(name)
    for layer in 0..<model.config.layers {
      var sum = try value(cache, .residualPre, layer)
      sum += try value(cache, .attentionOut, layer)
      if model.config.residual == .sequential {
        let mid = try value(cache, .residualMid, layer).values
        #expect(worstRelativeDifference(sum.values, to: mid) < 1e-5)
      }
      sum += try value(cache, .feedForwardOut, layer)
      let post = try value(cache, .residualPost, layer)
      #expect(worstRelativeDifference(sum.values, to: post.values) < 1e-5)
      if layer + 1 < model.config.layers {
        #expect(try value(cache, .residualPre, layer + 1) == post)
      }
    }
  }

  @Test(arguments: ReferenceModels.decoders)
  func `a pattern is the softmax of its scores, and z its mix of values`(name: String) throws {
    let (model, cache) = try capture(name)
    let config = model.config
    let group = config.heads / config.keyValueHeads
    for layer in 0..<config.layers {
      let scores = try value(cache, .attentionScores, layer)
      let pattern = try value(cache, .pattern, layer)
      let values = try value(cache, .value, layer)  // [n, key heads, h]
      let z = try value(cache, .z, layer)  // [n, heads, h]
      let n = scores.shape[1]
      for head in 0..<config.heads {
        for query in 0..<n {
          let row = Array(scores[head].values[query * n..<(query + 1) * n])
          let shown = Array(pattern[head].values[query * n..<(query + 1) * n])
          #expect(row[(query + 1)...].allSatisfy { $0 == -.infinity })
          #expect(shown[(query + 1)...].allSatisfy { $0 == 0 })
          if !config.hasSinks {
            let peak = row.max() ?? 0
            let powers = row.map { exponential($0 - peak) }
            let total = powers.reduce(0, +)
            #expect(worstDifference(shown, powers.map { $0 / total }) < 1e-5)
          }
          let h = config.headWidth
          let clipped = values.values.map { value in
            config.projectionLimit.map { min(max(value, -$0), $0) } ?? value
          }
          let mixed = (0..<h).map { element in
            (0..<n).reduce(Float(0)) { sum, key in
              let place = (key * config.keyValueHeads + head / group) * h + element
              return sum + shown[key] * clipped[place]
            }
          }
          let own = Array(
            z.values[(query * config.heads + head) * h..<(query * config.heads + head + 1) * h])
          #expect(worstDifference(own, mixed) < 1e-4)
        }
      }
    }
  }

  @Test(
    arguments: ["gpt2", "llama", "gpt_neox", "qwen2"] + ReferenceModels.familyDecoderPaths)
  func `heads' results sum to what attention adds, less its bias`(name: String) throws {
    let (model, cache) = try capture(name)
    let config = model.config
    // Where attention stands alone, and nothing else becomes of what it adds.
    guard config.normPlacement == .before, !config.normalizesMixed, config.besideAttention == 0
    else { return }
    for layer in 0..<config.layers where config.mixer(in: layer) == .attention {
      let results = try value(cache, .result, layer)  // [n, heads, d]
      let output = try value(cache, .attentionOut, layer)
      var difference: [Float]?
      for token in 0..<output.rows {
        var sum = Tensor(zeros: [config.width])
        for head in 0..<config.heads { sum += results[token][head] }
        sum *= config.residualScale
        let bias = zip(output[token].values, sum.values).map { $0 - $1 }
        // The bias is the same for every token.
        #expect(worstDifference(bias, difference ?? bias) < 1e-5, "layer \(layer)")
        difference = bias
      }
    }
  }

  @Test func `names are those of TransformerLens, in the order of its pass`() throws {
    let (_, cache) = try capture("llama")
    let block = cache.points.filter { $0.layer == 1 }.map { $0.kind.rawValue }
    #expect(
      block == [
        "hook_resid_pre", "hook_attn_in", "hook_q_input", "hook_k_input", "hook_v_input",
        "ln1.hook_scale", "ln1.hook_normalized", "attn.hook_q", "attn.hook_k", "attn.hook_v",
        "attn.hook_rot_q", "attn.hook_rot_k", "attn.hook_attn_scores", "attn.hook_pattern",
        "attn.hook_z", "attn.hook_result", "hook_attn_out", "hook_resid_mid", "hook_mlp_in",
        "ln2.hook_scale", "ln2.hook_normalized", "mlp.hook_pre", "mlp.hook_pre_linear",
        "mlp.hook_post", "hook_mlp_out", "hook_resid_post",
      ])
    #expect(cache.points.first?.description == "hook_tokens")
    #expect(cache.points.last?.description == "ln_final.hook_normalized")
  }

  @Test(
    arguments: ReferenceModels.decoders + ReferenceModels.familyDecoderPaths
      + ReferenceModels.familyEncoderPaths)
  func `every hook point that a model lists is captured, and no other`(name: String) throws {
    let (model, cache) = try capture(name)
    #expect(Set(cache.points) == Set(model.config.hookPoints))
    #expect(cache.points.count == model.config.hookPoints.count)
  }

  @Test func `a norm's rows are the input over its scale`() throws {
    let (_, cache) = try capture("llama")
    let input = try value(cache, .residualPre, 1)
    let scale = try value(cache, .norm1Scale, 1)
    let normed = try value(cache, .norm1, 1)
    for token in 0..<input.rows {
      let expected = input[token].values.map { $0 / scale.values[token] }
      #expect(worstDifference(normed[token].values, expected) < 1e-5)
    }
  }
}

private func exponential(_ x: Float) -> Float { Float(exp(Double(x))) }
