import Compression
package import Foundation
package import Grading
import Measurement
import Quantization
import Reports

/// Examines the model that was made with what a submission returned.
package struct ArtefactExamination: ArtefactExaminer {
  /// Where a model that takes long to build is found.
  package enum Place: Sendable, Hashable {
    /// The folder `keiryo lab build` filled.
    case built(URL)
    /// A folder of artefacts by recipe, where a missing one is built now. For checking labs, not for learning.
    case cache(URL)
  }

  private let place: Place
  /// Threads for building and for accuracy. Speed is always measured with one.
  private let threads: Int

  package init(_ place: Place, threads: Int = 2) {
    self.place = place
    self.threads = threads
  }

  package func observe(
    _ request: ArtefactRequest, into folder: String, isCancelled: () -> Bool
  ) throws(GradingError) -> [String] {
    guard case .ranges(let demand) = request.requirement.from else { return [] }
    return try answering {
      let samples = try CalibrationSamples(request, demand)
      for (index, values) in samples.values.enumerated() {
        let bytes = values.withUnsafeBytes { Data($0) }
        try FileAccess.write(bytes, to: URL(filePath: folder).appending(path: "\(index).f32"))
      }
      return samples.graph.activations
    }
  }

  package func examine(
    _ request: ArtefactRequest, isCancelled: () -> Bool
  ) throws(GradingError) -> ArtefactFindings {
    try answering {
      switch request.requirement.from {
      case .recipe(let budget):
        try examine(request, RecipeExamination(request, budget, place, threads: threads), isCancelled)
      case .ranges(let demand):
        try examine(request, RangeExamination(request, demand, threads: threads), isCancelled)
      }
    }
  }

  private func examine(
    _ request: ArtefactRequest, _ examination: consuming some ModelExamination, _ isCancelled: () -> Bool
  ) throws -> ArtefactFindings {
    var findings = ArtefactFindings(tests: [], measurements: [])
    var isOpen = true
    for check in request.requirement.checks {
      if isCancelled() { throw GradingError.cancelled }
      var test = request.blank(check)
      if isOpen {
        let start = SystemClock().nanoseconds()
        let outcome = try examination.outcome(of: check)
        test.nanoseconds = SystemClock().nanoseconds() - start
        (test.status, test.message) = (outcome.status, outcome.message)
        (test.counterexample, test.misconception) = (outcome.counterexample, outcome.misconception)
        (test.casesRun, test.casesPassed) = (outcome.cases, outcome.passed)
        findings.measurements += outcome.measurements
      }
      isOpen = isOpen && test.status == .pass
      findings.tests.append(test)
    }
    return findings
  }

  private func answering<Answer>(_ body: () throws -> Answer) throws(GradingError) -> Answer {
    do { return try body() } catch let error as GradingError { throw error } catch {
      throw .examinerFailed(log: Sentence(for: error).text.en)
    }
  }
}

/// One way for a model to come about, and what is asked of it then.
protocol ModelExamination {
  /// Checks are asked in the order of the requirement, each after all before it have passed.
  mutating func outcome(of check: ArtefactCheck) throws -> ArtefactOutcome
}
