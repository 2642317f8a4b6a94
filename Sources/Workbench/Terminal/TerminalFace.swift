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
  private let clock = SystemClock()

  /// - Parameter isQuiet: no progress at all, for `--json`.
  package init(language: Language, environment: [String: String], isQuiet: Bool) {
    self.language = language
    self.isQuiet = isQuiet
    isInteractive = isatty(1) == 1
    isColoured = isInteractive && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    width = Self.columns(of: 2) ?? Self.columns(of: 1) ?? environment["COLUMNS"].flatMap { Int($0) } ?? 80
    let isLive = isatty(2) == 1 && environment["TERM"] != "dumb"
    line = ProgressLine(language: language, width: width, isLive: isLive)
  }

  package func show(_ activity: Activity) {
    guard !isQuiet, let text = line.text(for: activity, now: clock.nanoseconds()) else { return }
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Draws a whole screen in place of the last one; in a file or a pipe, below it.
  package func redraw(_ screen: String) {
    print((isInteractive ? "\u{1B}[H\u{1B}[2J" : "") + screen)
    fflush(nil)
  }

  /// Columns for running text: comfortable to read and never wider than the terminal.
  package var textWidth: Int { min(width, 88) }

  /// Moves off a half-drawn line and gives the keyboard back.
  static func leaveLine() {
    Keyboard.restoreTerminal()
    if isatty(2) == 1 { FileHandle.standardError.write(Data("\r\u{1B}[K\u{1B}[?25h".utf8)) }
  }

  private static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
