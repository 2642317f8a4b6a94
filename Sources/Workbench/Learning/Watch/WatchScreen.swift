import Charts
import Grading
import Lessons
package import Reports

/// The one screen of `keiryo watch`: where the learner stands, what the last save changed, and what to do now.
package struct WatchScreen {
  /// What the screen is drawn on.
  package struct Surface: Sendable {
    package var language: Language
    package var width: Int
    /// Lines that are seen at once; nil where nothing scrolls away.
    package var height: Int?
    package var ink: Ink
    /// Whether single keys are read.
    package var hasKeys: Bool

    package init(language: Language, width: Int, height: Int? = nil, ink: Ink = .none, hasKeys: Bool = false) {
      self.language = language
      self.width = width
      self.height = height
      self.ink = ink
      self.hasKeys = hasKeys
    }
  }

  package let view: GradeView
  /// The last report with a verdict before this one.
  package let before: GradeReport?
  /// The learner's file as it is shown.
  package let place: String
  /// Hints of the open task: read, and all.
  package let hints: (read: Int, all: Int)?
  private let surface: Surface

  package init(
    _ view: GradeView, before: GradeReport?, place: String, hints: (read: Int, all: Int)?, on surface: Surface
  ) {
    self.view = view
    self.before = before
    self.place = place
    self.hints = hints
    self.surface = surface
  }

  private var language: Language { surface.language }
  private var isJapanese: Bool { language == .ja }
  private var ink: Ink { surface.ink }
  /// The report that says how the tasks stand: of this save, or the last one with a verdict.
  private var judged: GradeReport? { report.tests.isEmpty ? before : report }
  private var report: GradeReport { view.report }

  /// - Parameter note: a hint or an answer to a key, under the grade.
  package func text(note: [String] = []) -> String {
    let head = heading + [""] + tasks + [""]
    var body = change + verdict + (note.isEmpty ? [] : [""] + note)
    let foot = ["", footer]
    if let height = surface.height {
      // The shell's cursor takes a line of its own below the screen.
      let room = max(3, height - 1 - head.count - foot.count)
      // What was asked for last stays; what the save changed was seen already.
      if body.count > room, !note.isEmpty { body = verdict + [""] + note }
      if body.count > room {
        let more = isJapanese ? "  … 全体は keiryo grade \(view.lab.id)" : "  … all of it: keiryo grade \(view.lab.id)"
        body = note.isEmpty ? Array(body.prefix(room - 1)) + [more] : Array(body.suffix(room))
      }
    }
    return (head + body + foot).joined(separator: "\n")
  }

  // MARK: Where the learner stands

  private var heading: [String] {
    let lab = GradeView.heading(view.lab, language)
    let titles = view.lab.manifest.tasks.map(\.title)
    let task = judged?.openTask.flatMap { number in
      titles.indices.contains(number - 1)
        ? (isJapanese ? "課題 " : "task ") + "\(number)/\(titles.count)" + (isJapanese ? "：" : ": ")
          + titles[number - 1][language]
        : nil
    }
    let left = lab + (task.map { "   " + $0 } ?? "")
    let space = surface.width - DisplayWidth.of(left) - DisplayWidth.of(place)
    if space >= 3 { return [ink.strong(left) + String(repeating: " ", count: space) + ink.quiet(place)] }
    let lines = DisplayWidth.of(left) <= surface.width ? [left] : [lab] + (task.map { ["  " + $0] } ?? [])
    return lines.map { ink.strong(Columns.cut($0, to: surface.width)) } + [ink.quiet("  " + place)]
  }

  /// One line for each task; those of the last verdict when this save reached none.
  private var tasks: [String] {
    let isOld = report.tests.isEmpty
    let columns = max(16, min(40, surface.width - 30))
    return view.lab.manifest.tasks.enumerated().map { index, task in
      let own = judged?.tests.filter { $0.task == index + 1 } ?? []
      let passed = own.count { $0.status == .pass }
      let isDone = !own.isEmpty && passed == own.count
      let mark = isDone ? "✓" : own.contains { $0.status == .fail || $0.status == .error } ? "✗" : "·"
      let title = Columns.padded(Columns.cut(task.title[language], to: columns), to: columns)
      let bar = ProgressLine.bar(own.isEmpty ? 0 : Double(passed) / Double(own.count), columns: 8)
      let line = "  \(mark) \(index + 1)  \(title)  \(bar)  \(passed)/\(own.count)"
      if isOld || own.isEmpty { return ink.quiet(line) }
      return isDone ? ink.good(line) : line
    }
  }

  // MARK: What the save changed, and what is open

  private var change: [String] {
    guard let change = GradeChange(from: before, to: report) else { return [] }
    var lines = change.lines(in: language, ink: ink, width: surface.width - 4).map { "  " + $0 }
    if let done = change.completedTask, let open = report.openTask, open > done {
      let title = view.lab.manifest.tasks.indices.contains(open - 1) ? view.lab.manifest.tasks[open - 1].title : nil
      lines += GradeView.paragraph(
        isJapanese
          ? "課題 \(done) ができました。次は課題 \(open)「\(title?.ja ?? "")」です。"
          : "Task \(done) is done. Next: task \(open), \(title?.en ?? "").", surface.width, indentation: 2)
    }
    return lines + [""]
  }

  private var verdict: [String] {
    let figures = report.status == .pass ? report.measurements : newFigures
    let bars = figures.isEmpty ? [] : [""] + MeasuredBars(figures).lines(in: language, width: surface.width)
    switch report.status {
    case .pass:
      return view.conclusion(in: language).flatMap { GradeView.paragraph($0, surface.width, indentation: 2) }
        .map { ink.good($0) } + bars
    case .fail:
      let detail = view.failure(in: language, width: surface.width)
      return [failedLine] + detail + lessonLine + bars
    case .error:
      return view.trouble(in: language, width: surface.width)
    }
  }

  /// Figures that this save brought for the first time.
  private var newFigures: [GradeReport.Measurement] {
    let known = Set(before?.measurements.map(\.id) ?? [])
    return report.measurements.filter { !known.contains($0.id) }
  }

  private var failedLine: String {
    guard let test = report.tests.first(where: { $0.status == .fail || $0.status == .error }) else { return "" }
    let task = isJapanese ? "課題 \(test.task)" : "task \(test.task)"
    let tail = view.outcome(of: test, in: language) + (isJapanese ? "（\(view.seconds)）" : " (\(view.seconds))")
    let room = surface.width - DisplayWidth.of("  ✗ \(task)    \(tail)")
    let line = "  ✗ \(task)  \(Columns.cut(test.name[language], to: max(8, room)))  \(tail)"
    return ink.bad(Columns.cut(line, to: surface.width))
  }

  /// The known mistakes are those of the lesson's section on what goes wrong.
  private var lessonLine: [String] {
    let failed = report.tests.first { $0.status == .fail || $0.status == .error }
    guard failed?.misconception != nil, let lesson = view.lab.manifest.lesson else { return [] }
    return GradeView.paragraph(
      isJapanese
        ? "よくある間違いです：レッスン \(lesson)「現場でよくある失敗」"
        : "A known mistake: lesson \(lesson), \u{201C}What goes wrong in practice\u{201D}", surface.width)
  }

  private var footer: String {
    guard surface.hasKeys else {
      return ink.quiet(isJapanese ? "  保存すると採点します（Ctrl-C で終了）" : "  graded on every save (Ctrl-C ends)")
    }
    let hint = hints.map { (isJapanese ? "  h ヒント" : "  h hint") + " (\($0.read)/\($0.all))" } ?? ""
    let answer = report.status == .pass ? "" : (isJapanese ? "（合格後）" : " (after a pass)")
    return ink.quiet(
      isJapanese
        ? "  n 次へ\(hint)  l レッスン  s 解答例\(answer)  q 終了" : "  n next\(hint)  l lesson  s answer\(answer)  q quit")
  }
}
