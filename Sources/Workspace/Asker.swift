/// Who asks a workspace for something: is told what happens, and may have it stop.
package protocol Asker {
  /// Tells a person something that is no result.
  func notice(_ text: String)

  /// Whether what runs is to stop.
  var isCancelled: @Sendable () -> Bool { get }

  /// A bar for work of `total` steps.
  func bar(_ label: String, total: Int) -> any ProgressBar
}

/// Shows how far work is.
package protocol ProgressBar {
  /// Shows that `done` steps of the work are behind it.
  func update(done: Int, label: String?)

  /// Shows that `steps` more are behind it.
  func advance(by steps: Int)

  /// Takes the bar away.
  func finish()
}
