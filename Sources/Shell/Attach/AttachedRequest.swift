import Text

/// What an attached process wants done, and what its screen can show; docs/attach.md says what each
/// field means.
struct AttachedRequest: Codable, Sendable {
  /// What is to be done.
  enum Action: String, Codable, Sendable {
    /// Run commands.
    case run
    /// Say how a line could go on.
    case complete
    /// Say whether a text is commands, or the beginning of some.
    case check
    /// Give what is in memory of a hook point.
    case hook
  }

  /// A prompt by its text and the name of its folder.
  struct Prompt: Codable, Sendable {
    var text: String
    var hash: String?
  }

  /// The version of the protocol that the client speaks.
  var `protocol` = Frame.version
  var action = Action.run
  /// The commands, the line, or the hook point's name.
  var text: String
  /// What messages call them; nil for a line that was typed.
  var name: String?
  /// What `$1`, `$2` and so on stand for; of a hook point the prompt's hash and the model's name.
  var arguments: [String] = []
  /// Whether results, and messages, go to a terminal.
  var isTerminal = false
  var showsMessages = false
  var columns = 80
  var rows = 24
  /// What colours and pictures depend on: TERM and the like.
  var environment: [String: String] = [:]
  var color = ColorChoice.auto.rawValue
  /// Whether a person types at a prompt, who can be shown pages and offered names.
  var isPrompt = false
  /// Whether results come as values instead of as text, and what fails as a part of the result.
  var givesValues = false
  /// The formats in which patterns and figures come as pictures too: png, svg.
  var pictures: [String] = []
  /// Whether the client is told how far commands are.
  var showsProgress = false
  /// Whether what the commands make stays in the session: captured values, prompts, names.
  var keeps = true
  /// Prompts that the commands name by their hashes.
  var prompts: [Prompt] = []
  /// Where in the line the cursor is, in code points.
  var cursor = 0
  /// How many frames with values follow.
  var values = 0
  /// What these hold: names that stand for values while the commands run.
  var given: [GivenValue] = []

  private enum CodingKeys: String, CodingKey {
    case `protocol`, action, text, name, arguments, isTerminal, showsMessages, columns, rows
    case environment, color, isPrompt, givesValues, pictures, showsProgress, keeps, prompts, cursor,
      values
  }

  init(text: String, name: String?, arguments: [String] = []) {
    (self.text, self.name, self.arguments) = (text, name, arguments)
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    func take<Field: Decodable>(_ field: inout Field, _ key: CodingKeys) throws {
      field = try fields.decodeIfPresent(Field.self, forKey: key) ?? field
    }
    `protocol` = try fields.decodeIfPresent(Int.self, forKey: .protocol) ?? 0
    text = try fields.decodeIfPresent(String.self, forKey: .text) ?? ""
    name = try fields.decodeIfPresent(String.self, forKey: .name)
    // What a later version may ask for is told by its number; this one need not understand the rest.
    guard `protocol` == Frame.version else { return }
    try take(&action, .action)
    try take(&arguments, .arguments)
    try take(&isTerminal, .isTerminal)
    try take(&showsMessages, .showsMessages)
    try take(&columns, .columns)
    try take(&rows, .rows)
    try take(&environment, .environment)
    try take(&color, .color)
    try take(&isPrompt, .isPrompt)
    try take(&givesValues, .givesValues)
    try take(&pictures, .pictures)
    try take(&showsProgress, .showsProgress)
    try take(&keeps, .keeps)
    try take(&prompts, .prompts)
    try take(&cursor, .cursor)
    try take(&values, .values)
  }
}

/// How a request ended.
struct AttachedResult: Codable, Sendable {
  /// What failed, for a client that takes values.
  struct Failure: Codable, Sendable {
    /// A place in the commands, counted from 1; columns and the length are in code points.
    struct Place: Codable, Sendable {
      var source: String?
      var line: Int
      var column: Int
      var length: Int
    }

    var message: String
    var notes: [String] = []
    var place: Place?
  }

  var status: Int32
  /// Whether `quit` was said.
  var quits = false
  /// The model that is current now, for the prompt.
  var model: String
  /// The folder that paths start from now, and what Tab offers; nil where no prompt asked.
  var folder: String?
  var names: KnownNames?
  var failure: Failure?
}
