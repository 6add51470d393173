import Files
import Formats

/// A model's configuration and the layout of its files, as read from one of them.
struct ModelSpec: Sendable {
  var config: ModelConfig
  var layout: WeightLayout
  /// Where the encoder's weights are, in a model that has one beside its decoder.
  var encoderLayout: WeightLayout?
  /// What the file says and nobody reads, one sentence each.
  var warnings: [String] = []
}

extension ModelSpec {
  /// Makes this a part of a model with an encoder and a decoder, whose name then says which; other models stay as they are.
  mutating func take(_ part: ModelPart?) {
    guard let part, let encoder = config.encoder else { return }
    if part == .encoder, let encoderLayout {
      (config, layout) = (encoder, encoderLayout)
      self.encoderLayout = nil
    }
    config.part = part
    config.name += "." + part.rawValue
  }

  /// Reads the configuration of a Hugging Face folder, or one with the fields of TransformerLens.
  ///
  /// - Throws: `ModelError` naming the field that is missing, wrong or not supported.
  init(config fields: JSON, path: String) throws {
    let whole = ConfigReader(fields: fields, path: path)
    let isHooked = fields["model_type"] == nil && fields["d_vocab"] != nil
    let outer = isHooked ? "hooked_transformer" : try whole.text("model_type")
    let (type, part) = try whole.textPart() ?? (outer, whole)
    guard let family = ModelFamily.reading(type), let parse = family.parsers[type] else {
      let types = ModelFamily.all.flatMap(\.modelTypes).sorted().joined(separator: ", ")
      throw ModelError(
        .badFile, "\(path): model type '\(type)' is not supported; \(types) are")
    }
    let own = part.understanding(family.otherKeys[type] ?? [:])
    let reader = type == outer ? own : whole
    self = try parse(own.assuming(family.defaults(of: type)))
    if type != outer { takeTextPart(of: reader) }
    try reader.require("add_cross_attention", false)
    try reader.requireEmpty("pruned_heads")
    if try reader.letsTokensSeeLaterOnes() {
      config.isCausal = false
      // Windows that reach both ways leave the query itself out of their count.
      config.windows = config.windows.map { window in window.map { $0 + 1 } }
    }
    try config.validate(path: path)
    if let warning = unknownKeysWarning(reader.unreadKeys(), in: path) { warnings.append(warning) }
  }

  /// Reads the configuration in a GGUF file's metadata.
  ///
  /// - Throws: `ModelError` naming the architecture, key or type of tensor that is not supported.
  init(gguf file: GGUFFile) throws {
    if let type = file.string("general.type"), type != "model" {
      throw ModelError(.badFile, "\(file.path): is a GGUF file of the type '\(type)', not a model")
    }
    let architecture = file.string("general.architecture") ?? ""
    guard let parse = ModelFamily.all.lazy.compactMap({ $0.ggufParsers[architecture] }).first
    else {
      let names = ModelFamily.all.flatMap(\.ggufArchitectures).sorted().joined(separator: ", ")
      throw ModelError(
        .badFile,
        "\(file.path): architecture '\(architecture)' is not supported; \(names) are")
    }
    let unknown = file.tensors.values.filter { !$0.element.isWidenable }
    if let tensor = unknown.min(by: { $0.name < $1.name }) {
      throw ModelError(
        .badFile,
        "\(file.path): '\(tensor.name)' is \(tensor.element.rawValue), which is not supported; "
          + "F32, F16, BF16, Q8_0, Q4_0 to Q5_1, Q2_K to Q6_K and MXFP4 are")
    }
    let reader = GGUFConfigReader(file: file, architecture: architecture)
    self = try parse(reader)
    if !reader.flag("attention.causal", or: config.isCausal) { config.isCausal = false }
    try config.validate(path: file.path)
    warnings = unknownKeysWarning(reader.unreadKeys(), in: file.path).map { [$0] } ?? []
  }
}

