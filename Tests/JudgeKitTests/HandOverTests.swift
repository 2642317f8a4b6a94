import JudgeKit
import Testing
import Verdicts

/// Texts that a check hands to grading: only what a passed check handed over arrives.
@Suite struct HandOverTests {
  private func run(_ passes: Bool) -> JudgeRecord {
    let check = Check("recipe", task: 1, ja: "レシピ", en: "recipe") { trial throws(CheckFailure) in
      trial.handOver("name: a", as: "recipe")
      try trial.require(
        passes, .wrong(ja: "誤り", en: "wrong", input: "recipe()", expected: "1", returned: "2"))
    }
    return Judge.run(
      [check],
      JudgeRequest(
        worker: "/bin/cat", directory: "/", data: "/nowhere", fixedSeeds: [1], freshSeeds: [], limits: WorkerLimits()))
  }

  @Test func aPassedCheckHandsItsTextOver() { #expect(run(true).answers == ["recipe": "name: a"]) }

  @Test func aFailedCheckHandsNothingOver() { #expect(run(false).answers == nil) }
}
