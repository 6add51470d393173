import Files
import Foundation
import Pictures
import Text

/// One thing that `set` can change: its name, its meaning and what it may be.
package struct SettingSpec: Sendable {
  /// The setting's name.
  package let name: String
  /// Its default value.
  package let fallback: String
  /// What it does, in one line.
  package let summary: String
  /// Which values it may have.
  package let kind: Kind

  /// Kinds of values.
  package enum Kind: Sendable {
    /// Bytes, such as `512M` or `4G`.
    case bytes
    /// A whole number in a range.
    case number(ClosedRange<Int>)
    /// One of a few words.
    case choice([String])
    /// A path of a program, or its name.
    case program
  }

  /// The environment variable that sets it: `batch-size` becomes `PLENS_BATCH_SIZE`.
  package var variable: String {
    "PLENS_" + name.uppercased().replacing("-", with: "_").replacing(".", with: "_")
  }

  /// The allowed values, in words.
  package var allowed: String {
    switch kind {
    case .bytes: "a number of bytes such as 512M or 4G"
    case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .choice(let words):
      words.count > 40
        ? "a name such as \(words.prefix(3).joined(separator: ", "))"
        : words.joined(separator: ", ")
    case .program: "a path, or a name on PATH"
    }
  }

  /// Values that Tab offers.
  package var choices: [String] {
    switch kind {
    case .choice(let words): words
    case .bytes: ["512M", "2G", "4G", "auto"]
    case .number, .program: []
    }
  }

  /// Whether `text` is a value of this setting.
  package func accepts(_ text: String) -> Bool {
    switch kind {
    case .bytes: byteCount(text) != nil
    case .number(let range): Int(text).map(range.contains) ?? false
    case .choice(let words): words.contains(text)
    case .program: !text.isEmpty
    }
  }
}

