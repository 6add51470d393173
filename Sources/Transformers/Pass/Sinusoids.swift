import Foundation
import Tensors

extension ModelConfig.Sinusoids {
  /// The vectors of some places, `[places, width]`: sines of all wavelengths, then cosines.
  func vectors(_ places: [Int], width: Int) -> Tensor {
    let half = width / 2
    let last = Double(reachesEnd ? half - 1 : half)
    var values: [Float] = []
    values.reserveCapacity(places.count * width)
    for place in places {
      let angles = (0..<half).map { Double(place + first) * pow(10_000, -Double($0) / last) }
      values += angles.map { Float(sin($0)) } + angles.map { Float(cos($0)) }
      if width % 2 == 1 { values.append(0) }
    }
    return Tensor(shape: [places.count, width], values: values)
  }
}
