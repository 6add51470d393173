import Activations
import Figures
import Formats
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Tensors
import TestSupport

@testable import Shell
@testable import Terminal
@testable import Viewer
@testable import Workspace

// What a session keeps, and what others send to it.

extension FuzzTarget {
  static let sessions: [FuzzTarget] = [
    FuzzTarget(
      name: "session", longest: 1 << 10,
      seeds: {
        // A long script in parts: what an input costs grows with its statements.
        let lines = try whole("shell/main-job.plens").split(
          separator: 0x0A, omittingEmptySubsequences: false)
        let parts = stride(from: 0, to: lines.count, by: 12).map { first in
          Array(lines[first..<min(first + 12, lines.count)].joined(separator: [0x0A]))
        }
        return try parts.map { [("s.plens", $0)] }.map(Parts.input)
          + [
            [
              ("s.plens", Array("prompts add prompts.jsonl\nshow p0 L0H0\n".utf8)),
              ("prompts.jsonl", Array(whole("prompts/prompts.jsonl").prefix(400))),
            ],
            [
              (
                "s.plens",
                Array(
                  "# session\nset mode tsv\nload demo\nprompts add prompts.jsonl\nlet a = show p0 L0\nrun s2.plens\n"
                    .utf8)
              ),
              (
                "s2.plens",
                Array(
                  "def f(x) = rank $x\nalias g = f\nfigs load f.figs\nedit silent = L3H4.z: 0\n"
                    .utf8)
              ),
              ("f.figs", Array("figure hot(A, cap=0.2) = heatmap(clip(A, 0, cap))\n".utf8)),
            ],
          ].map(Parts.input)
      },
      words: {
        sessionFiles.map { "@@ \($0)\n" } + [
          "run s2.plens", "source s.plens", "load demo", "set ", "let ", "def ", "alias ", "edit ",
          "figs load f.figs",
        ]
      },
      read: { bytes in
        let path = Fuzzing.folder("session", Parts.files(in: bytes, sessionFiles))
        for problem in Program.problems(in: "run '\(path)/s.plens'") {
          Fuzzing.expect(problem.count < 80 * 48, "a problem of \(problem.count) characters")
        }
      }),
    FuzzTarget(
      name: "settings", longest: 1 << 8,
      seeds: {
        [
          Array(
            "mode = tsv # x\r\ncolormap = magma\nbatch-size=8\ncache.max = 2G\npython = python3\n"
              .utf8), Array("\u{FEFF}keep = qk\nx\n= y\n".utf8),
        ]
      },
      words: {
        Settings.specs.map(\.name) + [
          " = ", "#", "auto", "512M", "on", "off", "1e30G", "K", "inf", "nan",
        ]
      },
      read: { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        var settings = Settings()
        for problem in settings.read(text, path: "config", origin: "file") {
          Fuzzing.expect(problem.count < 80 * 24, "a problem of \(problem.count) characters")
        }
        _ = (
          settings.table, settings.cacheLimit, settings.batchSize, settings.prefixLimit,
          settings.changed.count
        )
        for spec in Settings.specs {
          Fuzzing.expect(
            spec.accepts(settings[spec.name]), "\(spec.name) has a value that it can't")
        }
      }),
    FuzzTarget(
      name: "history", longest: 1 << 8,
      seeds: {
        [
          Array(
            #"{"cwd":"/","ms":5,"status":0,"text":"show p0","time":"2026-01-01T00:00:00Z"}"#.utf8)
            + [0x0A], Array("{\"text\":\"a\\nb\"}\nnot json\n".utf8),
        ]
      },
      words: {
        [
          "\"text\":\"", "\"cwd\":", "\"ms\":", "\"status\":", "\"time\":\"2026-01-01T00:00:00Z\"",
          "\"script\":", "\n",
        ]
      },
      read: { bytes in
        let history = History(path: Fuzzing.file("history.jsonl", bytes))
        history.load()
        let before = history.earlier().count
        let entry = HistoryEntry(
          time: Date(timeIntervalSince1970: 0), cwd: "/", status: 0, ms: 1, text: "echo fuzzed")
        history.begin(entry)
        history.record(entry)
        Fuzzing.expect(history.takeProblem() == nil, "the history can't be written")
        Fuzzing.expect(
          history.earlier().count == before + 1,
          "\(history.earlier().count) entries after \(before) and one")
      }),
    FuzzTarget(
      name: "attach", longest: 1 << 13, seeds: attachSeeds,
      words: {
        [
          "protocol", "text", "action", "arguments", "environment", "prompts", "values", "columns",
          "kind", "patterns", "table", "name", "type", "integer", "number",
        ]
        .map { "\"\($0)\"" } + ["R", "V", "C", "\u{93}NUMPY"]
      },
      read: { bytes in
        let (near, far) = try Pipe.pair()
        Fuzzing.expect(near.send(bytes), "the bytes can't be sent")
        near.end()
        while let frame = Frame(from: far) {
          switch frame.kind {
          case .request:
            _ = try? JSONDecoder().decode(AttachedRequest.self, from: Data(frame.payload))
          case .value: Fuzzing.tells { _ = try GivenValue(frame.payload)?.value }
          case .greeting:
            _ = try? JSONDecoder().decode(SessionGreeting.self, from: Data(frame.payload))
          case .done: _ = try? JSONDecoder().decode(AttachedResult.self, from: Data(frame.payload))
          default: break
          }
        }
      }),
    FuzzTarget(
      name: "http", longest: 1 << 8, seeds: { try Requests.seeds() },
      words: {
        [
          "GET ", "HEAD ", "POST ", "/api/", "models", "prompts", "pattern/m/", "tile/m/",
          "tiles?of=", "cell/m/", "tokens/m/", "scores?model=m", "~", ".png", ".svg", "%2e%2e",
          "%00", "&from=", "&count=", "?size=", "?dtype=f16", "&token=", "Host: 127.0.0.1",
          "Origin: ", "If-None-Match: ", "X-Plens-Run: ", "Content-Length: ",
          "Cookie: plens-token=", Requests.prompt.hash,
        ]
      },
      read: { bytes in
        for responder in [Requests.open, Requests.guarded] {
          let (status, body) = Requests.answer(bytes, by: responder)
          Fuzzing.expect((200..<600).contains(status), "status \(status)")
          // What lies beside the folder stays there.
          Fuzzing.expect(!body.contains("a secret beside"), "a file outside the folder")
        }
      }),
  ]
}

private let sessionFiles = ["s.plens", "s2.plens", "prompts.jsonl", "f.figs"]

/// Two ends of a connection.
private enum Pipe {
  static let listener = Result { () -> (LocalSocket, String) in
    let path = Fuzzing.folder + "/socket"
    _ = unsafe unlink(path)
    return (try LocalSocket.listening(at: path), path)
  }

