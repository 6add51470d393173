import Activations
import Formats
import Foundation
import Tensors
import Tokenizers
import Transformers

// One table for one model: each step's time, its rate, what bounds it, and the ratio to that bound. Run by scripts/bench.

let arguments = CommandLine.arguments
if arguments.count == 4, arguments[1] == "figures" {
  try benchmarkFigures(savedIn: arguments[2], to: arguments[3])
  exit(0)
}
if arguments.count >= 4, arguments[1] == "tokenizers" {
  try benchmarkTokenizers(Array(arguments[3...]), on: arguments[2])
  exit(0)
}
if arguments.count == 2, arguments[1] == "products" {
  benchmarkProducts()
  exit(0)
}
if arguments.count >= 4, arguments[1] == "long", let count = Int(arguments[3]) {
  try benchmarkLongText(of: count, modelPath: arguments[2])
  exit(0)
}
if arguments.count == 3, arguments[1] == "next" {
  try benchmarkNextTokens(modelPath: arguments[2])
  exit(0)
}
if arguments.count == 3, arguments[1] == "shared" {
  try benchmarkSharedBeginnings(modelPath: arguments[2])
  exit(0)
}
if arguments.count == 4, arguments[1] == "survey", let count = Int(arguments[3]) {
  try benchmarkSurvey(modelPath: arguments[2], texts: count)
  exit(0)
}
if arguments.count == 3, arguments[1] == "causal" {
  try benchmarkCausal(arguments[2])
  exit(0)
}
guard arguments.count >= 4 else {
  print(
    """
    usage: benchmark MODEL.gguf PROMPTS.jsonl FOLDER [NUMBER]
           benchmark products
           benchmark shared MODEL.gguf
           benchmark next MODEL.gguf
           benchmark long MODEL.gguf TOKENS
           benchmark figures SAVED FOLDER
           benchmark tokenizers TEXT FOLDER...
           benchmark causal MODEL.gguf
           benchmark survey MODEL TEXTS
    """)
  exit(2)
}
let (modelPath, promptsPath, folder) = (arguments[1], arguments[2], arguments[3])
let promptCount = arguments.count > 4 ? Int(arguments[4]) ?? 32 : 32

// MARK: What the machine can do

let left = Tensor(shape: [256, 576], values: [Float](repeating: 0.5, count: 256 * 576))
let right = FloatBuffer([Float](repeating: 0.25, count: 576 * 1536))
let weight = WeightMatrix(StoredRows(right, columns: 576), .columnsByInner)
func productRate() -> Double {
  _ = left.product(weight)
  let time = fastest(of: 5) { for _ in 0..<20 { _ = left.product(weight) } } / 20
  return 2 * 256 * 576 * 1536 / time
}
let sgemm = 2 * 256 * 576 * 1536 / fastest(of: 5) { _ = blasProduct(left, right, columns: 1536) }
var kernel = productRate()
let block = FloatBuffer([Float](repeating: 1, count: 1 << 25))
let readTime = fastest(of: 5) {
  Parallel.forRanges(of: block.count, grain: 1) { range in
    let sum: SIMD8<Float> = unsafe block.withFloats { floats in
      var sums = SIMD8<Float>()
      guard let base = floats.baseAddress else { return sums }
      for index in stride(from: range.lowerBound, to: range.upperBound - 7, by: 8) {
        unsafe sums += UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Float>.self)
      }
      return sums
    }
    precondition(sum[0] > 0)
  }
}
let readRate = Double(block.count * 4) / readTime
let fillTime = fastest(of: 5) {
  _ = unsafe FloatBuffer(count: block.count) { floats in
    nonisolated(unsafe) let floats = unsafe floats
    Parallel.forRanges(of: block.count, grain: 1) { unsafe floats[$0].update(repeating: 2) }
  }
}
let fillRate = Double(block.count * 4) / fillTime

print("cores \(Parallel.width)")
row(
  "sgemm [256,576] x [576,1536]", 2 * 256 * 576 * 1536 / sgemm,
  String(format: "%.0f GFLOP/s", sgemm / 1e9))
row(
  "the same by our kernel, \(InstructionSet.chosen)", 2 * 256 * 576 * 1536 / kernel,
  String(format: "%.0f GFLOP/s", kernel / 1e9), "sgemm", kernel / sgemm)
row("reading 134 MB", readTime, String(format: "%.1f GB/s", readRate / 1e9))
row("filling 134 MB of new memory", fillTime, String(format: "%.1f GB/s", fillRate / 1e9))

// MARK: Opening

var file: GGUFFile?
let openTime = try seconds { file = try GGUFFile(path: modelPath) }
row("open the GGUF", openTime)
guard let file else { exit(1) }
var tokenizer: Tokenizer?
row("load its tokenizer", try seconds { tokenizer = try Tokenizer(gguf: file) })
guard let tokenizer else { exit(1) }

// MARK: One prompt

