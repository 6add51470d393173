internal import Activations
internal import Formats

/// The prompts of one or more models as one list, the newest first.
struct ListedPrompts: Sendable {
  /// A prompt and which of the list's models have it.
  struct Entry: Sendable {
    let record: PromptRecord
    var models: [Int]
    /// What comes later has more.
    let order: Int
    /// The text in lower case with all that it may be searched by.
    let words: String
  }

  /// The models' names.
  let models: [String]

  /// The prompts, the newest first.
  let entries: [Entry]

  init(_ models: [String], _ lists: [[(record: PromptRecord, order: Int)]]) {
    var places: [String: Int] = [:]
    var entries: [Entry] = []
    for (model, list) in lists.enumerated() {
      for (record, order) in list {
        if let place = places[record.hash] {
          entries[place].models.append(model)
          continue
        }
        places[record.hash] = entries.count
        let set = record.fields["meta"]?["pile_set_name"]?.stringValue ?? ""
        let source = record.fields["source_fname"]?.stringValue ?? ""
        entries.append(
          Entry(
            record: record, models: [model], order: order,
            words: "\(record.text)\n\(set)\n\(record.hash)\n\(source)".lowercased()))
      }
    }
    self.models = models
    // Of those that came at one time the later in the list came later.
    self.entries = entries.enumerated().sorted {
      ($0.element.order, $0.offset) > ($1.element.order, $1.offset)
    }
    .map(\.element)
  }

  /// The prompts that have all words of `search`, in the order of a field: `text`, `tokens`, `data_set` or `source`;
  /// without one the newest first.
  func found(search: String, sort: String?, isDown: Bool) throws -> [Entry] {
    let words = search.lowercased().split(whereSeparator: \.isWhitespace)
    let found =
      words.isEmpty
      ? entries : entries.filter { entry in words.allSatisfy { entry.words.contains($0) } }
    guard let sort else { return isDown ? found.reversed() : found }
    func text(_ key: (Entry) -> String) -> [Entry] {
      found.map { (key($0), $0) }.sorted { isDown ? $0.0 > $1.0 : $0.0 < $1.0 }.map(\.1)
    }
    switch sort {
    case "text": return text { $0.words }
    case "data_set": return text { $0.record.fields["meta"]?["pile_set_name"]?.stringValue ?? "" }
    case "source": return text { $0.record.fields["source_fname"]?.stringValue ?? "" }
    case "tokens":
      func count(_ entry: Entry) -> Int { entry.record.fields["n_tokens"]?.integerValue ?? -1 }
      return found.sorted { isDown ? count($0) > count($1) : count($0) < count($1) }
    default:
      throw RequestProblem.bad(
        "'\(sort)' is no order of prompts: text, tokens, data_set and source are")
    }
  }
}

extension Catalog {
  /// The prompts of these models as one list, made anew when one of them has others.
  func promptList(of models: [String]) -> ListedPrompts {
    let tag = models.map { model in
      let memory = source.captures.filter { CaptureStore.sanitizedName($0.model) == model }.map(
        \.revision)
      return "\(model) \(folderTag(of: model) ?? "-") \(memory.count) \(memory.max() ?? 0)"
    }.joined(separator: "\n")
    if let known = caches.lists.value(tag) { return known }
    let lists = models.map { model in
      let dates = source.store?.promptDates(of: model) ?? [:]
      let revisions = Dictionary(
        source.captures.filter { CaptureStore.sanitizedName($0.model) == model }
          .map { ($0.prompt.hash, $0.revision) }, uniquingKeysWith: max)
      // What this session captured is newer than what lies in a folder.
      return prompts(of: model).map { record in
        (record, revisions[record.hash].map { Int.max / 2 + $0 } ?? dates[record.hash] ?? 0)
      }
    }
    let list = ListedPrompts(models, lists)
    caches.lists.insert(list, for: tag, bytes: 1)
    return list
  }

  /// What changes when a prompt comes into a model's folder or goes; nil where there is no folder.
  func folderTag(of model: String) -> String? {
    files?.folderTag(model.split(separator: "/").map(String.init) + ["prompts"])
  }
}