/// The session's settings, each with where its value came from.
package struct Settings {
  /// All settings, by name.
  package static let specs: [SettingSpec] = [
    SettingSpec(
      name: "batch-size", fallback: "8",
      summary: "Prompts that share a pass", kind: .number(1...256)),
    SettingSpec(
      name: "cache.max", fallback: "2G",
      summary: "Most memory for captured values; the least recently used prompts go first",
      kind: .bytes),
    SettingSpec(
      name: "colormap", fallback: "Blues",
      summary: "Colours of heat maps", kind: .choice(Colormap.names)),
    SettingSpec(
      name: "compress", fallback: "fast",
      summary: "How arrays are stored: 'fast' is memory speed, 0 not at all, 1-9 zlib",
      kind: .choice(["fast"] + (0...9).map(String.init))),
    SettingSpec(
      name: "graphics", fallback: "auto",
      summary: "How pictures are drawn in the terminal: auto asks it, once",
      kind: .choice(["auto"] + GraphicsProtocol.allCases.map(\.rawValue))),
    SettingSpec(
      name: "hints", fallback: "on",
      summary: "Whether the prompt offers, dim, what a line could go on with",
      kind: .choice(["on", "off"])),
    SettingSpec(
      name: "keep", fallback: "auto",
      summary: "What stays in memory of a prompt: whole patterns, or queries and keys (qk), of "
        + "which any rows are made again; auto is patterns up to 32 MB a prompt",
      kind: .choice(["auto", "patterns", "qk"])),
    SettingSpec(
      name: "mode", fallback: "auto",
      summary: "How results are written: auto is for a person pictures and aligned tables, for "
        + "programs tab-separated values",
      kind: .choice(OutputMode.names)),
    SettingSpec(
      name: "on-error", fallback: "stop",
      summary: "Whether a script goes on after a command that failed",
      kind: .choice(["stop", "continue"])),
    SettingSpec(
      name: "page.run", fallback: "on",
      summary: "Whether what is typed into the page is run by the session's models",
      kind: .choice(["on", "off"])),
    SettingSpec(
      name: "prefix.max", fallback: "256M",
      summary: "Most memory for keys and values of prompts, so that one that begins like them "
        + "runs only its end; 0 computes each from its first token",
      kind: .bytes),
    SettingSpec(
      name: "python", fallback: "python3",
      summary: "The interpreter for figure functions in Python", kind: .program),
    SettingSpec(
      name: "tl-compat", fallback: "off",
      summary: "Whether models opened from now on do as TransformerLens 2 does where it differs",
      kind: .choice(["off", "on"])),
  ]

  /// Settings that are all at their defaults.
  package init() {}

  private var values: [String: (text: String, origin: String)] = [:]
  /// What was set before the session began.
  private var standing: [String: (text: String, origin: String)] = [:]

  /// The settings of the user's file, the project's `.plens/config` and the environment; each
  /// overrides those before it.
  ///
  /// - Returns: Settings, and a sentence for each line or variable that is passed over.
  package static func standing(
    _ environment: [String: String], files: [(path: String, origin: String)]
  ) -> (Settings, problems: [String]) {
    var settings = Settings()
    var problems: [String] = []
    for (path, origin) in files {
      guard !isMissing(path) else { continue }
      do {
        let text = String(decoding: try readFile(path), as: UTF8.self)
        problems += settings.read(text, path: path, origin: origin)
      } catch {
        problems.append("\(error): none of its settings hold")
      }
    }
    for spec in specs {
      guard let text = environment[spec.variable] else { continue }
      if spec.accepts(text) {
        settings.values[spec.name] = (text, "environment")
      } else {
        problems.append("\(spec.variable) is '\(text)'; allowed is \(spec.allowed)")
      }
    }
    settings.standing = settings.values
    return (settings, problems)
  }

  /// Sets a setting back to its value at the session's start.
  ///
  /// - Throws: `ShellError` where there is no such setting.
  package mutating func reset(_ name: String) throws {
    values[try Self.spec(name).name] = standing[name]
  }

  /// Takes lines `name = value`; `#` begins a comment.
  ///
  /// - Returns: What is wrong with the lines that are passed over.
  package mutating func read(_ text: String, path: String, origin: String) -> [String] {
    var problems: [String] = []
    // Lines may end as on Windows: "\r\n" is one Character, and no "\n".
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (number, line) in lines.enumerated() {
      let content = line.prefix { $0 != "#" }.trimmingCharacters(
        in: .whitespaces.union(["\u{FEFF}"]))
      if content.isEmpty { continue }
      let parts = content.split(separator: "=", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      do {
        guard parts.count == 2 else {
          throw ShellError(.usage, "'\(content)' is no setting: write NAME = VALUE")
        }
        try set(parts[0], to: parts[1], origin: origin)
      } catch {
        problems.append("\(path):\(number + 1): \(error): the line is passed over")
      }
    }
    return problems
  }

  /// Changes a setting.
  ///
  /// - Throws: `ShellError` for a name or value that is not allowed.
  package mutating func set(
    _ name: String, to text: String, origin: String = "this session"
  ) throws {
    let spec = try Self.spec(name)
    guard spec.accepts(text) else {
      throw ShellError(.usage, "'\(text)' is no value of \(name): allowed is \(spec.allowed)")
    }
    values[name] = (text, origin)
  }

  /// The setting called `name`.
  package static func spec(_ name: String) throws -> SettingSpec {
    if let spec = specs.first(where: { $0.name == name }) { return spec }
    let names = specs.map(\.name)
    let hint = nearest(to: name, in: names).map { "did you mean '\($0)'?" }
    throw ShellError(
      .usage, "there is no setting '\(name)': " + (hint ?? "there are \(listed(names))"))
  }

  /// The settings that were changed in this session.
  package var changed: [(name: String, text: String)] {
    Self.specs.compactMap { spec in
      values[spec.name].flatMap { $0.origin == "this session" ? (spec.name, $0.text) : nil }
    }
  }

  /// The value of a setting as text, and where it came from.
  package func value(_ spec: SettingSpec) -> (text: String, origin: String) {
    values[spec.name] ?? (spec.fallback, "default")
  }

  /// All settings, for `set`.
  package var table: Table {
    let values = Self.specs.map(value)
    let meanings = zip(Self.specs, values).map { spec, value in
      let (text, origin) = value
      let standard = text == spec.fallback ? "" : "; default \(spec.fallback)"
      return "\(spec.summary): \(spec.allowed)\(standard)"
        + (origin == "default" ? "" : "; from \(origin)")
    }
    var table = Table([
      .text("setting", Self.specs.map(\.name)), .text("value", values.map(\.text)),
      .text("default", Self.specs.map(\.fallback)), .text("origin", values.map(\.origin)),
      .text("meaning", Self.specs.map(\.summary)), .text("allowed", Self.specs.map(\.allowed)),
    ])
    table.screen = [
      .text("setting", Self.specs.map(\.name)), .text("value", values.map(\.text)),
      .text("meaning", meanings),
    ]
    return table
  }

  /// The value of the setting called `name`, as text.
  package subscript(name: String) -> String {
    values[name]?.text ?? Self.specs.first { $0.name == name }?.fallback ?? ""
  }

  /// How many prompts share a pass.
  package var batchSize: Int { Int(self["batch-size"]) ?? 8 }
  /// Bytes for keys and values of earlier prompts.
  package var prefixLimit: Int { byteCount(self["prefix.max"]) ?? 256_000_000 }
  /// Bytes for captured values.
  package var cacheLimit: Int { byteCount(self["cache.max"]) ?? 2_000_000_000 }

  /// Whether models are opened to follow TransformerLens where it differs from their own programs.
  package var followsTransformerLens: Bool { self["tl-compat"] == "on" }
}

/// The number of bytes that `4G`, `512M`, `64K` or `auto` (any) stands for.
package func byteCount(_ text: String) -> Int? {
  if text == "auto" { return .max }
  let units: [Character: Int] = [
    "K": 1000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000,
  ]
  var digits = text.uppercased()
  if digits.hasSuffix("B") { digits.removeLast() }
  let unit = digits.last.flatMap { units[$0] }
  if unit != nil { digits.removeLast() }
  guard let number = Double(digits), number.isFinite, number >= 0 else { return nil }
  let bytes = number * Double(unit ?? 1)
  return bytes < 1e18 ? Int(bytes) : nil
}

/// A number of bytes as a person reads it, such as `98.4 MB`.
package func byteText(_ count: Int) -> String {
  let units = ["B", "kB", "MB", "GB", "TB"]
  var value = Double(count)
  var unit = 0
  while value >= 999.5 && unit < units.count - 1 {
    value /= 1000
    unit += 1
  }
  return String(format: unit == 0 || value >= 99.5 ? "%.0f %@" : "%.1f %@", value, units[unit])
}
