import Formats

/// Reads the metadata of a GGUF file under its architecture's prefix.
struct GGUFConfigReader {
  let file: GGUFFile
  let architecture: String

  func size(_ key: String, or fallback: Int? = nil) throws -> Int {
    let name = "\(architecture).\(key)"
    guard let size = file.integer(name) ?? fallback else {
      throw ModelError(.badFile, "\(file.path): '\(name)' is missing")
    }
    guard (1...1 << 30).contains(size) else {
      throw ModelError(.badFile, "\(file.path): '\(name)' is \(size); a whole number from 1 on")
    }
    return size
  }

  /// The width of a head where heads share out the whole width.
  func headWidth(of width: Int, heads: Int) throws -> Int {
    try evenShare(of: width, heads: heads, path: file.path)
  }

  func number(_ key: String, or fallback: Double) -> Double {
    file.double("\(architecture).\(key)") ?? fallback
  }

  func flag(_ key: String, or fallback: Bool) -> Bool {
    file.bool("\(architecture).\(key)") ?? fallback
  }

  func text(_ key: String) -> String? { file.string("\(architecture).\(key)") }

  /// Number of token ids: the embedding's rows, which every file has.
  func vocabularySize() throws -> Int {
    guard let embedding = file.tensors["token_embd.weight"] else {
      throw ModelError(.badFile, "\(file.path): tensor 'token_embd.weight' is missing")
    }
    return max(1, embedding.rows)
  }

  /// The names that llama.cpp gives to the tensors of decoders.
  var names: [WeightRole: String] {
    var names: [WeightRole: String] = [
      .embedding: "token_embd", .positionEmbedding: "position_embd", .finalNorm: "output_norm",
      .norm1: "blk.{i}.attn_norm", .norm2: "blk.{i}.ffn_norm",
      .output: "blk.{i}.attn_output", .gate: "blk.{i}.ffn_gate", .up: "blk.{i}.ffn_up",
      .down: "blk.{i}.ffn_down", .unembedding: "output",
    ]
    if file.tensors["blk.0.attn_qkv.weight"] != nil {
      names[.queryKeyValue] = "blk.{i}.attn_qkv"
    } else {
      names[.query] = "blk.{i}.attn_q"
      names[.key] = "blk.{i}.attn_k"
      names[.value] = "blk.{i}.attn_v"
    }
    return names
  }
}
