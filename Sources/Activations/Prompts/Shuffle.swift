/// Puts `elements` in a random order: the same for one seed in every version, another each time
/// without.
///
/// Fisher and Yates's shuffle from the last element on, over SplitMix64 (Steele, Lea and Flood,
/// 2014).
func shuffle<Element>(_ elements: inout [Element], seed: UInt64?) {
  var state = seed ?? .random(in: 0 ... .max)
  func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  for last in elements.indices.dropFirst().reversed() {
    // The high half of the product is below last + 1 (Lemire, 2019); its bias is below 2^-40 here.
    let place = Int(next().multipliedFullWidth(by: UInt64(last + 1)).high)
    elements.swapAt(last, place)
  }
}
