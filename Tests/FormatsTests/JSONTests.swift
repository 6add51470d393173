import Files
import Formats
import TestSupport
import Testing

@Suite struct JSONTests {
  @Test func `numbers are read to the bit and written as Python writes them`() throws {
    let reference = try JSON.load(path: fixture("formats/json_texts.json"))
    let texts = try #require(reference["numbers"]?.arrayValue).compactMap(\.stringValue)
    let bits = try #require(reference["bits"]?.arrayValue).compactMap(\.stringValue)
    #expect(texts.count == bits.count && texts.count > 700)
    for (text, hex) in zip(texts, bits) {
      let value = try JSON(parsing: text)
      let expected = zip(bytes(hex: hex), 0...).reduce(0) { $0 | UInt64($1.0) << (8 * $1.1) }
      #expect(value.doubleValue?.bitPattern == expected, "\(text)")
      #expect(value.text == text)
    }
  }

  @Test func `values are written as Python writes them`() throws {
    let reference = try JSON.load(path: fixture("formats/json_texts.json"))
    for text in try #require(reference["values"]?.arrayValue).compactMap(\.stringValue) {
      #expect(try JSON(parsing: text).text == text)
    }
  }

  @Test func `texts in other layouts are read as Python reads them`() throws {
    for pair in try #require(try JSON.load(path: fixture("formats/json_pairs.json")).arrayValue) {
      let texts = try #require(pair.arrayValue).compactMap(\.stringValue)
      #expect(try JSON(parsing: texts[0]).text == texts[1])
      #expect(try JSON(parsing: Array(texts[0].utf8)).text == texts[1])
      #expect(try JSON(parsing: texts[0].utf8.lazy.map { $0 }).text == texts[1])
    }
  }

  @Test(arguments: [
    ("", "line 1, column 1: the text ends where a value is expected"),
    ("{\"a\": 1,}", "line 1, column 9: '}' where a key in double quotes is expected"),
    ("[1,]", "line 1, column 4: ']' where a value is expected"),
    ("[1\n,2\n 3]", "line 3, column 2: '3' where ',' or ']' in an array is expected"),
    ("{\"é\" 1}", "line 1, column 6: '1' where ':' after a key is expected"),
    ("{\"a\":1,\"a\":2}", "line 1, column 8: the key \"a\" comes twice"),
    ("{\"a\":1,\"\\u0061\":2}", "line 1, column 8: the key \"a\" comes twice"),
    ("01", "line 1, column 1: a number begins with a superfluous 0"),
    ("-", "line 1, column 2: the text ends where a digit is expected"),
    ("1.", "line 1, column 3: the text ends where a digit after '.' is expected"),
    ("1e", "line 1, column 3: the text ends where a digit of an exponent is expected"),
    (".5", "line 1, column 1: '.' where a value is expected"),
    ("+1", "line 1, column 1: '+' where a value is expected"),
    ("nul", "line 1, column 1: 'n' where a value is expected"),
    ("1 2", "line 1, column 3: text follows the value"),
    ("\"a", "line 1, column 3: the text ends inside a string"),
    (
      "\"a\nb\"", "line 1, column 3: a string holds the control character 10, which must be escaped"
    ),
    ("\"\\x\"", "line 1, column 2: an escape is none of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"),
    ("\"\\u12g4\"", "line 1, column 6: 'g' where four hexadecimal digits after \\u is expected"),
    ("\u{FEFF}1", "line 1, column 1: the text begins with a byte order mark, which JSON forbids"),
  ])
  func `a text that is no JSON is refused with the place`(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
    #expect(error?.description == message)
  }

  @Test(
    arguments: [
      [0x22, 0xC3, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xC0, 0x80, 0x22],
      [0x22, 0x5C, 0x6E, 0xC3, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
    #expect(error?.problem == "the bytes here are not UTF-8")
  }

  @Test func `nesting stops at 256`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try JSON(parsing: nested(256)).text == nested(256))
    #expect(throws: JSONError.self) { try JSON(parsing: nested(257)) }
    #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 1 << 20)) }
    #expect(throws: JSONError.self) {
      try JSON(parsing: String(repeating: "{\"a\":", count: 1 << 20))
    }
  }

  @Test func `a lone surrogate becomes the replacement character`() throws {
    #expect(try JSON(parsing: "\"\\ud800\"").stringValue == "\u{FFFD}")
    #expect(try JSON(parsing: "\"\\udc00x\"").stringValue == "\u{FFFD}x")
    #expect(try JSON(parsing: "\"\\ud83d\\ud83d\\ude00\"").stringValue == "\u{FFFD}😀")
    #expect(try JSON(parsing: "\"\\ud83d\\n\"").stringValue == "\u{FFFD}\n")
  }

  @Test func `keys that Unicode calls equivalent stay apart`() throws {
    let object = try #require(try JSON(parsing: #"{"\u00e9": 1, "e\u0301": 2}"#).objectValue)
    #expect(object.count == 2)
    #expect(object["\u{E9}"] == .integer(1))
    #expect(object["e\u{301}"] == .integer(2))
  }

  @Test(arguments: [3, 8, 9, 200])
  func `an object keeps its order through setting and removing`(count: Int) {
    var object = JSONObject()
    for place in 0..<count { object["key \(place)"] = .integer(place) }
    object["key 1"] = .string("new")
    #expect(object.keys == (0..<count).map { "key \($0)" })
    #expect(object["key 1"] == .string("new"))
    object["key 0"] = nil
    object["absent"] = nil
    #expect(object.count == count - 1)
    #expect(object.map(\.key) == (1..<count).map { "key \($0)" })
    #expect((1..<count).allSatisfy { object["key \($0)"] != nil } && object["key 0"] == nil)
    object["key 0"] = .null
    #expect(object.keys.last == "key 0")
    #expect(object["key 0"] == .null)
  }

  @Test func `accessors give the value of their kind only`() throws {
    let value = try JSON(parsing: #"{"i": 3, "d": 2.5, "s": "x", "b": true, "a": [null]}"#)
    #expect(value["i"]?.integerValue == 3 && value["i"]?.doubleValue == 3)
    #expect(value["d"]?.doubleValue == 2.5 && value["d"]?.integerValue == nil)
    #expect(value["s"]?.stringValue == "x" && value["s"]?.boolValue == nil)
    #expect(value["b"]?.boolValue == true && value["b"]?.integerValue == nil)
    #expect(value["a"]?.arrayValue == [.null] && value["a"]?.objectValue == nil)
    #expect(value["absent"] == nil && JSON.null["i"] == nil)
  }

  @Test func `a file that can't be read is named with the reason`() throws {
    let folder = try TemporaryFolder()
    let absent = #expect(throws: FormatError.self) { try JSON.load(path: folder.file("no.json")) }
    #expect(
      absent?.description == "\(folder.path)/no.json: cannot be opened: No such file or directory")
    let isFolder = #expect(throws: FormatError.self) { try JSON.load(path: folder.path) }
    #expect(isFolder?.problem == "is a folder, not a file")
  }
}
