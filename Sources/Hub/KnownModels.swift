/// The official names and aliases of TransformerLens 2, and models of later families that TransformerLens 4 lists.
public enum KnownModels {
  /// All of them, in TransformerLens's order.
  public static let all: [KnownModel] = older + later

  private static let later: [KnownModel] = table2026.split(separator: "\n").map { line in
    let fields = line.split(separator: " ").map(String.init)
    let alias = fields[0].split(separator: "/").last.map { [$0.lowercased()] } ?? []
    return KnownModel(
      name: fields[0], aliases: alias, architecture: fields[1], layers: Int(fields[2]))
  }

  private static let older: [KnownModel] = table.split(separator: "\n").map { line in
    let fields = line.split(separator: " ").map(String.init)
    let numbers = fields[2..<6].map { Int($0) ?? 0 }
    return KnownModel(
      name: fields[0],
      aliases: fields[6] == "-" ? [] : fields[6].split(separator: ",").map(String.init),
      architecture: fields[1], layers: numbers[0], heads: numbers[1], width: numbers[2],
      contextLength: numbers[3])
  }

  /// The model with this official name or alias in any case; nil where there is none.
  public static func resolve(_ name: String) -> KnownModel? {
    places[name.lowercased()].map { all[$0] }
  }

  /// Names and aliases similar to `name`, one for each model, the most similar first.
  public static func names(like name: String, atMost count: Int = 3) -> [String] {
    let names = all.flatMap { [$0.name] + $0.aliases }
    var seen: Set<Int> = []
    return Array(
      SimilarNames.of(name, among: names, atMost: names.count)
        .filter { places[$0.lowercased()].map { seen.insert($0).inserted } ?? false }.prefix(count))
  }

  private static let places: [String: Int] = Dictionary(
    all.enumerated().flatMap { place, model in
      ([model.name] + model.repositories + model.aliases).map { ($0.lowercased(), place) }
    }, uniquingKeysWith: { first, _ in first })

  /// The repository to which the hub moved a model whose name has no owner.
  static func movedTo(_ name: String) -> String? {
    switch name {
    case "gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl": "openai-community/" + name
    case "distilgpt2": "distilbert/distilgpt2"
    default: nil
    }
  }
}
