import Formats

/// Tells of biases that a checkpoint holds although its configuration says that it has none; nil where it has none.
///
/// They are used: a weight that stands in a file was trained. transformers leaves them out.
func biasWarning(_ config: JSON, tensors: some Sequence<String>, path: String) -> String? {
  func saysNone(_ keys: String...) -> String? {
    keys.first { config[$0] == .bool($0 == "no_bias") }
  }
  func isOfAttention(_ name: String) -> Bool { name.contains("attn") || name.contains("attention") }
  // Qwen 1 has them for its queries, keys and values all the same.
  let all =
    config["model_type"] == .string("qwen")
    ? nil : saysNone("use_bias", "enable_bias", "bias", "no_bias")
  let attention = saysNone("attention_bias", "use_qkv_bias", "qkv_bias")
  let mlp = saysNone("mlp_bias")
  let found = tensors.filter { name in
    // Norms and convolutions have keys of their own.
    let others = ["norm", "ln_", "conv"]
    guard name.hasSuffix(".bias"), !others.contains(where: { name.contains($0) }) else {
      return false
    }
    return all != nil || attention != nil && isOfAttention(name)
      || mlp != nil && name.contains("mlp")
  }.min()
  guard let found, let key = all ?? (isOfAttention(found) ? attention : mlp) else { return nil }
  return
    "\(path)/config.json says '\(key)' is \(key == "no_bias"), and the weights have biases such as '\(found)': they are used"
}
