import Formats
import Foundation
import TestSupport

@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int) -> Int

/// libFuzzer's own changes for most, and for JSON one field at a time as often.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int, _ seed: UInt32
) -> Int {
  var random = SeededGenerator(seed: UInt64(seed))
  if unsafe Fuzzing.current?.form == .json, Int.random(in: 0..<4, using: &random) > 0,
    let value = try? JSON(parsing: unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
  {
    var value = value
    for _ in 0..<[1, 1, 1, 2, 3][Int.random(in: 0..<5, using: &random)] {
      value = value.changed(&random)
    }
    let text = Array(value.text.utf8)
    if text.count <= most {
      _ = unsafe UnsafeMutableBufferPointer(start: bytes, count: most).update(fromContentsOf: text)
      return text.count
    }
  }
  return unsafe mutateBytes(bytes, count, most)
}

extension JSON {
  /// The value with one thing in it changed.
  func changed(_ random: inout SeededGenerator) -> JSON {
    switch self {
    case .object(let fields) where !fields.isEmpty && Int.random(in: 0..<20, using: &random) > 0:
      var fields = fields
      let pairs = Array(fields)
      let (key, value) = pairs[Int.random(in: 0..<pairs.count, using: &random)]
      switch Int.random(in: 0..<10, using: &random) {
      case 0: fields[key] = nil
      case 1: fields[key] = pairs[Int.random(in: 0..<pairs.count, using: &random)].value
      case 2:
        fields[key] = nil
        fields[pairs[Int.random(in: 0..<pairs.count, using: &random)].key + "_2"] = value
      default: fields[key] = value.changed(&random)
      }
      return .object(fields)
    case .array(let values) where !values.isEmpty && Int.random(in: 0..<8, using: &random) > 0:
      var values = values
      let place = Int.random(in: 0..<values.count, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0: values.remove(at: place)
      case 1: values.append(values[place])
      case 2: values.swapAt(place, Int.random(in: 0..<values.count, using: &random))
      case 3 where values.count < 100: values += values
      default: values[place] = values[place].changed(&random)
      }
      return .array(values)
    case .integer(let number) where Int.random(in: 0..<2, using: &random) > 0:
      let steps = [1, -1, 2, number, 0 &- number, number / 2, 7]
      return .integer(number &+ steps[Int.random(in: 0..<steps.count, using: &random)])
    case .bool(let truth) where Int.random(in: 0..<4, using: &random) > 0: return .bool(!truth)
    default: return Self.odd[Int.random(in: 0..<Self.odd.count, using: &random)]
    }
  }

  /// Values that a reader may not think of.
  private static let odd: [JSON] = {
    let integers = [
      0, 1, -1, 2, 3, 7, 8, 16, 63, 64, 255, 256, 257, 1000, 65_535, 65_536, 1 << 20, 1 << 31,
      (1 << 31) - 1, 1 << 32, 1 << 53, .max, .min, .max - 1,
    ]
    let numbers = [0.5, -0.5, 1e-30, 1e308, -1e308, .nan, .infinity, 9.3e18, 0.1, 1.5]
    let texts = ["", "a", "é", "\u{0}", "\u{FFFD}", "silu", "none", "1", "-1", "../x", "<s>"]
    let deep = (0..<40).reduce(JSON.null) { value, _ in .array([value]) }
    return integers.map { .integer($0) } + numbers.map { .number($0) } + texts.map { .string($0) }
      + [
        .null, .bool(true), .bool(false), .array([]), .object([:]), deep,
        .longInteger("123456789012345678901234567890"), .object(["type": .string("x")]),
        .array([.integer(1), .integer(2)]), .string(String(repeating: "x", count: 3_000)),
        .array(Array(repeating: .integer(1), count: 300)),
      ]
  }()
}
