import Activations
import Dispatch
import Foundation
import Synchronization
import Terminal
import Viewer

extension ShellCommand {
  static let serve = ShellCommand(
    spec: CommandSpec(
      "serve", "Show a folder of patterns in a web page until Ctrl-C", group: "Looking",
      doc: "The server listens on this machine alone and writes nothing to the folder.",
      operands: [OperandSpec("folder", .folder, .optional, "The folder, attn_data without one")],
      options: [
        OptionSpec(
          "port", short: "p", .integer(0...65535),
          "The port; without it the first free one from 8000")
      ],
      examples: [.init("serve attn_data"), .init("serve attn_data --port 9000")],
      surfaces: .program)
  ) { invocation, _, session in
    let folder = invocation.path("folder") ?? "attn_data"
    guard FileManager.default.fileExists(atPath: folder) else {
      throw ShellError(
        .notFound, "there is no folder '\(folder)': 'plens capture ... -o \(folder)' makes one")
    }
    let server = ViewerServer(
      store: CaptureStore(root: folder), port: invocation.integer("port"))
    let style = session.messageStyle
    let outcome = Mutex<Result<Void, any Error>?>(nil)
    let task = Task.detached {
      do {
        try await server.run(handlesSignals: false) { url in
          let line = "serving \(folder) at \(style(url, .bold)); Ctrl-C stops\n"
          FileHandle.standardError.write(Data(line.utf8))
        }
        outcome.withLock { $0 = .success(()) }
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
    }
    // The handler of Ctrl-C only counts: it is looked at ten times a second.
    while outcome.withLock({ $0 == nil }) {
      if Interrupt.isRequested { task.cancel() }
      Thread.sleep(forTimeInterval: 0.1)
    }
    try outcome.withLock { try $0?.get() }
    return .nothing
  }
}
