internal import Activations
internal import CPythonWorker
internal import Formats
internal import Foundation
internal import Pictures
internal import Synchronization
internal import Tensors

/// A Python process with the modules it has loaded; for one thread at a time.
final class PythonWorker: Sendable {
  private let process: PythonProcess
  private let log: @Sendable (String) -> Void

  /// The interpreter, as messages name it: what was asked for, its path and version.
  private let interpreter: String

  /// Where its functions save; it lies in memory if possible, so nobody else may be left to remove it.
  private let scratch: String

  /// The key of each path's module.
  private let loaded = Mutex<[String: Int]>([:])

  /// Whether a function has left too little for others to work in the process.
  private let isSpent = Atomic(false)

  /// Starts the process and waits until it listens.
  ///
  /// - Throws: `PythonError` where that fails, `CancellationError` after Ctrl-C.
  init(
    python: String, interrupts: @escaping @Sendable () -> Int,
    log: @escaping @Sendable (String) -> Void
  ) throws {
    process = try PythonProcess(python: python, interrupts: interrupts)
    self.log = log
    do {
      let modules = JSON.object(Self.standIns)
      let request: JSON = .object(["do": .string("start"), "modules": modules])
      let reply = try process.exchange(request, [], limit: .seconds(60)).header
      let path = reply["executable"]?.stringValue ?? ""
      let version = reply["version"]?.stringValue ?? ""
      interpreter = python + (path == python ? " (" : " (\(path), ") + "Python \(version))"
      scratch = reply["scratch"]?.stringValue ?? ""
    } catch PythonProcess.Failure.cancelled {
      throw CancellationError()
    } catch {
      let output = process.takeOutput()
      let last = output.split(separator: "\n").last.map { ": \($0)" } ?? ""
      throw PythonError(
        "'\(python)' does not work as a Python interpreter, 3.8 or later\(last); "
          + "'set python PATH' chooses another", traceback: output)
    }
  }

  deinit {
    process.end()
    if !scratch.isEmpty { try? FileManager.default.removeItem(atPath: scratch) }
  }

  /// Whether it can take a request.
  var isReady: Bool { !isSpent.load(ordering: .relaxed) && process.isRunning }

  /// Whether it has loaded this version of the module.
  func has(_ module: PythonModule) -> Bool { loaded.withLock { $0[module.path] == module.key } }

  /// Whether it has loaded the file as it was at another time.
  func hasOtherVersion(of module: PythonModule) -> Bool {
    loaded.withLock { $0[module.path].map { $0 != module.key } ?? false }
  }

  /// Imports the module.
  ///
  /// - Throws: `PythonError` where that fails, `CancellationError` after Ctrl-C.
  func load(_ module: PythonModule, limit: Duration) throws -> [PythonFunction] {
    // Even if it fails: what it imported stays.
    loaded.withLock { $0[module.path] = module.key }
    let request: JSONObject = [
      "do": .string("load"), "module": .string("\(module.key)"), "path": .string(module.path),
    ]
    let reply = try ask(request, module.source, limit: limit, subject: module.name, of: module)
    return (reply.header["functions"]?.arrayValue ?? []).compactMap { function in
      guard let name = function["name"]?.stringValue else { return nil }
      let doc = function["doc"]?.stringValue ?? ""
      let format = function["format"]?.stringValue.flatMap { FigureFormat(rawValue: $0) }
      return PythonFunction(
        name: name, summary: doc.split(separator: "\n").first.map(String.init) ?? module.name,
        code: function["code"]?.stringValue ?? "", format: format ?? .png,
        figureNames: (function["names"]?.arrayValue ?? []).compactMap(\.stringValue))
    }
  }

  /// Has a function of a loaded module draw.
  ///
  /// - Throws: `PythonError` where it fails, `CancellationError` after Ctrl-C.
  func draw(
    _ name: String, of module: PythonModule, _ input: FigureInput, limit: Duration
  ) throws -> [NamedFigure] {
    let shape = input.pattern.shape
    guard shape.count == 2, !input.pattern.values.isEmpty else {
      throw FigureError("\(name) draws a matrix; this has shape \(shape)")
    }
    let folder = [input.model, "prompts", input.hash] + FigurePath.folders(of: input.head)
    let request: JSONObject = [
      "do": .string("draw"), "module": .string("\(module.key)"), "function": .string(name),
      "shape": .array(shape.map { .integer($0) }), "folder": .array(folder.map { .string($0) }),
    ]
    let values = unsafe input.pattern.values.withUnsafeBytes { unsafe Array($0) }
    let reply = try ask(request, values, limit: limit, subject: name, of: module)
    var rest = reply.payload[...]
    return (reply.header["figures"]?.arrayValue ?? []).compactMap { figure in
      guard let format = figure["format"]?.stringValue.flatMap({ FigureFormat(rawValue: $0) }),
        let count = figure["bytes"]?.integerValue, (0...rest.count).contains(count)
      else { return nil }
      defer { rest = rest.dropFirst(count) }
      return NamedFigure(
        .encoded(Array(rest.prefix(count)), format), name: figure["name"]?.stringValue)
    }
  }

  /// Sends a request that runs code of the module and turns every failure into an error about `subject`.
  private func ask(
    _ request: JSONObject, _ payload: [UInt8], limit: Duration, subject: String,
    of module: PythonModule
  ) throws -> (header: JSON, payload: [UInt8]) {
    var request = request
    request["limit"] = .number(limit / .seconds(1))
    let account = PythonAccount(subject: subject, module: module, interpreter: interpreter)
    do {
      let reply = try process.exchange(.object(request), payload, limit: limit)
      let output = process.takeOutput()
      if !output.isEmpty { log(output) }
      if reply.header["spent"] != nil { isSpent.store(true, ordering: .relaxed) }
      if let error = reply.header["error"] { throw account.error(error) }
      return reply
    } catch let failure as PythonProcess.Failure {
      let output = process.takeOutput()
      switch failure {
      case .cancelled: throw CancellationError()
      case .timedOut: throw account.timedOut(after: limit, output: output)
      case .confused: throw account.confused(output: output)
      case .ended(let status): throw account.ended(status: status, output: output)
      }
    }
  }

  /// The modules that stand in for pattern_lens, by name.
  private static let standIns: JSONObject = {
    var sources = JSONObject()
    var source = unsafe plens_python_modules()
    while unsafe source.pointee.name.pointee != 0 {
      let name = unsafe String(cString: source.pointee.name)
      sources[name] = .string(unsafe String(cString: source.pointee.text))
      unsafe source += 1
    }
    return sources
  }()
}
