import Datasets
import EdgeRuntime
import Grading
import Graphs
import Reports
import Tensors
import Training

/// A base model and what was made of it, as read from their files.
struct ExaminedModel {
  let base: Graph
  let model: Graph
  let threads: Int

  func int8() throws -> ArtefactOutcome {
    let weights = model.constants.map(model.type(of:)).filter { $0.shape.rank >= 2 }
    let wide = weights.count { $0.element != .int8 }
    let slow = try ExecutionPlan(model).referenceSteps
    var outcome =
      wide > 0 || weights.isEmpty
      ? ArtefactWords.notInt8(wide, of: weights.count)
      : slow.isEmpty ? ArtefactOutcome.passed : ArtefactWords.withoutKernel(slow)
    (outcome.cases, outcome.passed) = (weights.count, weights.count - wide)
    return outcome
  }

  /// - Parameter reason: what usually makes a model like this one lose accuracy.
  func accuracy(
    on images: Dataset, _ requirement: ArtefactRequirement, reason: () -> ArtefactWords.Reason
  ) throws -> ArtefactOutcome {
    let before = try Evaluation.accuracy(of: base, on: images, threads: threads)
    let after = try Evaluation.accuracy(of: model, on: images, threads: threads)
    // Counted, not subtracted as fractions: equal to the bound is inside.
    let lost = before.correct - after.correct
    let isKept = Double(lost) <= requirement.drop * Double(images.count)
    var outcome =
      isKept ? ArtefactOutcome.passed : ArtefactWords.lostAccuracy(before, after, requirement, reason())
    (outcome.cases, outcome.passed) = (images.count, after.correct)
    outcome.measurements = ArtefactWords.accuracy(before, after)
    return outcome
  }
}
