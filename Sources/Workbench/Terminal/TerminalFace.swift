import Foundation
import Measurement
package import Reports

/// The terminal as this process finds it: where progress and errors go, how wide, with colours or not.
///
/// Results go to standard output; everything else goes to standard error, so that a pipe carries only results.
package final class TerminalFace {
  package let language: Language
  package let width: Int
  /// Standard output is a terminal.
  package let isInteractive: Bool
  package let isColoured: Bool
  private var line: ProgressLine
  private let isQuiet: Bool
  /// Whether screens are drawn over each other, and whether one was.
  private let isPainting: Bool
  private var isPainted = false
  private let clock = SystemClock()

  /// - Parameter isQuiet: no progress at all, for `--json`.
  package init(language: Language, environment: [String: String], isQuiet: Bool) {
    self.language = language
    self.isQuiet = isQuiet
    isInteractive = isatty(1) == 1
    isColoured = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    isPainting = isInteractive && environment["TERM"] != "dumb"
    width = Self.columns(of: 2) ?? Self.columns(of: 1) ?? environment["COLUMNS"].flatMap { Int($0) } ?? 80
    let isLive = isatty(2) == 1 && environment["TERM"] != "dumb"
    line = ProgressLine(language: language, width: width, isLive: isLive)
  }

  package func show(_ activity: Activity) {
    guard !isQuiet, let text = line.text(for: activity, now: clock.nanoseconds()) else { return }
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Lines seen at once; nil in a file or a pipe.
  package var height: Int? {
    guard isInteractive, let size = Self.size(of: 1), size.ws_row > 0 else { return nil }
    return Int(size.ws_row)
  }

  /// Draws a whole screen in place of the last one, line by line so that nothing flickers. In a file or a pipe each
  /// screen follows the one before; one that only says that work goes on is left out there.
  package func redraw(_ screen: String, isPassing: Bool) {
    if isPainting {
      // What was on the terminal before scrolls up once and stays there.
      let start = isPainted ? "\u{1B}[H" : String(repeating: "\n", count: height ?? 0) + "\u{1B}[H"
      print(start + screen.replacing("\n", with: "\u{1B}[K\n") + "\u{1B}[K\n\u{1B}[J", terminator: "")
      isPainted = true
    } else if !isPassing {
      print(screen + "\n")
    }
    fflush(nil)
  }

  /// Columns for running text: comfortable to read and never wider than the terminal.
  package var textWidth: Int { min(Self.columns(of: 2) ?? Self.columns(of: 1) ?? width, 88) }

  /// Moves off a half-drawn line and gives the keyboard back.
  static func leaveLine() {
    Keyboard.restoreTerminal()
    if isatty(2) == 1 { FileHandle.standardError.write(Data("\r\u{1B}[K\u{1B}[?25h".utf8)) }
  }

  private static func columns(of descriptor: Int32) -> Int? {
    guard let size = size(of: descriptor), size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  private static func size(of descriptor: Int32) -> winsize? {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
  }
}
