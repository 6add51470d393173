internal import Foundation

extension ScriptFunction {
  /// Functions that turn axes into one number, or go along them.
  static let reductions: [ScriptFunction] = [
    ScriptFunction("sum(a, axis=None, keepdims=False)", "Sum; truth values are counted") {
      .array(try $0.sum())
    },
    ScriptFunction("prod(a, axis=None, keepdims=False)", "Product") { .array(try $0.product()) },
    ScriptFunction("mean(a, axis=None, keepdims=False)", "Arithmetic mean") {
      .array(try $0.mean())
    },
    ScriptFunction("average(a, axis=None, weights=None)", "Mean, each element with a weight") {
      try $0.average()
    },
    ScriptFunction(
      "var(a, axis=None, keepdims=False, ddof=0)",
      "Variance: mean squared distance from the mean"
    ) { .array(try $0.variance { $0 }) },
    ScriptFunction(
      "std(a, axis=None, keepdims=False, ddof=0)",
      "Standard deviation: square root of the variance"
    ) { .array(try $0.variance { $0.squareRoot() }) },
    ScriptFunction("min(a, axis=None, keepdims=False)", "Least element; of two numbers the smaller")
    {
      try $0.extreme(isLargest: false)
    },
    ScriptFunction(
      "max(a, axis=None, keepdims=False)", "Largest element; of two numbers the larger"
    ) {
      try $0.extreme(isLargest: true)
    },
    ScriptFunction("ptp(a, axis=None, keepdims=False)", "Largest less least element") { call in
      try call.meter.binary(
        .subtract, call.extreme(isLargest: true), call.extreme(isLargest: false))
    },
    ScriptFunction("argmin(a, axis=None, keepdims=False)", "Place of the least element") {
      .array(try $0.placeOfExtreme(isLargest: false))
    },
    ScriptFunction("argmax(a, axis=None, keepdims=False)", "Place of the largest element") {
      .array(try $0.placeOfExtreme(isLargest: true))
    },
    ScriptFunction(
      "nanargmin(a, axis=None, keepdims=False)", "Place of the least element that is not nan"
    ) {
      .array(try $0.placeOfExtreme(isLargest: false, skippingNaN: true))
    },
    ScriptFunction(
      "nanargmax(a, axis=None, keepdims=False)", "Place of the largest element that is not nan"
    ) {
      .array(try $0.placeOfExtreme(isLargest: true, skippingNaN: true))
    },
    ScriptFunction(
      "median(a, axis=None, keepdims=False)", "Middle element, or mean of the middle two"
    ) {
      try $0.quantiles([0.5], axis: 1, keepsAxes: 2, isList: false)
    },
    ScriptFunction(
      "quantile(a, q, axis=None, keepdims=False)",
      "Value that a share q (0 to 1) of the elements is below, interpolated"
    ) { try $0.quantiles(scale: 1) },
    ScriptFunction("percentile(a, q, axis=None, keepdims=False)", "The same with q from 0 to 100") {
      try $0.quantiles(scale: 100)
    },
    ScriptFunction("any(a, axis=None, keepdims=False)", "Whether one element is true") {
      .array(try $0.truth { $0.contains(true) })
    },
    ScriptFunction("all(a, axis=None, keepdims=False)", "Whether every element is true") {
      .array(try $0.truth { !$0.contains(false) })
    },
    ScriptFunction("count_nonzero(a, axis=None, keepdims=False)", "How many elements are not 0") {
      call in
      let lanes = try call.lanes()
      return .array(
        try lanes.reduced(keepingAxes: call.flag(2), call.meter) { (row: Span<Bool>) in
          row.total { $0 ? 1 : 0 }
        })
    },
    ScriptFunction("nansum(a, axis=None, keepdims=False)", "Sum of what is not nan") {
      .array(try $0.sum(skippingNaN: true))
    },
    ScriptFunction("nanmean(a, axis=None, keepdims=False)", "Mean of what is not nan") {
      .array(try $0.mean(skippingNaN: true))
    },
    ScriptFunction("nanmin(a, axis=None, keepdims=False)", "Least element that is not nan") {
      try $0.extreme(isLargest: false, skippingNaN: true)
    },
    ScriptFunction("nanmax(a, axis=None, keepdims=False)", "Largest element that is not nan") {
      try $0.extreme(isLargest: true, skippingNaN: true)
    },
    ScriptFunction("cumsum(a, axis=None)", "Sums of the elements so far") {
      try $0.cumulativeSum()
    },
    ScriptFunction("cumprod(a, axis=None)", "Products of the elements so far") {
      try $0.cumulativeProduct()
    },
    ScriptFunction("diff(a, n=1, axis=-1)", "Differences of neighbours, n times") {
      try $0.differences()
    },
    ScriptFunction("softmax(a, axis=-1)", "exp(a) over its sum along the axis") {
      .array(try $0.softmax(inLogarithms: false))
    },
    ScriptFunction("log_softmax(a, axis=-1)", "Logarithm of softmax") {
      .array(try $0.softmax(inLogarithms: true))
    },
    ScriptFunction(
      "entropy(a, axis=-1)",
      "-sum(a * log(a)) along the axis, in nats; 0 log 0 is 0"
    ) { .array(try $0.entropy()) },
    ScriptFunction("sort(a, axis=-1)", "Elements in ascending order, nan last") {
      .array(try $0.sorted())
    },
    ScriptFunction(
      "argsort(a, axis=-1)",
      "Places of the elements in ascending order; equal ones in the order they have"
    ) { .array(try $0.sortedPlaces()) },
    ScriptFunction("trapezoid(y, x=None, dx=1.0)", "Area under a vector of values") {
      try $0.area()
    },
  ]
}

extension Span<Bool> {
  fileprivate func contains(_ wanted: Bool) -> Bool {
    for index in indices where self[index] == wanted { return true }
    return false
  }
}