  static func pair() throws -> (LocalSocket, LocalSocket) {
    let (listener, path) = try listener.get()
    let near = try LocalSocket.connected(to: path)
    guard let far = listener.accept() else { fatalError("nobody comes") }
    return (near, far)
  }
}

@Sendable private func attachSeeds() throws -> [[UInt8]] {
  func frame(_ kind: Frame.Kind, _ payload: [UInt8]) -> [UInt8] {
    [kind.rawValue] + (0..<4).map { UInt8(truncatingIfNeeded: payload.count >> (8 * $0)) } + payload
  }
  let request = Array(
    #"{"protocol":1,"text":"show p0 L0H0","arguments":["a"],"columns":80,"rows":24,"environment":{"TERM":"xterm"},"prompts":[{"text":"a","hash":"h"}],"cursor":3,"values":1,"givesValues":true}"#
      .utf8)
  let table = Frame(
    value: [
      "kind": .string("table"), "name": .string("t"),
      "columns": .array([.object(["name": .string("a"), "type": .string("integer")])]),
    ], Array("[[1,2,3]]".utf8))
  let patterns = Frame(
    value: ["kind": .string("patterns"), "name": .string("a")], npyData(causal(3)))
  let word = Frame(value: ["kind": .string("text"), "name": .string("x")], [97])
  return [
    frame(.request, request) + frame(.value, table.payload),
    frame(.request, request) + frame(.cancel, []),
    frame(.value, patterns.payload), frame(.value, word.payload),
  ]
}

/// Requests without a socket, to a folder with one model and one prompt.
private enum Requests {
  static let prompt = PromptRecord(text: "a b c", tokens: ["a", " b", " c"])

  static let state: ViewerState = {
    let store = CaptureStore(root: Fuzzing.folder + "/data")
    var cache = ActivationCache()
    for layer in 0..<2 {
      cache[.pattern(layer)] = Tensor(
        shape: [2, 3, 3], values: causal(3).values + causal(3).values)
    }
    try? store.write(cache, of: prompt, model: "m")
    try? store.writeConfig(
      [
        "model_name": .string("m"), "n_layers": .integer(2), "n_heads": .integer(2),
        "d_model": .integer(8),
      ], of: "m")
    _ = Fuzzing.file("secret.txt", Array("a secret beside".utf8))
    try? FileManager.default.createSymbolicLink(
      atPath: store.root + "/m/prompts/\(prompt.hash)/out.txt",
      withDestinationPath: Fuzzing.folder + "/secret.txt")
    return ViewerState(ViewerSource(store: store))
  }()

