/// A token that a model found in a piece of text: its id and the bytes of the piece that it covers.
struct Segment: Equatable {
  var id: UInt32
  var start: UInt32
  var end: UInt32
}
