import Compression
import Datasets
import Foundation
import Grading
import Hashing
import Manifests
import Measurement
import Reports
import Training

/// The model a recipe was built into: what it is by its file, how well it does on images nobody has seen, and how fast
/// it is beside the base model.
struct RecipeExamination: ModelExamination {
  private let request: ArtefactRequest
  private let budget: ArtefactRequirement.RecipeBudget
  private let place: ArtefactExamination.Place
  private let threads: Int
  private var subject: Subject?

  init(
    _ request: ArtefactRequest, _ budget: ArtefactRequirement.RecipeBudget, _ place: ArtefactExamination.Place,
    threads: Int
  ) {
    self.request = request
    self.budget = budget
    self.place = place
    self.threads = threads
  }

  /// What is there after the first check.
  struct Subject {
    let recipe: Recipe
    let models: ExaminedModel
    let baseFile: URL
    let modelFile: URL
  }

  mutating func outcome(of check: ArtefactCheck) throws -> ArtefactOutcome {
    if check == .built { return try found() }
    guard let subject else { throw GradingError.examinerFailed(log: "no model") }
    switch check {
    case .bytes: return try bytes(subject)
    case .int8: return try subject.models.int8()
    case .accuracy:
      let images = try Glyphs16.dataset(split: .test, count: request.requirement.images, seed: request.seed)
      return try subject.models.accuracy(on: images, request.requirement) { ArtefactWords.reason(subject.recipe) }
    case .speed: return try speed(subject)
    case .built, .calibration, .noise: throw GradingError.examinerFailed(log: check.rawValue)
    }
  }

  private mutating func found() throws -> ArtefactOutcome {
    let builder = ArtefactBuilder(request: request, budget: budget, threads: threads)
    let recipe: Recipe
    do { recipe = try builder.recipe() } catch { return ArtefactWords.unreadable(Sentence(for: error), request) }
    let base = try SHA256Digest(ofFileAt: request.base)
    let artefact: LabArtefact
    switch place {
    case .built(let folder):
      artefact = LabArtefact(folder: folder)
      guard artefact.record != nil else { return ArtefactWords.missing(request) }
      if let mismatch = artefact.mismatch(recipe: request.answer, base: base) {
        return ArtefactWords.stale(mismatch, request)
      }
    case .cache(let folder):
      let key = SHA256Digest(of: request.answer + base.hex + Self.programIdentity).hex.prefix(32)
      artefact = LabArtefact(folder: folder.appending(path: String(key)))
      if artefact.mismatch(recipe: request.answer, base: base) != nil {
        do { _ = try builder.build(recipe, into: artefact) { _ in } } catch {
          return ArtefactWords.notBuilt(Sentence(for: error))
        }
      }
    }
    let models = ExaminedModel(
      base: try ModelPath(request.base).load(), model: try ModelPath(artefact.model.path).load(), threads: threads)
    subject = Subject(
      recipe: recipe, models: models, baseFile: URL(filePath: request.base), modelFile: artefact.model)
    return .passed
  }

  /// Changes when this program is built anew: a model of older code must not stand for the present one.
  private static var programIdentity: String {
    let path = Checkout.executableFile?.resolvingSymlinksInPath().path ?? ""
    let facts = try? FileManager.default.attributesOfItem(atPath: path)
    let changed = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return "\(Workspace.toolVersion) \(facts?[.size] as? Int ?? 0) \(changed)"
  }

  private func bytes(_ subject: Subject) throws -> ArtefactOutcome {
    let whole = try FileAccess.size(of: subject.baseFile)
    let size = try FileAccess.size(of: subject.modelFile)
    let limit = Int(budget.bytes * Double(whole))
    var outcome =
      size <= limit
      ? ArtefactOutcome.passed : ArtefactWords.tooLarge(size, of: whole, limit: limit, subject.recipe)
    outcome.measurements = [ArtefactWords.bytes(Double(size) / Double(whole))]
    return outcome
  }

  private func speed(_ subject: Subject) throws -> ArtefactOutcome {
    let images = try Glyphs16.dataset(split: .test, count: 64, seed: request.seed)
    var options = TimingOptions()
    options.fewestPairs = 60
    options.budgetNanoseconds = 3_000_000_000
    options.seed = request.seed
    let (base, model) = (subject.models.base, subject.models.model)
    let inputs = try ModelInput.samples(64, of: images, for: base).map { [$0] }
    let timer = ModelTimer(inputs: inputs, options: options)
    var timed = try timer.compare(baseline: base, candidate: model)
    var verdict = self.verdict(timed)
    if verdict == .undecided {
      // Other work on the machine comes in bursts: one more look before saying that nothing can be said.
      timed = try timer.compare(baseline: base, candidate: model)
      verdict = self.verdict(timed)
    }
    return ArtefactWords.speed(verdict, timed.comparison, budget.ratio)
  }

  private func verdict(_ timed: TimedComparison) -> SpeedVerdict {
    SpeedVerdict(timed.comparison, isTooNoisy: timed.stop == .tooNoisy, needed: budget.ratio)
  }
}
