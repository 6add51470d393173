extension ScriptFunction {
  /// Functions that move, repeat, join and find elements.
  static let rearrangements: [ScriptFunction] = [
    ScriptFunction("reshape(a, *shape)", "The same elements in another shape; -1 is what is left") {
      .array(try $0.reshaped())
    },
    ScriptFunction("ravel(a)", "All elements as a vector") { call in
      let array = try call.array(0)
      return .array(array.reshaped([array.count]))
    },
    ScriptFunction("flatten(a)", "All elements as a vector") { call in
      let array = try call.array(0)
      return .array(array.reshaped([array.count]))
    },
    ScriptFunction("transpose(a, *axes)", "Axes in reverse order, or in the order that is said") {
      .array(try $0.transposed())
    },
    ScriptFunction("swapaxes(a, axis1, axis2)", "Two axes in each other's place") { call in
      let array = try call.array(0)
      var order = Array(array.shape.indices)
      order.swapAt(try call.axis(1, of: array), try call.axis(2, of: array))
      return .array(try array.transposed(order, call.meter))
    },
    ScriptFunction("moveaxis(a, source, destination)", "One axis in another place") { call in
      let array = try call.array(0)
      var order = Array(array.shape.indices)
      let (source, destination) = (try call.axis(1, of: array), try call.axis(2, of: array))
      order.insert(order.remove(at: source), at: destination)
      return .array(try array.transposed(order, call.meter))
    },
    ScriptFunction("squeeze(a, axis=None)", "Without axes of length 1") { try $0.squeezed() },
    ScriptFunction("expand_dims(a, axis)", "With another axis of length 1") { call in
      let array = try call.array(0)
      var shape = array.shape
      shape.insert(1, at: try call.axis(try call.integer(1), of: array.axes + 1, argument: 1))
      return .array(array.reshaped(shape))
    },
    ScriptFunction("atleast_2d(a)", "A vector as a matrix of one row") { call in
      let array = try call.array(0)
      return .array(array.axes >= 2 ? array : array.reshaped([1, array.count]))
    },
    ScriptFunction("broadcast_to(a, shape)", "The array stretched to a shape") { call in
      .array(try call.array(0).broadcast(to: call.shape(1), call.meter))
    },
    ScriptFunction("concatenate(arrays, axis=0)", "Arrays joined along an axis they have") {
      .array(
        try $0.concatenated(
          $0.arrays(), axis: $0.has(1) || $0.values[1] == nil ? $0.integer(1, or: 0) : nil))
    },
    ScriptFunction("stack(arrays, axis=0)", "Arrays of one shape joined along a new axis") {
      .array(try $0.stacked())
    },
    ScriptFunction("vstack(arrays)", "Arrays on top of each other, vectors as rows") { call in
      let rows = try call.arrays().map { $0.axes >= 2 ? $0 : $0.reshaped([1, $0.count]) }
      return .array(try call.concatenated(rows, axis: 0))
    },
    ScriptFunction("hstack(arrays)", "Arrays side by side") { call in
      let arrays = try call.arrays().map { $0.axes >= 1 ? $0 : $0.reshaped([1]) }
      return .array(try call.concatenated(arrays, axis: arrays.allSatisfy { $0.axes == 1 } ? 0 : 1))
    },
    ScriptFunction("column_stack(arrays)", "Vectors as columns of a matrix") { call in
      let columns = try call.arrays().map { $0.axes >= 2 ? $0 : $0.reshaped([$0.count, 1]) }
      return .array(try call.concatenated(columns, axis: 1))
    },
    ScriptFunction("roll(a, shift, axis=None)", "Elements moved on, the last ones to the front") {
      .array(try $0.rolled())
    },
    ScriptFunction("flip(a, axis=None)", "Elements in reverse order along axes") { call in
      let array = try call.array(0)
      return .array(try call.reversed(array, call.axes(1, of: array)))
    },
    ScriptFunction("flipud(a)", "Rows in reverse order") {
      .array(try $0.reversed($0.array(0), [0]))
    },
    ScriptFunction("fliplr(a)", "Columns in reverse order") {
      .array(try $0.reversed($0.array(0), [1]))
    },
    ScriptFunction("rot90(a, k=1)", "A matrix turned left by k quarters") {
      .array(try $0.turned())
    },
    ScriptFunction("repeat(a, repeats, axis=None)", "Each element so many times") {
      .array(try $0.repeated())
    },
    ScriptFunction("tile(a, reps)", "The array so many times along its axes") {
      .array(try $0.tiled())
    },
    ScriptFunction(
      "pad(a, pad_width, constant_values=0)",
      "The array with a margin of one value: a number, (before, after), or that for each axis"
    ) { .array(try $0.padded()) },
    ScriptFunction("tril(a, k=0)", "What is above the diagonal k set to 0") {
      .array(try $0.triangle { column, row, k in column - row <= k })
    },
    ScriptFunction("triu(a, k=0)", "What is below the diagonal k set to 0") {
      .array(try $0.triangle { column, row, k in column - row >= k })
    },
    ScriptFunction(
      "tril_indices(n, k=0, m=None)", "Rows and columns of the places up to the diagonal k"
    ) {
      try $0.triangleIndices { column, row, k in column - row <= k }
    },
    ScriptFunction(
      "triu_indices(n, k=0, m=None)", "Rows and columns of the places from the diagonal k on"
    ) {
      try $0.triangleIndices { column, row, k in column - row >= k }
    },
    ScriptFunction("diag(a, k=0)", "The diagonal k of a matrix, or a matrix with this diagonal") {
      .array(try $0.diagonalOrMatrix())
    },
    ScriptFunction("diagonal(a, offset=0)", "The diagonal of the first two axes") { call in
      .array(try call.diagonal(call.array(0), call.integer(1, or: 0)))
    },
    ScriptFunction("fill_diagonal(a, value)", "The array with another diagonal") {
      .array(try $0.withDiagonal())
    },
    ScriptFunction("take(a, indices, axis=None)", "Elements at indices") { try $0.taken() },
    ScriptFunction(
      "take_along_axis(a, indices, axis=-1)",
      "Elements at indices for each row, as argsort gives them"
    ) { try $0.takenAlongAxis() },
    ScriptFunction("nonzero(a)", "A vector of indices for each axis: where a is not 0") { call in
      .list(try call.meter.nonzero(call.array(0)).map { .array($0) })
    },
    ScriptFunction("argwhere(a)", "A matrix with a row of indices for each element that is not 0") {
      call in
      let columns = try call.meter.nonzero(call.array(0))
      let whole = try call.stack(columns, axis: 1)
      return .array(whole)
    },
    ScriptFunction("flatnonzero(a)", "Where the elements are not 0 among all elements") { call in
      let array = try call.array(0)
      return .array(try call.meter.nonzero(array.reshaped([array.count]))[0])
    },
    ScriptFunction(
      "unique(a, return_counts=False)",
      "The different elements in ascending order; with how often they occur"
    ) { try $0.distinct() },
    ScriptFunction(
      "searchsorted(a, v, side=\"left\")",
      "Where values belong in an ascending vector"
    ) { try $0.placesInOrder() },
    ScriptFunction("digitize(x, bins)", "Which of the ascending bins each element lies in") {
      try $0.bins()
    },
    ScriptFunction(
      "histogram(a, bins=10, range=None, density=False)",
      "How many elements lie in each bin, and the edges of the bins"
    ) { try $0.histogram() },
    ScriptFunction("bincount(x, minlength=0)", "How often each integer from 0 on occurs") {
      try $0.integerCounts()
    },
    ScriptFunction("isin(a, values)", "Whether each element is among values") {
      try $0.membership()
    },
    ScriptFunction(
      "convolve(a, v, mode=\"full\")",
      "A vector with a kernel slid along it; mode is full, same or valid"
    ) { try $0.convolved() },
    ScriptFunction("interp(x, xp, fp)", "Values between the points (xp, fp), on straight lines") {
      try $0.interpolated()
    },
    ScriptFunction(
      "offsets(a)",
      "Mean of each diagonal of a square matrix from 0 down: attention at each distance"
    ) { try $0.offsetMeans() },
  ]
}
