import Charts
import Compression
import Datasets
import Foundation
import Grading
import Lessons
import Measurement
import Progress
import Reports

/// Everything once, in about a minute: a lesson's opening, labs being graded, a model trained, made light and measured,
/// and the page that comes of it. Works in a home of its own that is removed at the end; nothing becomes evidence.
package struct StartTour {
  private let workspace: Workspace
  private let keep: URL?
  private let clock = SystemClock()
  private static let steps = 6

  /// - Parameter keep: a folder, new or empty, that receives what was made.
  package init(in workspace: Workspace, keep: String?) throws {
    self.workspace = workspace
    self.keep = keep.map { URL(filePath: $0, directoryHint: .isDirectory) }
    if let folder = self.keep { try FileAccess.makeFolder(folder) }
  }

  package func run() throws -> TourView {
    let start = clock.nanoseconds()
    let checkout = try workspace.requireCheckout()
    var home = try Home.demonstration()
    Interruption.guarded(home.folder)
    defer {
      home.remove()
      Interruption.release(home.folder)
    }
    // Compiled judges are the same for everyone; keeping them makes the second tour quicker.
    home.cacheFolder = checkout.folder.appending(path: ".build/keiryo-cache")
    let demo = workspace.with(home: home)

    workspace.report(.said(TourWords.welcome))
    let machine = measureMachine()
    try openLesson(checkout)
    let grades = try LabTour(workspace: demo, number: 2, of: Self.steps).run()
    let result = try ModelTour(workspace: demo, number: 3, of: Self.steps, machine: machine).run()

    workspace.report(.began(title: TourWords.page, number: Self.steps, of: Self.steps))
    let store = try home.openStore()
    let author = TourWords.author
    let bundle = try store.bundle(
      author: author, toolVersion: Workspace.toolVersion, language: workspace.language,
      projects: [TourWords.project(ablation: result.digest, training: result.training, table: result.table)])
    let site = try BuildPortfolio(bundle, to: home.site)
    workspace.report(.ended(figures: LocalizedText(ja: "\(site.files) ファイル", en: "\(site.files) files")))
    let kept = try copy(home)
    return TourView(
      machine: machine, grades: grades, table: result.table, keptIn: kept?.path,
      page: kept?.appending(path: "site/index.html").path, nanoseconds: clock.nanoseconds() - start,
      next: try? NextStep(in: workspace))
  }

  private func measureMachine() -> MachineRecord {
    workspace.report(.began(title: TourWords.machine, number: 1, of: Self.steps))
    let machine = MachineFacts.measured()
    workspace.report(.ended(figures: MachineFacts.line(machine)))
    return machine
  }

  /// The question of the first lesson and its answer in two sentences.
  private func openLesson(_ checkout: Checkout) throws {
    guard let lesson = try checkout.curriculum().lessons.first else { return }
    // Looking at an opening is not reading the lesson: it is not noted anywhere.
    let reading = try ReadLesson(lesson, figures: RecordedFigures(curriculum: checkout.curriculumFolder))
    let more = LocalizedText(ja: "続き：keiryo lesson \(lesson.id)", en: "The rest: keiryo lesson \(lesson.id)")
    workspace.report(
      .said(
        LocalizedText(
          ja: TourWords.quoted(reading.opening(in: .ja, width: 76)) + "\n  │ " + more.ja + "\n",
          en: TourWords.quoted(reading.opening(in: .en, width: 76)) + "\n  │ " + more.en + "\n")))
  }

  private func copy(_ home: Home) throws -> URL? {
    guard let keep else { return nil }
    for name in [home.results, home.site].map(\.lastPathComponent) {
      let target = keep.appending(path: name)
      do { try FileManager.default.copyItem(at: home.folder.appending(path: name), to: target) } catch {
        throw WorkbenchError.unwritable(path: target.path, code: FileAccess.code(of: error))
      }
    }
    return keep
  }
}
