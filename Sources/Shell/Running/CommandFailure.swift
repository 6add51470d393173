import Activations
import Files
import Formats
import Foundation
import Hub
import Language
import Terminal
import Text
import Tokenizers
import Transformers
import Workspace

/// A command that failed, with the place where it stands.
struct CommandFailure: Error {
  /// The message as a person reads it: place, sentence, line and caret; empty if it was told already.
  let text: String
  let status: ShellError.Status
  /// The sentence alone.
  let message: String
  /// What else is said of it, such as what is meant perhaps.
  let notes: [String]
  /// Where it stands, if that is known.
  let place: Place?
  /// Whether the hooks for errors have run for it.
  var hasRunHooks = false

  /// A place in a text of commands, counted from 1; columns and the length are in code points.
  struct Place {
    let source: String?
    let line: Int
    let column: Int
    let length: Int

    init(_ span: SourceSpan, in text: SourceText) {
      let location = text.location(of: span.start)
      (source, line, column) = (text.name, location.line, location.column)
      length = text[span].unicodeScalars.count
    }
  }

  init(
    text: String, status: ShellError.Status, message: String? = nil, notes: [String] = [],
    place: Place? = nil
  ) {
    let start = "error: "
    (self.text, self.status, self.notes, self.place) = (text, status, notes, place)
    self.message =
      message ?? (text.hasPrefix(start) ? String(text.dropFirst(start.count)) : text)
  }
}

extension CocoaError {
  /// What Foundation says of a file in many words, in few: its path and the system's reason.
  fileprivate var sentence: String {
    let reason = (underlying as? POSIXError).map {
      unsafe String(cString: strerror($0.code.rawValue))
    }
    return (filePath.map { $0 + ": " } ?? "") + (reason ?? localizedDescription)
  }
}

extension Interpreter {
  /// Runs `body` and gives what it throws the place of the statement at `span`.
  func locating(
    _ source: SourceText, _ span: SourceSpan, _ style: Style, _ body: () throws -> Void
  ) throws {
    do {
      try body()
    } catch let failure as CommandFailure {
      throw failure
    } catch let error as OutputError {
      throw error
    } catch let error as LanguageError {
      throw CommandFailure(
        text: source.rendering(of: error, style: style), status: .usage,
        message: printable(error.message), notes: error.notes, place: .init(error.span, in: source))
    } catch is CancellationError {
      throw CommandFailure(text: "cancelled", status: .cancelled)
    } catch let error as ShellError where error.status == .cancelled {
      throw CommandFailure(text: error.description, status: .cancelled)
    } catch {
      let status = Self.status(of: error)
      let message = Self.message(of: error)
      // A line that was just typed needs no caret; in a script the place is what one looks for.
      let text =
        source.name == nil
        ? style("error:", .bold, .red) + " " + message
        : source.rendering(of: LanguageError(span, message), style: style)
      throw CommandFailure(
        text: text, status: status, message: message, place: .init(span, in: source))
    }
  }

  /// What an error says, as a line: what it quotes of a file may be long, and no text for a terminal.
  private static func message(of error: any Error) -> String {
    shortened(printable((error as? CocoaError)?.sentence ?? "\(error)"), to: 1_800)
  }

  static func status(of error: any Error) -> ShellError.Status {
    switch error {
    case let error as ShellError: error.status
    case let error as ModelError:
      switch error.kind {
      case .notFound: .notFound
      case .badFile: .badFile
      case .badRequest: .failed
      }
    case let error as HubError:
      switch error.kind {
      case .notFound: .notFound
      case .damaged: .badFile
      case .cancelled: .cancelled
      case .notAllowed, .network, .unreachable, .offline, .failed: .failed
      }
    case is SelectionError: .notFound
    case let error as FormatError: error.isAboutWriting ? .failed : .badFile
    case is JSONError, is TokenizerError, is ActivationsMismatchError: .badFile
    case is CaptureSetError: .notFound
    case is CancellationError: .cancelled
    default: .failed
    }
  }
}

/// A message with lines of at most `width` cells, broken at spaces; a line above a caret stays as it is, since that points into it.
func fittingMessage(_ text: String, width: Int) -> String {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  return lines.indices.map { place in
    let below = place + 1 < lines.count ? lines[place + 1] : ""
    let isPointedAt =
      below.contains("^") && below.allSatisfy { " ^~\u{1B}[0123456789;m".contains($0) }
    return isPointedAt ? lines[place] : fitting(lines[place], width: width)
  }.joined(separator: "\n")
}
