import Charts
package import Reports

/// What one save changed against the save before it.
package struct GradeChange {
  /// Checks that pass now and did not before, and those that passed and fail now, in file order. One that was not
  /// asked because of an earlier task is in neither.
  package let gained: [GradeReport.Test]
  package let lost: [GradeReport.Test]
  /// The first open check, when it is the same one as before: cases that were answered correctly, before and now.
  package let moved: (test: GradeReport.Test, before: Int)?
  /// The last task that is complete now and was not before.
  package let completedTask: Int?

  /// - Parameters:
  ///   - before: the last report that reached a verdict; nil for the first.
  ///   - now: nothing changes with a report that reached none.
  package init?(from before: GradeReport?, to now: GradeReport) {
    guard let before, !before.tests.isEmpty, !now.tests.isEmpty else { return nil }
    let passedBefore = Set(before.tests.filter { $0.status == .pass }.map(\.id))
    gained = now.tests.filter { $0.status == .pass && !passedBefore.contains($0.id) }
    lost = now.tests.filter { [.fail, .error].contains($0.status) && passedBefore.contains($0.id) }
    let open = now.tests.first { $0.status == .fail || $0.status == .error }
    let same = before.tests.first { $0.id == open?.id && $0.status == .fail }
    moved = open.flatMap { open in
      same.flatMap { $0.casesRun == open.casesRun && $0.casesPassed != open.casesPassed ? (open, $0.casesPassed) : nil }
    }
    completedTask = Set(gained.map(\.task)).filter { now.isComplete(task: $0) }.max()
  }

  /// Short lines without indentation; one that says so when nothing changed.
  package func lines(in language: Language, ink: Ink, width: Int) -> [String] {
    let isJapanese = language == .ja
    func names(_ tests: [GradeReport.Test]) -> String {
      let shown = tests.prefix(3).map { $0.name[language] }.joined(separator: isJapanese ? "、" : ", ")
      let rest = tests.count - 3
      return rest > 0 ? shown + (isJapanese ? "、ほか \(rest) 件" : " and \(rest) more") : shown
    }
    var lines: [String] = []
    func add(_ text: String, _ paint: (String) -> String) {
      // Later lines stand under the words, not under the mark.
      let wrapped = Columns.wrapped(text, to: max(20, width - 3))
      lines += wrapped.enumerated().map { paint(($0.offset > 0 ? "   " : "") + $0.element) }
    }
    if !gained.isEmpty { add((isJapanese ? "＋ 通りました：" : "+ now passing: ") + names(gained), ink.good) }
    if !lost.isEmpty { add((isJapanese ? "− 通らなくなりました：" : "− no longer passing: ") + names(lost), ink.bad) }
    if let moved {
      let (old, new) = (Figure.fixed(Double(moved.before), 0), Figure.fixed(Double(moved.test.casesPassed), 0))
      add(
        isJapanese
          ? "\(moved.test.name.ja)：合格が \(old) 件から \(new) 件になりました"
          : "\(moved.test.name.en): \(old) → \(new) cases passed",
        moved.test.casesPassed > moved.before ? ink.good : ink.bad)
    }
    if lines.isEmpty { add(isJapanese ? "＝ 前の保存と同じ結果です" : "= the same result as before", ink.quiet) }
    return lines
  }
}

extension GradeReport {
  /// Whether every check of a task passes.
  func isComplete(task: Int) -> Bool {
    let own = tests.filter { $0.task == task }
    return !own.isEmpty && own.allSatisfy { $0.status == .pass }
  }

  /// The task to work on: that of the first check that is not passed; nil when all are.
  var openTask: Int? { tests.first { $0.status != .pass }?.task }
}
