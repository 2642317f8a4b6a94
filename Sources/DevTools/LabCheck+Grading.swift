package import Grading
package import Reports

extension LabCheck {
  /// Everything that must be run: the stub fails each task, both answers pass, and each known mistake fails exactly the
  /// check it names with a message.
  /// - Parameter progress: told the file that is graded next.
  package static func graded(
    _ lab: Lab, with grader: Grader, at time: Timestamp, progress: (String) -> Void = { _ in }
  ) throws(GradingError) -> [LabFinding] {
    var findings: [LabFinding] = []
    func report(_ source: String, _ file: String) throws(GradingError) -> GradeReport? {
      progress(lab.id + "/" + file)
      let report = try grader.grade(lab, submission: Array(source.utf8), at: time)
      guard report.tests.isEmpty else { return report }
      findings.append(LabFinding(lab: lab.id, file: file, .doesNotBuild(String(describing: report.message))))
      return nil
    }

    if let stub = try? lab.stub(), let result = try report(stub, "stub of " + Lab.File.solution.rawValue) {
      for task in 1...max(lab.manifest.tasks.count, 1) {
        let tests = result.tests.filter { $0.task == task }
        if tests.allSatisfy({ $0.status == .pass }) {
          findings.append(LabFinding(lab: lab.id, file: Lab.File.solution.rawValue, .stubPasses(task: task)))
        }
      }
    }
    for file in [Lab.File.solution, .secondSolution] {
      guard let source = try? lab.text(file), let result = try report(source, file.rawValue) else { continue }
      if let test = result.tests.first(where: { $0.status != .pass }) {
        findings.append(LabFinding(lab: lab.id, file: file.rawValue, .answerFails(check: test.id)))
      }
    }
    for mistake in LabMistake.all(of: lab) {
      guard let check = mistake.check, let result = try report(mistake.source, mistake.file) else { continue }
      findings += judge(mistake, named: check, result, lab)
    }
    return findings
  }

  private static func judge(
    _ mistake: LabMistake, named check: String, _ report: GradeReport, _ lab: Lab
  ) -> [LabFinding] {
    let failed = report.tests.filter { $0.status == .fail || $0.status == .error }
    guard let test = failed.first, failed.count == 1, test.id == check else {
      let found = LabFinding.Problem.mistakeCaughtBy(expected: check, found: failed.map(\.id))
      return [LabFinding(lab: lab.id, file: mistake.file, found)]
    }
    var findings: [LabFinding] = []
    if test.message?.isComplete != true {
      findings.append(LabFinding(lab: lab.id, file: mistake.file, .noMessage(check: check)))
    }
    if let expected = mistake.misconception, test.misconception != expected {
      let problem = LabFinding.Problem.mistakeUnnamed(expected: expected, found: test.misconception)
      findings.append(LabFinding(lab: lab.id, file: mistake.file, problem))
    }
    return findings
  }
}

extension Message {
  /// True when faces can show it in every language.
  fileprivate var isComplete: Bool {
    switch self {
    case .text(let text): text.isComplete
    case .keyed(let key, _): GradeKeys.all.contains(key)
    }
  }
}
