/// What a pickle may import: the parts of tensors and of their containers, none of which runs anything.
enum TorchImport {
  /// `collections.OrderedDict`.
  case orderedDictionary
  /// `torch._utils._rebuild_tensor_v2`.
  case tensor
  /// `torch._utils._rebuild_parameter`.
  case parameter
  /// `torch.Size`, a tuple.
  case size
  /// A storage class such as `torch.FloatStorage`.
  case storage(ElementType)

  /// Takes a module's name and a name in it; nil for all that isn't listed here.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .tensor
    case ("torch._utils", "_rebuild_parameter"): self = .parameter
    case ("torch", "Size"): self = .size
    case ("torch", _):
      guard let element = Self.storages[name] else { return nil }
      self = .storage(element)
    default: return nil
    }
  }

  private static let storages: [String: ElementType] = [
    "DoubleStorage": .f64, "FloatStorage": .f32, "HalfStorage": .f16, "BFloat16Storage": .bf16,
    "LongStorage": .i64, "IntStorage": .i32, "ShortStorage": .i16, "CharStorage": .i8,
    "ByteStorage": .u8, "BoolStorage": .bool, "ComplexFloatStorage": .c64,
  ]
}
