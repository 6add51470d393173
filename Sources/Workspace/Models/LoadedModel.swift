package import Activations
package import Causal
import Files
import Formats
import Foundation
package import Tokenizers
package import Transformers

/// A model together with the tokenizer that came with it, if any.
package struct LoadedModel: Sendable {
  /// The model without its edits.
  package var model: Model
  /// Its tokenizer; nil if there is none that can be used.
  package private(set) var tokenizer: Tokenizer?
  /// Why the model's tokenizer can't be used; nil if it can, or if there is none.
  package var tokenizerProblem: (any Error)?

  /// Whether prompts are read to their end, past the context that the model was made for.
  package var readsPastContext = false
  /// The files it was opened from.
  package var origin: ModelOrigin
  /// The edits that are applied in its passes, in order.
  package var edits: [NamedEdit] = []
  /// The model with its edits, ready to run; nil if it has none.
  package var prepared: EditedModel?

  /// The model's configuration.
  package var config: ModelConfig { model.config }

  /// Most tokens of a prompt that are read.
  private var most: Int { readsPastContext ? .max : config.longestPrompt }

  /// A sentence for each thing in the model's or tokenizer's files that is missing or has no effect
  /// here.
  package var warnings: [String] {
    model.warnings + (tokenizer?.warnings ?? [])
      + (tokenizerProblem.map { ["\($0); prompts of token ids can be read"] } ?? [])
  }

  /// What takes the files that are given for models though they are none, by their endings.
  private static let verbs = [
    "jsonl": "prompts add", "plens": "run", "figs": "figs load", "py": "figs load",
  ]

  /// Opens the files of a listing.
  ///
  /// - Parameter variant: Without a part, a model with an encoder and a decoder is opened as its encoder.
  /// - Throws: `ShellError` for a part that the model does not have.
  package static func open(
    _ listing: ModelListing, _ variant: ModelVariant = ModelVariant()
  ) throws -> LoadedModel {
    if let part = variant.part,
      try listing.path.map({ try Model(path: $0) })?.config.encoderLayers == nil
    {
      throw ShellError(
        .notFound,
        "there is no '\(listing.name).\(part.rawValue)': \(listing.name) has no encoder beside a decoder"
      )
    }
    guard let path = listing.path else {
      let demo = try DemoModel.open()
      if variant.readsPastContext { try checkReadsPastContext(demo.config) }
      return demo
    }
    if let verb = verbs[URL(filePath: path).pathExtension.lowercased()] {
      throw ShellError(.badFile, "'\(path)' is no model: '\(verb) \(path)' takes it")
    }
    let own = ModelVariant(readsPastContext: variant.readsPastContext).ending
    // Before they are read: what is written meanwhile is seen the next time.
    let origin = ModelOrigin(path: path)
    let model = try Model(
      path: path, name: listing.name + own, part: variant.part ?? .encoder,
      asTransformerLens: variant.followsTransformerLens)
    if variant.readsPastContext { try checkReadsPastContext(model.config) }
    var loaded = LoadedModel(model: model, tokenizer: nil, origin: origin)
    loaded.readsPastContext = variant.readsPastContext
    var isFolder = ObjCBool(false)
    _ = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    do {
      loaded.tokenizer =
        try isFolder.boolValue
        ? Tokenizer(folder: path) : Tokenizer(gguf: GGUFFile(path: path))
    } catch TokenizerError.missing {
    } catch let problem where problem is TokenizerError || problem is FormatError {
      loaded.tokenizerProblem = problem
    }
    return loaded
  }

  private static func checkReadsPastContext(_ config: ModelConfig) throws {
    guard config.hasLearnedPlaces else { return }
    throw ShellError(
      .failed,
      "--past-context: \(config.name) has learned \(config.contextLength) places and can't read further"
    )
  }

  /// The token ids that the model is given for a text, cut to its context, with a BOS or an
  /// encoder's `[CLS]` and `[SEP]`.
  ///
  /// A prompt that came as ids is taken as it is.
  ///
  /// - Returns: The ids, and how many tokens did not fit.
  package func input(for prompt: PromptRecord) throws -> (ids: [Int], lost: Int) {
    if let end = config.sourceEnd, let tokenizer, try self.ids(of: prompt) == nil {
      let ids = try tokenizer.encode(prompt.text)
      let ending = ids.contains(end) ? [] : [end]
      let room = max(0, most - ending.count)
      return (try checked(ids.prefix(room) + ending), max(0, ids.count - room))
    }
    if config.isEncoder, let tokenizer, try self.ids(of: prompt) == nil {
      let text = try tokenizer.encode(prompt.text)
      let room = max(0, most - tokenizer.special(around: []).count)
      let ids = tokenizer.special(around: Array(text.prefix(room)))
      return (try checked(ids), max(0, text.count - room))
    }
    let ids: [Int]
    if let own = try self.ids(of: prompt) {
      ids = own
    } else {
      let bos = config.prependsBOS ? tokenizer?.bos.map { [$0] } ?? [] : []
      ids = bos + (try tokenizer?.encode(prompt.text) ?? [])
    }
    guard !ids.isEmpty else {
      throw ShellError(.failed, "an empty prompt gives \(config.name) no token to read")
    }
    let read = Array(ids.prefix(most))
    return (try checked(read), max(0, ids.count - most))
  }

  /// Checks that all ids are in the model's vocabulary.
  package func checked(_ ids: [Int]) throws -> [Int] {
    guard let tokenizer, let id = ids.first(where: { $0 >= config.vocabularySize }) else {
      return ids
    }
    throw ShellError(
      .failed,
      "\(tokenizer.path): the token '\(tokenizer.pieces([id])[0])' has id \(id), and \(config.name) has ids "
        + "0-\(config.vocabularySize - 1) alone: the tokenizer is another model's")
  }

  /// The tokens of a prompt's text as strings of the vocabulary, without BOS; as numbers if there
  /// is no tokenizer.
  package func pieces(of prompt: PromptRecord) throws -> [String] {
    if config.part != nil { return try labels(of: prompt) }
    if let ids = try ids(of: prompt) {
      return tokenizer?.pieces(ids) ?? ids.map { String($0) }
    }
    return try tokenizer?.tokens(of: prompt.text).map(\.piece) ?? []
  }

  /// A label for each token that the model reads, BOS included, as written along patterns.
  package func labels(of prompt: PromptRecord) throws -> [String] {
    let ids = config.patternTokens(of: try input(for: prompt).ids)
    return tokenizer?.pieces(ids) ?? ids.map { String($0) }
  }

  /// A prompt of token ids: its text is the ids joined by spaces.
  ///
  /// - Throws: `ShellError` for what is no id of this model.
  package func prompt(ids text: String) throws -> PromptRecord {
    let ids = try Self.ids(in: text, of: config)
    let record = PromptRecord(text: ids.map { String($0) }.joined(separator: " "))
    guard tokenizer != nil || tokenizerProblem != nil else { return record }
    var fields = record.fields
    fields[Self.idsField] = .array(ids.map { .integer($0) })
    return try PromptRecord(fields: fields)
  }

  /// The field of a prompt that came as ids to a model that has a tokenizer.
  fileprivate static let idsField = "token_ids"

  /// The ids that the prompt came as; nil where it is text for a tokenizer.
  private func ids(of prompt: PromptRecord) throws -> [Int]? {
    if let given = prompt.fields[Self.idsField]?.arrayValue {
      let text = given.map { $0.integerValue.map { String($0) } ?? $0.text }
      return try Self.ids(in: text.joined(separator: " "), of: config)
    }
    if let tokenizerProblem { throw tokenizerProblem }
    return tokenizer == nil ? try Self.ids(in: prompt.text, of: config) : nil
  }

  private static func ids(in text: String, of config: ModelConfig) throws -> [Int] {
    let words = text.split { $0.isWhitespace || $0 == "," }
    guard !words.isEmpty else { throw ShellError(.failed, "there are no token ids in '\(text)'") }
    return try words.map { word in
      guard let id = Int(word), (0..<config.vocabularySize).contains(id) else {
        throw ShellError(
          .failed,
          "'\(word)' is no token id of \(config.name): ids are 0-\(config.vocabularySize - 1)")
      }
      return id
    }
  }
}

extension PromptRecord {
  /// Whether the prompt was given as token ids although the model has a tokenizer.
  package var isIDs: Bool { fields[LoadedModel.idsField] != nil }
}
