package import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: folders that must not stay are removed, then the process ends with 130 or 143.
package enum Interruption {
  private static let state = Mutex<(folders: Set<URL>, signal: Int32?)>(([], nil))

  /// Whether the person asked to stop. Long work asks this.
  package static var isRequested: Bool { exitCode != nil }

  /// 128 plus the signal, as shells report it; nil when nobody asked to stop.
  package static var exitCode: Int32? { state.withLock { $0.signal.map { 128 + $0 } } }

  /// Handles both signals on a thread of their own. Called once, before any other thread exists.
  package static func install() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    // Every thread that starts later inherits the mask, so only this one takes the signals.
    Thread.detachNewThread { wait() }
  }

  /// Removes `folder` if the process is interrupted before ``release(_:)``.
  package static func guarded(_ folder: URL) { state.withLock { _ = $0.folders.insert(folder) } }
  package static func release(_ folder: URL) { state.withLock { _ = $0.folders.remove(folder) } }

  private static func wait() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    var signal: Int32 = 0
    guard sigwait(&signals, &signal) == 0 else { return }
    state.withLock { $0.signal = signal }
    // Work that asks ends its children and returns here within this time; other work is cut off.
    for _ in 0..<30 where !state.withLock({ $0.folders.isEmpty }) { usleep(20_000) }
    for folder in state.withLock({ $0.folders }) { try? FileManager.default.removeItem(at: folder) }
    TerminalFace.leaveLine()
    _exit(128 + signal)
  }
}
