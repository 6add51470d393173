import CProcess
import Foundation
import Terminal
import Workspace

/// A program of the system that runs beside the shell, for `!text` and `|! text`.
///
/// For a person it has its own process group and the terminal, so that Ctrl-C and Ctrl-Z are its
/// alone; in scripts it shares the script's group. A job's has no terminal, nothing to read, and writes to
/// the job's log.
struct ExternalProgram {
  /// Where its standard input is written to; -1 without.
  let input: Int32
  private let text: String
  private let process: pid_t
  private let hasTerminal: Bool
  /// What hands its output on; nil where it has this process's own.
  private let relay: OutputRelay?

  /// Starts `text` in the system's shell.
  ///
  /// - Throws: `ShellError` where it can't be started.
  init(_ text: String, takesInput: Bool, _ console: Console) throws {
    self.text = text
    hasTerminal = console.isInteractive && console.job == nil && tcgetpgrp(0) == getpgrp()
    var ends: [Int32] = [-1, -1]
    if takesInput {
      guard unsafe pipe(&ends) == 0 else { throw Self.failure(text, errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    defer { if ends[0] >= 0 { close(ends[0]) } }
    if let job = console.job {
      relay = try OutputRelay(to: .job(job))
    } else {
      relay = try console.client.map { try OutputRelay(to: .client($0)) }
    }
    do {
      process = try Self.start(
        text, input: ends[0], relay: relay, ownsGroup: hasTerminal || relay != nil)
    } catch {
      if ends[1] >= 0 { close(ends[1]) }
      throw error
    }
    input = ends[1]
    if hasTerminal { Self.giveTerminal(to: process) }
    relay?.start()
  }

  /// Whether a folder of `PATH` has a program of this name.
  static func exists(_ name: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return !name.contains("/") && !name.isEmpty
      && path.split(separator: ":").contains { folder in
        FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)")
      }
  }

  /// Runs `text` in the system's shell, with nothing to read.
  ///
  /// - Returns: Its exit status, and what it wrote to its standard output.
  /// - Throws: `ShellError` where it can't be started.
  static func output(of text: String) throws -> (status: Int32, text: String) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw failure(text, errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let options = plens_spawn_options(
      input: PLENS_NOTHING, output: ends[1], errors: -1, group: PLENS_SAME_GROUP,
      closes_others: false)
    var process: pid_t = 0
    let code = unsafe plens_spawn_shell(text, options, &process)
    close(ends[1])
    let reader = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    guard code == 0 else { throw failure(text, code) }
    let bytes = (try? reader.readToEnd()) ?? Data()
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return (status, String(decoding: bytes, as: UTF8.self))
  }

  /// Ends its input and waits for its end.
  ///
  /// - Throws: `ShellError` where it fails.
  func finish() throws {
    if input >= 0 { close(input) }
    var status: Int32 = 0
    var wantsTerminal = false
    while true {
      let waited = unsafe waitpid(process, &status, WUNTRACED | (relay == nil ? 0 : WNOHANG))
      if waited < 0 && errno != EINTR { break }
      if waited == 0, let relay {
        if relay.isCancelled { kill(-process, SIGINT) }
        Thread.sleep(forTimeInterval: 0.01)
      }
      if waited <= 0 { continue }
      guard status & 0xFF == 0x7F else { break }
      let isForTerminal = [SIGTTIN, SIGTTOU].contains(status >> 8 & 0xFF)
      if relay != nil && isForTerminal {
        // It has none, and would be stopped again as soon as it went on.
        kill(-process, SIGKILL)
        wantsTerminal = true
        continue
      }
      // It was stopped: by Ctrl-Z, for which there are no jobs here, or for want of the terminal.
      if hasTerminal { Self.giveTerminal(to: process) }
      kill(hasTerminal ? -process : process, SIGCONT)
    }
    if hasTerminal {
      Self.giveTerminal(to: getpgrp())
      OutputLine.forget()
    }
    relay?.finish()
    if wantsTerminal {
      throw ShellError(.failed, "'\(text)' wants a terminal, which it has not beside the prompt")
    }
    let (signal, code) = (status & 0x7F, status >> 8 & 0xFF)
    if signal == SIGINT || relay?.isCancelled ?? false { throw ShellError(.cancelled, "cancelled") }
    if signal != 0 && signal != SIGPIPE {
      throw ShellError(.failed, "'\(text)' was ended by signal \(signal)")
    }
    if code != 0 { throw ShellError(.failed, "'\(text)' ended with status \(code)") }
  }

  private static func start(
    _ text: String, input: Int32, relay: OutputRelay?, ownsGroup: Bool
  ) throws -> pid_t {
    let options = plens_spawn_options(
      input: input < 0 && relay != nil ? PLENS_NOTHING : input, output: relay?.output ?? -1,
      errors: relay?.errors ?? -1, group: ownsGroup ? PLENS_OWN_GROUP : PLENS_SAME_GROUP,
      closes_others: false)
    var process: pid_t = 0
    let code = unsafe plens_spawn_shell(text, options, &process)
    guard code == 0 else { throw failure(text, code) }
    return process
  }

  private static func giveTerminal(to group: pid_t) {
    // Who is in the background and sets the terminal's group is stopped, unless it blocks this.
    var blocked = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&blocked)
    unsafe sigaddset(&blocked, SIGTTOU)
    unsafe pthread_sigmask(SIG_BLOCK, &blocked, &before)
    tcsetpgrp(0, group)
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  private static func failure(_ text: String, _ code: Int32) -> ShellError {
    ShellError(.failed, unsafe "'\(text)' can't be started: \(String(cString: strerror(code)))")
  }
}
