/// What a pickle may import: the parts of tensors and of their containers, none of which runs
/// anything.
enum TorchImport {
  /// `collections.OrderedDict`.
  case orderedDictionary
  /// `torch._utils._rebuild_tensor_v2`.
  case tensor
  /// `torch._utils._rebuild_parameter`.
  case parameter
  /// `torch.Size`, a tuple.
  case size
  /// `torch._utils._rebuild_tensor_v3`, whose storage has no type of its own.
  case typedTensor
  /// A storage class such as `torch.FloatStorage`; bytes where it has no type.
  case storage(ElementType)
  /// A type of numbers such as `torch.float8_e4m3fn`; nil for one that no tensor here may have.
  case type(ElementType?)
  /// What makes a value that stands beside tensors and that nobody reads: devices, sets, complex
  /// numbers, bytes.
  case bystander

  /// Takes a module's name and a name in it; nil for all that isn't listed here.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .tensor
    case ("torch._utils", "_rebuild_parameter"): self = .parameter
    case ("torch._utils", "_rebuild_tensor_v3"): self = .typedTensor
    case ("torch.storage", "UntypedStorage"): self = .storage(.u8)
    case ("torch", "Size"): self = .size
    case ("collections", "Counter"): self = .orderedDictionary
    case ("torch", "device"), ("_codecs", "encode"), ("__builtin__", "set"), ("builtins", "set"),
      ("__builtin__", "complex"), ("builtins", "complex"), ("__builtin__", "bytes"),
      ("builtins", "bytes"), ("__builtin__", "bytearray"), ("builtins", "bytearray"):
      self = .bystander
    case ("torch", _):
      if let element = Self.storages[name] {
        self = .storage(element)
      } else if Self.types.contains(name) {
        self = .type(Self.elements[name])
      } else {
        return nil
      }
    default: return nil
    }
  }

  private static let storages: [String: ElementType] = [
    "DoubleStorage": .f64, "FloatStorage": .f32, "HalfStorage": .f16, "BFloat16Storage": .bf16,
    "LongStorage": .i64, "IntStorage": .i32, "ShortStorage": .i16, "CharStorage": .i8,
    "ByteStorage": .u8, "BoolStorage": .bool, "ComplexFloatStorage": .c64,
  ]

  private static let elements: [String: ElementType] = [
    "float64": .f64, "float32": .f32, "float16": .f16, "bfloat16": .bf16, "int64": .i64,
    "int32": .i32, "int16": .i16, "int8": .i8, "uint64": .u64, "uint32": .u32, "uint16": .u16,
    "uint8": .u8, "bool": .bool, "float8_e4m3fn": .f8_e4m3, "float8_e5m2": .f8_e5m2,
    "float8_e8m0fnu": .f8_e8m0,
  ]

  private static let types = Set(elements.keys).union([
    "complex32", "complex64", "complex128", "float8_e4m3fnuz", "float8_e5m2fnuz", "qint8",
    "quint8", "qint32",
  ])
}