extension ModelConfig {
  /// Throws if sizes contradict one another.
  fileprivate func validate(path: String) throws {
    func check(_ holds: Bool, _ problem: String) throws {
      if !holds { throw ModelError(.badFile, "\(path): \(problem)") }
    }
    try check(
      keyValueHeads <= heads && heads % keyValueHeads == 0,
      "\(heads) query heads can't share \(keyValueHeads) key heads evenly")
    for rotary in [rotary, windowedRotary] {
      guard let rotary else { continue }
      let most = min(headWidths.max() ?? headWidth, 1 << 16)
      try check(
        rotary.width >= 2 && rotary.width % 2 == 0 && rotary.width <= most,
        "rotation of \(rotary.width) of \(most) elements of a head; an even number from 2 on")
      try check(rotary.isFinite, "the rotation's angles are no finite numbers")
    }
    try check(heads <= 65_536, "\(heads) heads; at most 65,536 are supported")
    let (product, overflows) = heads.multipliedReportingOverflow(by: headWidth)
    try check(
      headWidth >= 1 && !overflows && product <= 1 << 30, "\(heads) heads of width \(headWidth)")
    try check(windows.allSatisfy { $0 ?? 1 >= 1 }, "a window of no token")
    for (key, count) in [
      ("windows", windows.count), ("mixers", mixers.count), ("widths", headWidths.count),
      ("counts of key heads", keyValueHeadCounts.count), ("hidden widths", hiddenWidths.count),
    ] {
      try check(count == 0 || count == layers, "\(count) \(key) for \(layers) layers")
    }
    try check(
      (headWidths + hiddenWidths).allSatisfy { $0 >= 1 }
        && keyValueHeadCounts.allSatisfy { $0 >= 1 && heads % $0 == 0 },
      "heads, or widths, of a layer that are none or can't be shared evenly")
    for layer in patternLayers {
      guard let rotary = self.rotary(in: layer) else { continue }
      let (turning, width) = (rotary.width, headWidth(in: layer))
      try check(
        rotary.still + turning <= width,
        "rotation of \(turning) of \(width) elements of a head in layer \(layer)")
    }
    if let indexer = latent?.indexer, let rotary = self.rotary {
      try check(
        rotary.width <= indexer.width,
        "rotation of \(rotary.width) of \(indexer.width) elements of a head that chooses keys")
    }
    try check(
      perLayerWidth <= 1 << 30, "vectors of \(perLayerWidth) elements for each token and layer")
    if let relativeScores {
      let (buckets, farthest) = (relativeScores.buckets, relativeScores.farthest)
      try check(
        relativeScores.span <= 1 << 20 && farthest <= 1 << 20
          && (buckets == 0 || buckets >= 2 && farthest - 1 > buckets / 2),
        "distances up to \(farthest) in \(buckets) ranges")
    }
    if let rule = deltaRule {
      try check(
        rule.valueHeads % rule.keyHeads == 0 && rule.valueWidth <= 1024,
        "linear attention of \(rule.valueHeads) value heads of width \(rule.valueWidth), at most 1,024, "
          + "over \(rule.keyHeads) key heads")
    }
    if let space = stateSpace {
      try check(
        space.heads % space.groups == 0 && space.innerWidth % space.groups == 0
          && space.innerWidth <= 1 << 24,
        "a state space of \(space.heads) heads of width \(space.headWidth) in \(space.groups) groups"
      )
    }
    if let groups = outputGroups {
      try check(heads % groups.count == 0, "\(heads) heads in \(groups.count) groups of outputs")
    }
    if let streams {
      try check(streams.count <= 64, "\(streams.count) residual streams; at most 64 are supported")
      switch streams.mixing {
      case .connected(let connection):
        // Each round goes through all pairs of streams, for every token.
        let most = 65_536 / (streams.count * streams.count)
        try check(
          connection.rounds <= most,
          "\(streams.count) streams connected in \(connection.rounds) rounds; at most \(most) are supported"
        )
      case .alternating(let active, _):
        try check(
          (0..<streams.count).contains(active), "stream \(active) of \(streams.count) is active")
      }
    }
    try check(!mixers.contains(.deltaRule) || deltaRule != nil, "linear attention without sizes")
    try check(!patternLayers.isEmpty, "no layer has attention")
    if case .longRope(let rope)? = rotary?.scaling {
      let pairs = (rotary?.width ?? 0) / 2
      try check(
        rope.short.count == pairs && rope.long.count == pairs,
        "longrope lists \(rope.short.count) and \(rope.long.count) factors; expected \(pairs)")
    }
    if let distances {
      try check(
        distances.count % 4 == 0 && distances.count <= 65_536,
        "\(distances.count) ranges of distances; expected a multiple of 4 up to 65,536")
      try check(
        distances.farthest > distances.count / 2 && distances.farthest <= 1 << 20,
        "distances up to \(distances.farthest) in \(distances.count) ranges")
    }
    if let experts {
      try check(
        experts.perToken <= experts.count, "\(experts.perToken) of \(experts.count) experts")
      let router = experts.router
      try check(
        experts.count % router.groups == 0 && router.chosenGroups <= router.groups
          && (router.groups == 1
            || experts.count / router.groups * router.chosenGroups >= experts.perToken),
        "\(experts.perToken) experts of \(router.chosenGroups) of \(router.groups) groups of \(experts.count)"
      )
      try check(experts.count <= 65_536, "\(experts.count) experts; at most 65,536 are supported")
    }
    try check(
      decoderStart.map { (0..<vocabularySize).contains($0) } ?? true,
      "the decoder starts with token \(decoderStart ?? 0) of \(vocabularySize)")
    try checkNumbers(path: path)
  }
}
