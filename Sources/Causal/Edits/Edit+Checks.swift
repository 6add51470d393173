public import Activations
import Tensors
import Transformers

extension Edit {
  /// The hook points where the edit is made in a model, in the order of layers.
  ///
  /// - Throws: `CausalError` where a layer, head or hook point is not there, or the change can't be made at such a point.
  func points(in config: ModelConfig) throws -> [HookPoint] {
    guard let layout = ValueLayout(kind) else {
      throw CausalError(
        "\(kind.rawValue) can't be edited; \(Self.editable.joined(separator: ", ")) can")
    }
    guard config.part != .cross else {
      throw CausalError("\(config.name): attention to an encoder can't be edited")
    }
    try checkPart(config)
    try checkChange(config, layout)
    let points = kind.isInBlock ? layers.map { HookPoint.block(kind, $0) } : [.outside(kind)]
    let all = Set(config.hookPoints)
    if let point = points.first(where: { !all.contains($0) }) {
      throw CausalError("\(config.name) has no \(point)")
    }
    return points
  }

  private static let editable = HookPoint.Kind.allCases.filter { ValueLayout($0) != nil }
    .map(\.rawValue)

  private func checkPart(_ config: ModelConfig) throws {
    let heads = kind.heads(of: config)
    let isWide =
      [.residualPre, .residualPost].contains(kind) && config.streams != nil
      || kind == .residualMid && config.middleShape.count > 1
    if isWide {
      throw CausalError(
        "\(config.name) keeps several residual streams beside one another: edit what layers write to them"
      )
    }
    switch part {
    case .layers(let layers):
      guard !layers.isEmpty || !kind.isInBlock else { throw CausalError("the edit names no layer") }
      if let layer = layers.first(where: { !(0..<config.layers).contains($0) }) {
        throw CausalError("there is no layer \(layer): \(config.name) has 0-\(config.layers - 1)")
      }
      if kind.heads(of: config) != nil { try layers.forEach(config.requirePattern) }
    case .heads(let chosen):
      guard let heads else { throw CausalError("\(kind.rawValue) is not by heads: name layers") }
      guard !chosen.isEmpty else { throw CausalError("the edit names no head") }
      if let head = chosen.first(where: { !$0.isIn(layers: config.layers, heads: heads) }) {
        let noun = heads == config.heads ? "heads" : "key heads"
        throw CausalError(
          "there is no \(head) at \(kind.rawValue): \(config.name) has layers "
            + "0-\(config.layers - 1) with \(noun) 0-\(heads - 1)")
      }
      for head in chosen {
        try config.requirePattern(head.layer)
        let own = kind.heads(of: config, in: head.layer) ?? heads
        guard head.index < own else {
          throw CausalError(
            "there is no \(head) at \(kind.rawValue): layer \(head.layer) has \(own)")
        }
      }
    }
  }

  private func checkChange(_ config: ModelConfig, _ layout: ValueLayout) throws {
    func require(_ holds: Bool, _ problem: String) throws {
      if !holds { throw CausalError("\(self): \(problem)") }
    }
    try require(
      layout == .headsByTokens || keys.isAll, "only scores and patterns have keys to name")
    try require(!tokens.isNone && !keys.isNone, "the edit names no token")
    try require(
      !renormalizes || kind == .pattern, "only rows of a pattern can be made to sum to 1")
    switch change {
    case .zero, .transform: break
    case .constant(let number), .scale(let number):
      try require(number.isFinite, "\(number) is no number to set or multiply with")
    case .values(let values), .add(let values, times: _):
      try require(
        [1, 2].contains(values.shape.count) && !values.values.isEmpty,
        "values of shape \(values.shape); one row, or rows of one token each, are allowed")
      try require(
        values.values.allSatisfy(\.isFinite), "the values hold NaN or infinity")
      if case .add(_, let times) = change { try require(times.isFinite, "a factor of \(times)") }
      if layout != .headsByTokens, let width = kind.width(of: config) {
        try require(
          values.columns == width, "rows of \(values.columns) values; expected \(width)")
      }
    case .mean(let prompts, let averaging):
      try require(!prompts.isEmpty, "a mean over no prompt")
      try require(
        averaging == .position || layout != .headsByTokens,
        "a mean over positions has no meaning for \(kind.rawValue); a mean at each position has")
    case .otherPrompt(let tokens): try require(!tokens.isEmpty, "another prompt without tokens")
    case .knockout:
      try require(
        kind == .attentionScores,
        "only \(HookPoint.Kind.attentionScores.rawValue) "
          + "can be knocked out")
    }
  }

  /// Throws where a later edit overwrites what an earlier one changes, which then has no effect.
  static func checkContradictions(_ edits: [Edit]) throws {
    for (later, edit) in edits.enumerated() where edit.overwrites {
      for (earlier, other) in edits[..<later].enumerated() where edit.overlaps(other) {
        throw CausalError(
          "edit \(later + 1) (\(edit)) overwrites what edit \(earlier + 1) (\(other)) changes")
      }
    }
  }

  private func overlaps(_ other: Edit) -> Bool {
    guard kind == other.kind, !Set(layers).isDisjoint(with: other.layers) || !kind.isInBlock,
      tokens.overlaps(other.tokens), keys.overlaps(other.keys)
    else { return false }
    guard case .heads(let heads) = part, case .heads(let others) = other.part else { return true }
    return !Set(heads).isDisjoint(with: others)
  }
}

extension Head {
  /// Whether a model of so many layers and heads a layer has it.
  func isIn(layers: Int, heads: Int) -> Bool {
    (0..<layers).contains(layer) && (0..<heads).contains(index)
  }
}

extension ModelConfig {
  /// Throws for a layer without attention, saying what it has instead.
  func requirePattern(_ layer: Int) throws {
    guard !mixer(in: layer).hasPattern else { return }
    throw CausalError(size?.patternlessSentence(layer) ?? "layer \(layer) has no attention")
  }
}

extension HookPoint.Kind {
  /// Length of a row at this kind of point; nil where it depends on the prompt or the layer.
  fileprivate func width(of config: ModelConfig) -> Int? {
    switch self {
    case .query, .key, .rotatedQuery, .rotatedKey:
      config.headWidths.isEmpty ? config.headWidth : nil
    case .value, .z: config.headWidths.isEmpty ? config.valueWidth(in: 0) : nil
    case .embed, .positionEmbed, .residualPre, .residualMid, .residualPost, .attentionOut,
      .feedForwardOut, .perLayerOut:
      config.width
    default: nil
    }
  }
}

extension Edit {
  /// Whether edits can be made at this kind of hook point.
  public static func canEdit(_ kind: HookPoint.Kind) -> Bool { ValueLayout(kind) != nil }
}
