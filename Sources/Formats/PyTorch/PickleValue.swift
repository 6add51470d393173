/// A value that a pickle builds.
///
/// Containers, storages and tensors are places in the lists of a `PickleHeap`, so that a container
/// may hold itself and nothing ever recurses as deep as a file asks for.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case imported(TorchImport)
  case tuple(Int)
  case list(Int)
  /// Keys and values in turn.
  case dictionary(Int)
  case storage(Int)
  case tensor(Int)
}

/// What the values of a file's pickles refer to.
struct PickleHeap {
  /// Elements of tuples, lists and dictionaries.
  var containers: [[PickleValue]] = []
  var storages: [TorchStorage] = []
  var tensors: [TorchTensor] = []

  /// Whether `value` is a list whose elements are all text, and which; keys of a legacy file are.
  func texts(_ value: PickleValue) -> [String]? {
    guard case .list(let place) = value else { return nil }
    let texts = containers[place].compactMap { if case .text(let text) = $0 { text } else { nil } }
    return texts.count == containers[place].count ? texts : nil
  }

  /// The whole numbers of a tuple or list; nil where `value` is something else.
  func integers(_ value: PickleValue) -> [Int]? {
    let place: Int
    switch value {
    case .tuple(let at), .list(let at): place = at
    default: return nil
    }
    // PyTorch itself allows no more axes; a tuple can be long and referred to often.
    guard containers[place].count <= 64 else { return nil }
    let numbers = containers[place].compactMap {
      if case .integer(let number) = $0 { number } else { nil }
    }
    return numbers.count == containers[place].count ? numbers : nil
  }

  /// The values of a dictionary under keys that are text, the last one where a key comes twice.
  func entries(_ value: PickleValue) -> [(key: String, value: PickleValue)]? {
    guard case .dictionary(let place) = value else { return nil }
    let flat = containers[place]
    return stride(from: 0, to: flat.count - 1, by: 2).compactMap { at in
      if case .text(let key) = flat[at] { (key, flat[at + 1]) } else { nil }
    }
  }
}

/// A run of numbers of one type, in a member of a zip file or behind the pickles of a legacy file.
struct TorchStorage {
  let key: String
  let element: ElementType
  let count: Int
}

/// A view of a storage.
struct TorchTensor {
  let storage: Int
  /// Elements before the first.
  let offset: Int
  let shape: [Int]
  /// Elements from one to the next along each axis.
  let strides: [Int]
  /// The type of its numbers; nil for the storage's.
  var element: ElementType?
}
