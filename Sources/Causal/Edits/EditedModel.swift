public import Activations
public import Tensors
public import Transformers

/// A model with edits that are applied in every pass; the analyses of this module take one.
///
///     let plain = EditedModel(model)
///     let silent = try EditedModel(model, edits: [Edit(.z, heads: [head], .zero)])
///     try silent.run(tokens, capturing: .patterns(layers: 4))
///
/// Edits at one hook point are made in their order, those at different points in the order of the pass.
public struct EditedModel: Sendable {
  /// The model itself.
  public let model: Model
  /// The edits, in order.
  public let edits: [Edit]

  let prepared: [PreparedEdit]
  private let order: [HookPoint: Int]

  /// Takes a model without edits.
  public init(_ model: Model) {
    (self.model, edits, prepared) = (model, [], [])
    order = model.config.passOrder
  }

  /// Checks the edits, and runs the prompts whose values they use.
  ///
  /// - Parameter checkpoint: Asked often; what it throws ends the preparation.
  /// - Throws: `CausalError` for heads, layers or hook points that are not there, changes that can't be made,
  ///   and edits that contradict one another; `ModelError` for prompts that the model can't run.
  public init(_ model: Model, edits: [Edit], checkpoint: () throws -> Void = {}) throws {
    try Edit.checkContradictions(edits)
    let plain = EditedModel(model)
    self.model = model
    self.edits = edits
    prepared = try edits.map { try plain.prepare($0, checkpoint: checkpoint) }
    order = plain.order
  }

  /// The model's configuration.
  public var config: ModelConfig { model.config }

  /// The same model with further edits after its own; prompts that these need are run through this
  /// model.
  public func adding(_ more: [Edit], checkpoint: () throws -> Void = {}) throws -> EditedModel {
    try Edit.checkContradictions(edits + more)
    return EditedModel(
      self, edits + more, prepared + (try more.map { try prepare($0, checkpoint: checkpoint) }))
  }

  private init(_ other: EditedModel, _ edits: [Edit], _ prepared: [PreparedEdit]) {
    (model, order) = (other.model, other.order)
    (self.edits, self.prepared) = (edits, prepared)
  }

  /// The edit with its hook points and the values that it takes from runs of this model.
  func prepare(_ edit: Edit, checkpoint: () throws -> Void) throws -> PreparedEdit {
    var prepared = PreparedEdit(edit: edit, points: try edit.points(in: config))
    let wanted = CaptureSet(prepared.points)
    switch edit.change {
    case .otherPrompt(let tokens):
      let run = try run(tokens, capturing: wanted, checkpoint: checkpoint)
      for point in prepared.points { prepared.references[point] = run.cache[point] }
    case .mean(let prompts, let averaging):
      var means = MeanValues(averaging)
      for tokens in prompts {
        let run = try run(tokens, capturing: wanted, checkpoint: checkpoint)
        for point in prepared.points {
          if let value = run.cache[point] { means.add(value, at: point) }
        }
      }
      prepared.references = try means.means(at: prepared.points)
    case .zero, .constant, .scale, .values, .add, .transform, .knockout: break
    }
    return prepared
  }
}

extension EditedModel {
  /// Runs one prompt with the edits, and keeps what `capturing` chooses.
  ///
  /// - Parameters:
  ///   - tokens: Ids, at least one.
  ///   - logits: Of which tokens logits are wanted.
  ///   - checkpoint: Asked often; what it throws ends the pass.
  /// - Throws: `ModelError` as the model's own pass; `CausalError` where an edit does not fit the prompt.
  public func run(
    _ tokens: [Int], capturing wanted: CaptureSet, logits: LogitRows = .none,
    checkpoint: () throws -> Void = {}
  ) throws -> Run {
    var cache = ActivationCache()
    let output = try run([tokens], capturing: wanted, logits: logits, checkpoint: checkpoint) {
      point, _, value in cache[point] = value
    }
    return Run(cache: cache, logits: output)
  }

  /// Runs several prompts in one pass, and calls `tap` with each captured value after edits.
  ///
  /// - Returns: The wanted logits of all prompts, one after another, `[tokens, vocabulary]`; nil if none are.
  @discardableResult
  public func run(
    _ prompts: [[Int]], capturing wanted: CaptureSet, logits: LogitRows = .none,
    checkpoint: () throws -> Void = {}, tap: Tap
  ) throws -> Tensor? {
    try run(
      prompts, variants: prompts.map { _ in [] }, capturing: wanted, logits: logits,
      checkpoint: checkpoint, tap: tap)
  }

  /// Runs prompts with further edits of their own.
  ///
  /// - Parameter isGrowing: Whether the text is being generated, so that edits may name tokens still to come.
  @discardableResult
  func run(
    _ prompts: [[Int]], variants: [[PreparedEdit]], capturing wanted: CaptureSet,
    logits: LogitRows, isGrowing: Bool = false, checkpoint: () throws -> Void, tap: Tap
  ) throws -> Tensor? {
    let (points, changed) = points(
      of: prepared + variants.joined(), wanted, isWhole: logits != .none)
    return try model.run(prompts, capturing: points, logits: logits, checkpoint: checkpoint) {
      point, prompt, value in
      if changed.contains(point) {
        try apply(
          prepared + variants[prompt], at: point, prompts[prompt], isGrowing: isGrowing, &value)
      }
      if wanted.contains(point) { try tap(point, prompt, &value) }
    }
  }

  /// The points that a pass has to stop at, in its order, and those of them where edits are made.
  ///
  /// - Parameter isWhole: Whether the pass goes to its end; else what comes behind the last wanted point is left out.
  func points(
    of edits: [PreparedEdit], _ wanted: CaptureSet, isWhole: Bool
  ) -> (CaptureSet, changed: Set<HookPoint>) {
    let last = isWhole ? .max : wanted.points.map { order[$0] ?? .max }.max() ?? -1
    let changed = Set(edits.flatMap(\.points)).filter { (order[$0] ?? .max) <= last }
    let points = changed.union(wanted.points).sorted {
      (order[$0] ?? .max) < (order[$1] ?? .max)
    }
    return (CaptureSet(points), changed)
  }

  /// Makes the edits of a point.
  func apply(
    _ edits: [PreparedEdit], at point: HookPoint, _ tokens: [Int], isGrowing: Bool = false,
    _ value: inout Tensor
  ) throws {
    for edit in edits where edit.points.contains(point) {
      try edit.apply(at: point, of: config, tokens: tokens, isGrowing: isGrowing, to: &value)
    }
  }
}

extension ModelConfig {
  /// The place of each hook point in the pass.
  fileprivate var passOrder: [HookPoint: Int] {
    Dictionary(uniqueKeysWithValues: zip(hookPoints, 0...))
  }
}
