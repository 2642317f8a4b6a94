import Foundation
import Synchronization

/// Single key presses without waiting and without echo, while it lives. Does nothing where input is no terminal.
package final class Keyboard {
  /// The terminal as it was, for every way the process can end.
  private static let saved = Mutex<termios?>(nil)

  package init() {
    var settings = termios()
    guard Self.isPresent, tcgetattr(0, &settings) == 0 else { return }
    Self.saved.withLock { $0 = settings }
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(0, TCSANOW, &settings)
  }

  deinit { restore() }

  /// Whether there is anyone to press a key.
  package static var isPresent: Bool { isatty(0) == 1 }

  package func pressed() -> Character? {
    var waiting = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard Self.isPresent, poll(&waiting, 1, 0) > 0 else { return nil }
    var byte: UInt8 = 0
    return read(0, &byte, 1) == 1 ? Character(UnicodeScalar(byte)) : nil
  }

  package func restore() { Self.restoreTerminal() }

  static func restoreTerminal() {
    saved.withLock { settings in
      if var before = settings { tcsetattr(0, TCSANOW, &before) }
      settings = nil
    }
  }
}
