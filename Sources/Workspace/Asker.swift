package import Files

/// Whoever has a workspace do something: it is told of what happens, and may cancel it.
package protocol Asker {
  /// The settings that hold for what is asked, given those of the workspace.
  func settings(over standing: Settings) -> Settings

  /// Tells a person something that is no result.
  func notice(_ text: String)

  /// Whether what runs is to stop.
  var isCancelled: @Sendable () -> Bool { get }

  /// A bar for work of `total` steps.
  func bar(_ label: String, total: Int) -> any ProgressBar
}

/// A progress bar.
package protocol ProgressBar {
  /// Shows that `done` steps of the work are behind it.
  func update(done: Int, label: String?)

  /// Shows that `steps` more are behind it.
  func advance(by steps: Int)

  /// Takes the bar away.
  func finish()
}

extension Asker {
  /// The workspace's settings as they stand.
  package func settings(over standing: Settings) -> Settings { standing }

  /// Tells in one line what was left out because it could not be read.
  package func tellPassedOver(_ problems: [FormatError]) {
    guard let first = problems.first else { return }
    let others = problems.count == 1 ? "it is" : "it and \(problems.count - 1) more are"
    notice("\(first); \(others) passed over")
  }
}

extension Workspace {
  /// The settings that hold for what `asker` asks.
  package func settings(for asker: any Asker) -> Settings { asker.settings(over: settings) }
}