  /// One for all requests, none of which uses it: a channel that is not closed is never freed.
  private static let channel = EmbeddedChannel()

  static let open = ViewerResponder(state, isConnected: false)
  static let guarded = ViewerResponder(
    state, host: "0.0.0.0", token: "0123456789abcdef0123456789abcdef", isConnected: false)

  /// Reads an input as a request: `METHOD TARGET`, header fields, an empty line, the body.
  static func answer(_ bytes: [UInt8], by responder: ViewerResponder) -> (status: Int, body: String)
  {
    let text = String(decoding: bytes, as: UTF8.self)
    let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
    let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines[0].split(separator: " ", maxSplits: 1)
    var head = HTTPRequest(
      method: HTTPRequest.Method(first.first.map(String.init) ?? "") ?? .get, scheme: "http",
      authority: "127.0.0.1",
      path: first.count > 1 ? String(first[1]) : "/")
    for line in lines.dropFirst() {
      let pair = line.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard pair.count == 2 else { continue }
      if pair[0].lowercased() == "host" {
        head.authority = pair[1]
      } else if let name = HTTPField.Name(pair[0]) {
        head.headerFields.append(HTTPField(name: name, value: pair[1]))
      }
    }
    // Events are a stream without an end.
    if head.path?.contains("events") == true { head.method = .head }
    let request = Request(
      head: head,
      body: RequestBody(buffer: ByteBuffer(string: parts.count > 1 ? String(parts[1]) : "")))
    let answered = Fuzzing.wait { () -> (Int, String) in
      let context = BasicRequestContext(
        source: ApplicationRequestContextSource(
          channel: channel, logger: Logger(label: "fuzz")))
      guard let response = try? await responder.respond(to: request, context: context) else {
        return (0, "throws")
      }
      let collected = Collected()
      try? await response.body.write(collected)
      return (response.status.code, collected.text)
    }
    return answered ?? (0, "")
  }

  static func seeds() throws -> [[UInt8]] {
    let hash = prompt.hash
    return [
      "GET /", "GET /index.html", "GET /single.html?prompt=\(hash)&head=m.L0H0",
      "GET /page/index.js", "GET /api/start",
      "GET /api/session", "GET /api/models", "GET /api/prompts?models=m&from=0&count=9",
      "GET /api/figures", "GET /api/palettes",
      "GET /api/pattern/m/\(hash)/0/1?dtype=f16", "GET /api/pattern/m/\(hash)/1/x",
      "GET /api/cell/m/\(hash)/2/1",
      "GET /api/tokens/m/\(hash)/0-2/0-2", "GET /api/tile/m/\(hash)/0/0/raw.png?size=2",
      "GET /api/tile/m/\(hash)/0/0/entropy.svg",
      "GET /api/tiles?of=m/\(hash)/0/0/raw.png~m/\(hash)/1/1/log.png",
      "GET /api/scores?model=m&prompts=\(hash)&scores=entropy~induction",
      "GET /api/type?model=m&text=a&at=1&off=L0H1&cut=L0H0.1.1\nX-Plens-Run: x",
      "GET /api/keep?model=m&text=a", "HEAD /api/events",
      "POST /api/pdf?width=640&height=480\nOrigin: http://127.0.0.1\n\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
      "GET /pattern_lens/", "GET /pattern_lens/single.html", "GET /models.jsonl",
      "GET /m/prompts/\(hash)/prompt.json",
      "GET /m/prompts/\(hash)/L0/H1/raw.png", "GET /m/prompts/\(hash)/out.txt",
      "GET /%2e%2e/secret.txt",
      "GET /?token=0123456789abcdef0123456789abcdef\nHost: 10.0.0.1:8000",
      "GET /api/models\nCookie: plens-token=0123456789abcdef0123456789abcdef",
      "GET /api/models\nIf-None-Match: \"x\", W/\"y\"",
    ].map { Array($0.utf8) }
  }
}

/// Takes what a response writes.
private final class Collected: ResponseBodyWriter, Sendable {
  private let bytes = Mutex<[UInt8]>([])
  var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  func write(_ buffer: ByteBuffer) async throws {
    bytes.withLock { $0 += Array(buffer.readableBytesView) }
  }
  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
