import Compression
import Datasets
import EdgeRuntime
package import Foundation
package import Grading
import Graphs
import Hashing
import Manifests
import Measurement
import Reports
import Tensors
import Training

/// Examines the model a recipe was built into: what it is by its file, how well it does on images nobody has seen, and
/// how fast it is beside the base model.
package struct ArtefactExamination: ArtefactExaminer {
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

  package func examine(
    _ request: ArtefactRequest, isCancelled: () -> Bool
  ) throws(GradingError) -> ArtefactFindings {
    do {
      var findings = ArtefactFindings(tests: [], measurements: [])
      var subject: Subject?
      var isOpen = true
      for check in ArtefactCheck.allCases {
        if isCancelled() { throw GradingError.cancelled }
        var test = request.blank(check)
        if isOpen {
          let start = SystemClock().nanoseconds()
          let outcome = try outcome(of: check, request, &subject)
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
    } catch let error as GradingError { throw error } catch {
      throw .examinerFailed(log: Sentence(for: error).text.en)
    }
  }

  /// Both models as loaded, after the first check.
  struct Subject {
    let recipe: Recipe
    let base: Graph
    let model: Graph
    let baseFile: URL
    let modelFile: URL
  }

  private func outcome(
    of check: ArtefactCheck, _ request: ArtefactRequest, _ subject: inout Subject?
  ) throws -> ArtefactOutcome {
    if check == .built { return try found(request, &subject) }
    guard let subject else { throw GradingError.examinerFailed(log: "no model") }
    return switch check {
    case .built, .bytes: try bytes(subject, request.requirement)
    case .int8: try int8(subject)
    case .accuracy: try accuracy(subject, request)
    case .speed: try speed(subject, request)
    }
  }

  // MARK: The checks

  private func found(_ request: ArtefactRequest, _ subject: inout Subject?) throws -> ArtefactOutcome {
    let builder = ArtefactBuilder(request: request, threads: threads)
    let recipe: Recipe
    do { recipe = try builder.recipe() } catch { return ArtefactWords.unreadable(Sentence(for: error), request) }
    let base = try SHA256Digest(ofFileAt: request.base)
    let artefact: LabArtefact
    switch place {
    case .built(let folder):
      artefact = LabArtefact(folder: folder)
      guard artefact.record != nil else { return ArtefactWords.missing(request) }
      if let mismatch = artefact.mismatch(recipe: request.recipe, base: base) {
        return ArtefactWords.stale(mismatch, request)
      }
    case .cache(let folder):
      let key = SHA256Digest(of: request.recipe + base.hex + Self.programIdentity).hex.prefix(32)
      artefact = LabArtefact(folder: folder.appending(path: String(key)))
      if artefact.mismatch(recipe: request.recipe, base: base) != nil {
        do { _ = try builder.build(recipe, into: artefact) { _ in } } catch {
          return ArtefactWords.notBuilt(Sentence(for: error), request)
        }
      }
    }
    let baseFile = URL(filePath: request.base)
    subject = Subject(
      recipe: recipe, base: try ModelPath(request.base).load(), model: try ModelPath(artefact.model.path).load(),
      baseFile: baseFile, modelFile: artefact.model)
    return .passed
  }

  /// Changes when this program is built anew: a model of older code must not stand for the present one.
  private static var programIdentity: String {
    let path = Checkout.executableFile?.resolvingSymlinksInPath().path ?? ""
    let facts = try? FileManager.default.attributesOfItem(atPath: path)
    let changed = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return "\(Workspace.toolVersion) \(facts?[.size] as? Int ?? 0) \(changed)"
  }

  private func bytes(_ subject: Subject, _ requirement: ArtefactRequirement) throws -> ArtefactOutcome {
    let whole = try FileAccess.size(of: subject.baseFile)
    let size = try FileAccess.size(of: subject.modelFile)
    let share = Double(size) / Double(whole)
    let limit = Int(requirement.bytes * Double(whole))
    var outcome =
      size <= limit ? ArtefactOutcome.passed : ArtefactWords.tooLarge(size, of: whole, limit: limit, subject)
    outcome.measurements = [ArtefactWords.bytes(share)]
    return outcome
  }

  private func int8(_ subject: Subject) throws -> ArtefactOutcome {
    let graph = subject.model
    let weights = graph.constants.map(graph.type(of:)).filter { $0.shape.rank >= 2 }
    let wide = weights.count { $0.element != .int8 }
    let slow = try ExecutionPlan(graph).referenceSteps
    var outcome =
      wide > 0 || weights.isEmpty
      ? ArtefactWords.notInt8(wide, of: weights.count)
      : slow.isEmpty ? ArtefactOutcome.passed : ArtefactWords.withoutKernel(slow)
    (outcome.cases, outcome.passed) = (weights.count, weights.count - wide)
    return outcome
  }

  private func accuracy(_ subject: Subject, _ request: ArtefactRequest) throws -> ArtefactOutcome {
    let images = try Glyphs16.dataset(split: .test, count: request.requirement.images, seed: request.seed)
    let before = try Evaluation.accuracy(of: subject.base, on: images, threads: threads)
    let after = try Evaluation.accuracy(of: subject.model, on: images, threads: threads)
    // Counted, not subtracted as fractions: equal to the bound is inside.
    let lost = before.correct - after.correct
    let isKept = Double(lost) <= request.requirement.drop * Double(images.count)
    var outcome =
      isKept ? ArtefactOutcome.passed : ArtefactWords.lostAccuracy(before, after, subject, request.requirement)
    (outcome.cases, outcome.passed) = (images.count, after.correct)
    outcome.measurements = ArtefactWords.accuracy(before, after)
    return outcome
  }

  private func speed(_ subject: Subject, _ request: ArtefactRequest) throws -> ArtefactOutcome {
    let images = try Glyphs16.dataset(split: .test, count: 64, seed: request.seed)
    var options = TimingOptions()
    options.fewestPairs = 60
    options.budgetNanoseconds = 3_000_000_000
    options.seed = request.seed
    let timer = ModelTimer(inputs: try ModelInput.samples(64, of: images, for: subject.base), options: options)
    var timed = try timer.compare(baseline: subject.base, candidate: subject.model)
    var verdict = self.verdict(timed, needed: request.requirement.ratio)
    if verdict == .undecided {
      // Other work on the machine comes in bursts: one more look before saying that nothing can be said.
      timed = try timer.compare(baseline: subject.base, candidate: subject.model)
      verdict = self.verdict(timed, needed: request.requirement.ratio)
    }
    return ArtefactWords.speed(verdict, timed.comparison, request.requirement.ratio)
  }

  private func verdict(_ timed: TimedComparison, needed: Double) -> SpeedVerdict {
    SpeedVerdict(timed.comparison, isTooNoisy: timed.stop == .tooNoisy, needed: needed)
  }
}
