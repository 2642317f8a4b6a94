import JudgeKit
import Testing
import Verdicts

/// Checks against a partner that is no Swift program: `cat` returns a call unchanged, so its first byte is the low byte
/// of the name's length. With the right name that byte is a valid reply code followed by the name and the arguments.
@Suite struct TrialTests {
  private func request(worker: String) -> JudgeRequest {
    JudgeRequest(
      worker: worker, directory: "/", data: "/nowhere", fixedSeeds: [1, 2], freshSeeds: [3], limits: WorkerLimits())
  }

  private func run(_ checks: [Check], worker: String = "/bin/cat") -> JudgeRecord {
    Judge.run(checks, request(worker: worker))
  }

  private func check(
    _ id: String, task: Int, requires: [Int] = [], _ body: @escaping (Trial) throws(CheckFailure) -> Void
  ) -> Check { Check(id, task: task, ja: "名前", en: "name", requires: requires, body) }

  @Test func aCheckThatAsksNothingIsAnError() {
    let record = run([check("idle", task: 1) { _ in }])
    #expect(record.tests.map(\.status) == [.error])
    #expect(record.tests[0].message == .keyed("judge.nothingAsked", arguments: [:]))
  }

  @Test func aFailureClosesItsTaskAndWhatBuildsOnIt() {
    let wrong = CheckFailure.wrong(ja: "誤り", en: "wrong", input: "f()", expected: "1", returned: "2")
    let record = run([
      check("a", task: 1) { trial throws(CheckFailure) in try trial.require(false, wrong) },
      check("b", task: 1) { trial throws(CheckFailure) in try trial.require(true, wrong) },
      check("c", task: 2) { trial throws(CheckFailure) in try trial.require(true, wrong) },
      check("d", task: 3, requires: [1]) { trial throws(CheckFailure) in try trial.require(true, wrong) },
    ])
    #expect(record.tests.map(\.status) == [.fail, .notRun, .pass, .notRun])
    #expect(record.executed == 4)
  }

  @Test func seedsComeFixedFirstAndAFailureNamesItsSeed() {
    var seen: [UInt64] = []
    let record = run([
      check("seeds", task: 1) { trial throws(CheckFailure) in
        seen = trial.seeds
        var asked = 0
        try trial.forEachSeed { _ throws(CheckFailure) in
          asked += 1
          try trial.require(asked < 3, .wrong(ja: "誤り", en: "wrong", input: "", expected: "", returned: ""))
        }
      }
    ])
    #expect(seen == [1, 2, 3])
    #expect(record.tests[0].seed == 3)
    #expect(record.tests[0].casesRun == 3)
    #expect(record.tests[0].casesPassed == 2)
  }

  @Test func anUnreadableReplyIsAnError() {
    // The name has 7 bytes, and 7 is no reply code.
    let record = run([
      check("reply", task: 1) { trial throws(CheckFailure) in
        let _: Int = try trial.call("sevenst", 1)
      }
    ])
    #expect(record.tests[0].status == .error)
    #expect(record.tests[0].message == .keyed("worker.badReply", arguments: ["name": "sevenst"]))
  }

  @Test func aWorkerThatLeavesOrIsMissingIsAnError() {
    let ask = check("ask", task: 1) { trial throws(CheckFailure) in let _: Int = try trial.call("f", 1) }
    #expect(run([ask], worker: "/bin/false").tests[0].message == .keyed("worker.exited", arguments: ["code": "1"]))
    #expect(run([ask], worker: "/no/such/worker").tests[0].status == .error)
  }

  /// The inquiry asks a function of this process instead of a worker.
  @Test func examineShrinksAndNamesTheVariant() throws {
    let trial = Trial(request(worker: "/bin/cat"), stream: "s")
    let inquiry = Inquiry<Int, Int>(
      ask: { _, inputs in inputs.map { abs($0) } }, truth: { $0 }, same: { $0 == $1 }, describe: { "f(\($0))" },
      size: { Double(abs($0)) }, shrink: { $0 < -1 ? [$0 / 2] : [] },
      variants: [
        Variant("zero", ja: "零", en: "zero") { _ in 0 },
        Variant("magnitude", ja: "絶対値です。", en: "It is the magnitude.") { abs($0) },
      ])
    try trial.examine(inquiry, [1, 2, 3])
    do {
      try trial.examine(inquiry, [5, -40, 7])
      Issue.record("a wrong answer passed")
    } catch {
      #expect(error.misconception == "magnitude")
      #expect(error.counterexample == .init(input: "f(-1)", expected: "-1", returned: "1"))
      guard case .text(let text) = error.message else {
        Issue.record("no sentence")
        return
      }
      #expect(text.en == "1 of 3 cases differ; the smallest one is shown. It is the magnitude.")
    }
    #expect(trial.casesRun == 6)
    #expect(trial.casesPassed == 5)
  }
}
