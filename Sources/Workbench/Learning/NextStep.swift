import Foundation
import Grading
import Lessons
import Progress
package import Reports

/// The one thing to do next, from what is on the path and what the evidence holds.
package struct NextStep: Answer {
  package enum Kind: String, Encodable, Sendable { case read, begin, work, publish }

  package let kind: Kind
  /// The lesson or lab.
  package let id: String
  package let title: LocalizedText
  package let minutes: Int?
  package let command: String
  /// How the last attempt at the lab ended; nil when there was none.
  package let standing: LocalizedText?
  /// Labs passed and all labs.
  package let passed: Int
  package let labs: Int

  package init(in workspace: Workspace) throws {
    let checkout = try workspace.requireCheckout()
    let curriculum = try checkout.curriculum()
    let catalog = try checkout.labs()
    let store = try workspace.evidence()
    let passedLabs = try store?.passedLabs() ?? []
    let read = try store?.lessons() ?? [:]
    let passed = catalog.labs.count { passedLabs.contains($0.id) }
    let labs = catalog.labs.count

    let taught = curriculum.lessons.compactMap { lesson in lesson.lab.flatMap { catalog[$0] }.map { (lesson, $0) } }
    let alone = catalog.labs.filter { lab in !taught.contains { $0.1.id == lab.id } }
    if let (lesson, lab) = taught.first(where: { !passedLabs.contains($0.1.id) }) {
      if read[lesson.id] == nil {
        self.init(
          .read, lesson.id, lesson.title, lesson.minutes, "keiryo lesson \(lesson.id)", passed: passed, labs: labs)
      } else {
        self.init(lab, home: workspace.home, store, passed: passed, labs: labs)
      }
    } else if let lesson = curriculum.lessons.first(where: { read[$0.id] == nil }) {
      self.init(
        .read, lesson.id, lesson.title, lesson.minutes, "keiryo lesson \(lesson.id)", passed: passed, labs: labs)
    } else if let lab = alone.first(where: { !passedLabs.contains($0.id) }) {
      self.init(lab, home: workspace.home, store, passed: passed, labs: labs)
    } else {
      let title = LocalizedText(ja: "ポートフォリオを作る", en: "Build your portfolio")
      self.init(.publish, "portfolio", title, nil, "keiryo portfolio build", passed: passed, labs: labs)
    }
  }

  private init(_ lab: Lab, home: Home, _ store: ProgressStore?, passed: Int, labs: Int) {
    let isStarted = FolderListing.exists(home.solution(of: lab.id).path)
    self.init(
      isStarted ? .work : .begin, lab.id, lab.manifest.title, lab.manifest.minutes,
      isStarted ? "keiryo watch \(lab.id)" : "keiryo lab start \(lab.id)",
      standing: isStarted ? store.flatMap { Self.standing(lab, in: $0) } : nil, passed: passed, labs: labs)
  }

  /// The task the last attempt stopped at, and why when its code gave no answer there: a crash or an endless loop.
  private static func standing(_ lab: Lab, in store: ProgressStore) -> LocalizedText? {
    guard let last = try? store.attempts(lab: lab.id).last,
      case .grade(let report)? = try? store.record(digest: last.digest)?.payload,
      let open = report.tests.first(where: { $0.status == .fail || $0.status == .error }),
      lab.manifest.tasks.indices.contains(open.task - 1)
    else { return nil }
    let title = lab.manifest.tasks[open.task - 1].title
    let passed = report.tests.count { $0.status == .pass }
    let place = LocalizedText(
      ja: "前回は検査 \(report.tests.count) 件のうち \(passed) 件合格。課題 \(open.task)「\(title.ja)」から続けます。",
      en: "Last time \(passed) of \(report.tests.count) checks passed. Go on with task \(open.task), \(title.en).")
    guard open.status == .error, let reason = open.message.map(GradeWords.text) else { return place }
    return LocalizedText(ja: place.ja + reason.ja, en: place.en + " " + reason.en)
  }

  private init(
    _ kind: Kind, _ id: String, _ title: LocalizedText, _ minutes: Int?, _ command: String,
    standing: LocalizedText? = nil, passed: Int, labs: Int
  ) {
    self.kind = kind
    self.id = id
    self.title = title
    self.minutes = minutes
    self.command = command
    self.standing = standing
    self.passed = passed
    self.labs = labs
  }

  package func text(in language: Language, width: Int) -> String {
    let what = headline[language]
    let count = language == .ja ? "  ラボ \(passed)/\(labs) 合格" : "  \(passed) of \(labs) labs passed"
    let more =
      language == .ja
      ? "  ほかに  keiryo lesson（一覧）  keiryo lab list  keiryo --help"
      : "  also    keiryo lesson (list)  keiryo lab list  keiryo --help"
    let last = standing.map { GradeView.paragraph($0[language], width, indentation: 2) } ?? []
    return (["", "  " + what] + last + ["", "    " + command, "", count, more]).joined(separator: "\n")
  }

  /// `Next: lesson F01, Number formats (25 min)`
  var headline: LocalizedText {
    let time = minutes.map { (ja: "（\($0) 分）", en: " (\($0) min)") } ?? (ja: "", en: "")
    return switch kind {
    case .read:
      LocalizedText(ja: "次は：レッスン \(id)「\(title.ja)」\(time.ja)", en: "Next: lesson \(id), \(title.en)\(time.en)")
    case .begin: LocalizedText(ja: "次は：ラボ \(id)「\(title.ja)」\(time.ja)", en: "Next: lab \(id), \(title.en)\(time.en)")
    case .work: LocalizedText(ja: "続きは：ラボ \(id)「\(title.ja)」", en: "Continue: lab \(id), \(title.en)")
    case .publish: LocalizedText(ja: "次は：\(title.ja)", en: "Next: \(title.en)")
    }
  }
}