let model = try Model(path: modelPath)
let config = model.config
let patterns = CaptureSet.patterns(layers: config.layers)
let bos = config.prependsBOS ? tokenizer.bos.map { [$0] } ?? [] : []
let prompts = try PromptFile(path: promptsPath).prompts(limit: promptCount)
let inputs = try prompts.map { bos + (try tokenizer.encode($0.text)) }.sorted {
  $0.count > $1.count
}
let short = Array(inputs[inputs.count - 1].prefix(15))
let first = try seconds { _ = try model.run(short, capturing: patterns) }
/// Weights of all blocks' matrices; keys and values have fewer heads than queries where heads share them.
let matrices =
  Double(config.layers * config.width)
  * Double(
    2 * (config.heads + config.keyValueHeads) * config.headWidth
      + config.hiddenWidth * (config.isGated ? 3 : 2))
/// Bytes of them as they are stored.
let stored = Double(
  file.tensors.values.reduce(0) { $0 + ($1.name.hasPrefix("blk.") ? $1.bytes.count : 0) })
row(
  "first prompt of 15 tokens", first, String(format: "%.1f GB/s", stored / first / 1e9),
  String(format: "reading %.0f MB of weights", stored / 1e6), stored / readRate / first)
let again = try fastest(of: 10) { _ = try model.run(short, capturing: patterns) }
row(
  "the same prompt again", again, String(format: "%.0f GFLOP/s", work([short]) / again / 1e9),
  "our kernel at 256 rows", work([short]) / again / kernel)
let long = Array(inputs[0].prefix(226))
let longTime = try fastest(of: 3) { _ = try model.run(long, capturing: patterns) }
row(
  "one prompt of \(long.count) tokens", longTime,
  String(format: "%.0f GFLOP/s", work([long]) / longTime / 1e9), "our kernel",
  work([long]) / longTime / kernel)

// MARK: All prompts

/// Floating-point operations of a pass that ends with the last pattern: two for each weight and token, and attention.
func work(_ prompts: [[Int]]) -> Double {
  let tokens = Double(prompts.reduce(0) { $0 + $1.count })
  let pairs = prompts.reduce(0.0) { $0 + Double($1.count * $1.count) }
  let last = matrices / Double(config.layers)
  // Causal halves of two products.
  let attention = 2 * pairs * Double(config.heads * config.headWidth)
  return 2 * (matrices - last) * tokens + attention * Double(config.layers)
}

let batches = stride(from: 0, to: inputs.count, by: 8).map {
  Array(inputs[$0..<min($0 + 8, inputs.count)])
}
let before = productRate()
let passTime = try seconds {
  for batch in batches { try model.run(batch, capturing: patterns) { _, _, _ in } }
}
kernel = (before + productRate()) / 2
let tokens = inputs.reduce(0) { $0 + $1.count }
row(
  "forward passes of \(inputs.count) prompts, \(tokens) tokens", passTime,
  String(format: "%.0f GFLOP/s", work(inputs) / passTime / 1e9),
  String(format: "our kernel, %.0f GFLOP/s around it", kernel / 1e9),
  work(inputs) / passTime / kernel)

// MARK: Saving

let store = CaptureStore(root: folder)
for (kind, compression) in [("fast", Compression.fast), ("1", .level(1))] {
  var (encodeTime, raw, packed) = (0.0, 0, 0)
  var written = 0.0
  for (index, batch) in batches.enumerated() {
    var caches = [ActivationCache](repeating: ActivationCache(), count: batch.count)
    try model.run(batch, capturing: patterns) { point, prompt, value in
      caches[prompt][point] = value
    }
    for (prompt, cache) in caches.enumerated() {
      let name = "\(index * 8 + prompt)"
      let writer = try store.writer(
        for: PromptRecord(text: name), of: "bench-\(kind)", as: .archive(compression))
      let values = cache.points.compactMap { point in cache[point].map { (point, $0) } }
      var arrays: [EncodedArray] = []
      encodeTime += seconds {
        arrays = Parallel.map(values.count) {
          CaptureWriter.encode(values[$0].0, values[$0].1, compression: compression)
        }
      }
      raw += cache.byteCount
      written += try seconds {
        for array in arrays { try writer.append(array) }
        try writer.finish()
      }
      packed +=
        (try? FileManager.default.attributesOfItem(
          atPath: (store.promptFolder(PromptRecord.hash(of: name), of: "bench-\(kind)") ?? "")
            + "/activations.npz")[.size] as? Int) ?? 0
    }
  }
  row(
    "encode \(raw / 1_000_000) MB of patterns, --compress \(kind)", encodeTime,
    String(format: "%.0f MB/s", Double(raw) / encodeTime / 1e6),
    String(format: "ratio %.3f", Double(packed) / Double(raw)))
  row(
    "write them", written, String(format: "%.0f MB/s", Double(packed) / written / 1e6),
    "the file system")
}
