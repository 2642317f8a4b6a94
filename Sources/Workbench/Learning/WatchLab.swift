import Foundation
import Grading
package import Reports

/// Grades again after every save, as soon as the file rests; a save while grading stops that run and starts another.
package struct WatchLab {
  package enum Key: Character, Sendable { case next = "n", hint = "h", lesson = "l", solution = "s", quit = "q" }

  private let grading: GradeLab
  private let work: LabWork

  /// - Parameter name: nil takes the begun lab whose file changed last.
  /// - Throws: ``WorkbenchError/nothingToWatch`` when none is begun, ``WorkbenchError/notStarted(lab:)``.
  package init(_ name: String?, in workspace: Workspace) throws {
    let lab = try name ?? WatchLab.latest(in: workspace)
    grading = try GradeLab(lab, in: workspace)
    work = try LabWork(lab, in: workspace)
    guard FileState(grading.file) != nil else { throw WorkbenchError.notStarted(lab: grading.lab.id) }
  }

  package var lesson: String? { grading.lab.manifest.lesson }

  package func solution() throws -> LabText { try work.solution() }

  /// Runs until a key leads elsewhere or the process is interrupted.
  /// - Parameters:
  ///   - show: draws the whole screen.
  ///   - key: a key pressed since the last call, without waiting.
  /// - Returns: the key that ended it: quit, next, lesson or solution.
  package func run(language: Language, width: Int, show: (String) -> Void, key: () -> Key?) throws -> Key {
    var screen = GradeView.heading(grading.lab, language)
    var hint: String?
    var graded: FileState?
    var pressed: Key?
    func draw() {
      show(([screen] + (hint.map { ["", $0] } ?? []) + ["", Self.footer(language)]).joined(separator: "\n"))
    }
    while !Interruption.isRequested {
      if let state = FileState(grading.file), state != graded, isResting(state) {
        hint = nil
        show(screen + "\n\n  " + (language == .ja ? "採点しています…" : "Grading…"))
        do {
          screen = try grading.run {
            pressed = pressed ?? key(); return isSuperseded(state) || pressed == .quit
          }
          .text(in: language, width: width)
        } catch GradingError.cancelled {
          if pressed == .quit { return .quit }
          continue
        }
        graded = state
        draw()
      }
      switch pressed ?? key() {
      case .hint:
        hint = try work.hint().text(in: language, width: width)
        draw()
      case .some(let other): return other
      case nil: usleep(50_000)
      }
      pressed = nil
    }
    return .quit
  }

  /// Whether a file has stopped changing: editors write in several steps.
  private func isResting(_ state: FileState) -> Bool {
    usleep(60_000)
    return FileState(grading.file) == state
  }

  private func isSuperseded(_ state: FileState) -> Bool {
    Interruption.isRequested || FileState(grading.file) != state
  }

  private static func footer(_ language: Language) -> String {
    language == .ja
      ? "  保存すると採点します   h ヒント  l レッスン  s 答え（合格後）  n 次へ  q 終了"
      : "  graded on every save   h hint  l lesson  s answer (after a pass)  n next  q quit"
  }

  private static func latest(in workspace: Workspace) throws -> String {
    let begun = try workspace.requireCheckout().labs().labs.compactMap { lab in
      FileState(workspace.home.solution(of: lab.id)).map { (lab.id, $0) }
    }
    guard let latest = begun.max(by: { $0.1.changed < $1.1.changed }) else { throw WorkbenchError.nothingToWatch }
    return latest.0
  }
}

/// What tells one version of a file from another without reading it.
private struct FileState: Equatable {
  /// Nanoseconds since 1970.
  let changed: Int64
  let size: Int64
  let node: UInt64

  /// Nil while the file is absent, as it is for a moment when an editor replaces it.
  init?(_ url: URL) {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    changed = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    size = Int64(status.st_size)
    node = UInt64(status.st_ino)
  }
}
