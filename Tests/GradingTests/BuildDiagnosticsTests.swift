import Grading
import Testing

@Suite struct BuildDiagnosticsTests {
  @Test func keepsTheLearnersErrorsAndShortensThePath() {
    let log = """
      /scratch/x/Solution.swift:3:7: warning: variable was never used
      3 |   let a = 1
      /scratch/x/Solution.swift:5:3: error: cannot find 'b' in scope
      5 |   b
        |   `- error: cannot find 'b' in scope
      /scratch/x/Harness.swift:9:1: error: ours
      """
    let found = BuildDiagnostics(log: log, folder: "/scratch/x", submission: "Solution.swift", harness: "Harness.swift")
    #expect(found.isInSubmission)
    #expect(found.text.hasPrefix("Solution.swift:5:3: error: cannot find 'b' in scope\n5 |   b"))
    #expect(!found.text.contains("warning") && !found.text.contains("ours") && !found.text.contains("/scratch"))
  }

  @Test func saysWhatTheHarnessMisses() {
    let log = "Harness.swift:4:20: error: cannot find 'encodeHalf' in scope\n"
    let found = BuildDiagnostics(log: log, folder: "/s", submission: "Solution.swift", harness: "Harness.swift")
    #expect(!found.isInSubmission)
    #expect(found.text.contains("encodeHalf"))
  }
}
