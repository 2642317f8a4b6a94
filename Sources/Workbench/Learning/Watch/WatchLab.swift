import Foundation
import Grading
package import Reports

/// Grades again after every save, as soon as the file rests; a save while grading stops that run and starts another.
package final class WatchLab {
  package enum Key: Character, Sendable { case next = "n", hint = "h", lesson = "l", solution = "s", quit = "q" }

  private let grading: GradeLab
  private let work: LabWork
  /// The grade on the screen, the last verdict before it, and the version of the file it is about.
  private var shown: GradeView?
  private var before: GradeReport?
  private var graded: FileState?
  private var note: [String] = []

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

  /// Runs until a key leads elsewhere or the process is interrupted. Called again, it goes on where it was.
  /// - Parameters:
  ///   - show: draws the whole screen; `true` for one that the next replaces within a moment.
  ///   - key: a key pressed since the last call, without waiting.
  /// - Returns: the key that ended it: quit, next, lesson or solution.
  package func run(
    on surface: @autoclosure () -> WatchScreen.Surface, show: (String, Bool) -> Void, key: () -> Key?
  ) throws -> Key {
    var pressed: Key?
    func draw(isPassing: Bool = false) { show(screen(on: surface(), isPassing: isPassing), isPassing) }
    if shown != nil { draw() }
    while !Interruption.isRequested {
      if let state = FileState(grading.file), state != graded, isResting(state) {
        note = []
        draw(isPassing: true)
        do {
          take(
            try grading.run {
              pressed = pressed ?? key()
              return isSuperseded(state) || pressed == .quit
            })
        } catch GradingError.cancelled {
          if pressed == .quit { return .quit }
          continue
        }
        graded = state
        draw()
      }
      switch pressed ?? key() {
      case .hint:
        let hint = try work.hint(task: openTask)
        note = hint.text(in: surface().language, width: surface().width).split(
          separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        draw()
      case .solution where try !work.isPassed():
        let sentence = Sentence(for: WorkbenchError.solutionLocked(lab: grading.lab.id))
        note = GradeView.paragraph(sentence.text[surface().language], surface().width, indentation: 2)
        draw()
      case .some(let other): return other
      case nil: usleep(50_000)
      }
      pressed = nil
    }
    return .quit
  }

  /// By the last verdict there is.
  private var openTask: Int? {
    let report = shown?.report
    return (report?.tests.isEmpty == false ? report : before)?.openTask
  }

  private func take(_ view: GradeView) {
    // A save that does not compile says nothing about the checks: the verdict before it stays the one to compare with.
    if let report = shown?.report, !report.tests.isEmpty { before = report }
    shown = view
  }

  private func screen(on surface: WatchScreen.Surface, isPassing: Bool) -> String {
    let language = surface.language
    guard let shown else { return GradeView.heading(grading.lab, language) + "\n\n" + Self.working(language) }
    let screen = WatchScreen(
      shown, before: before, place: Home.shortened(grading.file.path),
      hints: openTask.flatMap(work.hints), on: surface)
    return screen.text(note: isPassing ? ["  " + Self.working(language)] : note)
  }

  private static func working(_ language: Language) -> String { language == .ja ? "採点しています…" : "Grading…" }

  /// Whether a file has stopped changing: editors write in several steps.
  private func isResting(_ state: FileState) -> Bool {
    usleep(60_000)
    return FileState(grading.file) == state
  }

  private func isSuperseded(_ state: FileState) -> Bool {
    Interruption.isRequested || FileState(grading.file) != state
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
