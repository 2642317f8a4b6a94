import Foundation
import Grading
import Reports
import Testing
import Workbench

/// The checks of lab P00's model, on its own base model and with recipes that need no training, so that they are quick.
@Suite(.serialized) struct ArtefactTests {
  private final class Cache {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "keiryo-artefacts-" + String(UInt64.random(in: .min ... .max), radix: 36))
    deinit { try? FileManager.default.removeItem(at: folder) }
  }

  private func request(_ recipe: String, images: Int = 1_000) throws -> ArtefactRequest {
    let lab = try TemporaryHome.checkout.lab("P00")
    var requirement = try #require(lab.manifest.artefact)
    requirement.images = images
    if case .recipe(var budget) = requirement.from {
      budget.training = 64
      requirement.from = .recipe(budget)
    }
    return ArtefactRequest(lab: lab, requirement: requirement, answer: recipe, submissionSHA256: "00", seed: 11)
  }

  private static let checks = [
    "artefact", "artefact-bytes", "artefact-int8", "artefact-accuracy", "artefact-speed",
  ]

  private static func recipe(_ stages: [String]) -> String {
    "name: test\nstages:\n" + stages.map { "  - \($0)\n" }.joined() + "measure: {pairs: 6, seconds: 0.1}\n"
  }

  private func findings(_ stages: [String]) throws -> (ArtefactFindings, failed: GradeReport.Test?) {
    let cache = Cache()
    let found = try ArtefactExamination(.cache(cache.folder), threads: 1).examine(try request(Self.recipe(stages))) {
      false
    }
    #expect(found.tests.map(\.id) == Self.checks)
    return (found, found.tests.first { $0.status == .fail })
  }

  @Test func int8AloneIsAQuarterOfTheBytes() throws {
    let (found, failed) = try findings(["quantize: {}"])
    #expect(failed?.id == "artefact-bytes")
    #expect(failed?.misconception == "int8-alone")
    let share = try #require(found.measurements.first { $0.id == "artefact.bytes" }).value
    // Four bytes become one; scales, zero points, biases and names keep it above a quarter.
    #expect(share > 25 && share < 30)
    #expect(found.tests.suffix(3).allSatisfy { $0.status == .notRun })
  }

  @Test func zerosTakeTheirPlaceInTheFile() throws {
    let failed = try findings(["prune-weights: {sparsity: 0.8}", "quantize: {}"]).failed
    #expect(failed?.id == "artefact-bytes")
    #expect(failed?.misconception == "zeros-take-bytes")
  }

  @Test func floatsThatFitAreNotInt8() throws {
    let failed = try findings(["prune-channels: {ratio: 0.7, multiple: 8}"]).failed
    #expect(failed?.id == "artefact-int8")
    #expect(failed?.counterexample?.returned == "int8: 0")
  }

  @Test func pruningWithoutTrainingLosesAccuracy() throws {
    let failed = try findings(["prune-channels: {ratio: 0.6, multiple: 8}", "quantize: {}"]).failed
    #expect(failed?.id == "artefact-accuracy")
    #expect(failed?.misconception == "no-fine-tuning")
  }

  @Test(arguments: [
    "", "name: a", "name: a\nstages:\n  - melt: {}\n", "name: a\nstages:\n  - quantize: {smaples: 3}\n",
  ])
  func aRecipeThatCannotBeReadIsAFailedTest(recipe: String) throws {
    let cache = Cache()
    let found = try ArtefactExamination(.cache(cache.folder)).examine(try request(recipe)) { false }
    #expect(found.tests[0].status == .fail)
    guard case .text(let text)? = found.tests[0].message else {
      Issue.record("no sentence for \(recipe)")
      return
    }
    #expect(text.en.contains("keiryo lab build P00"))
    #expect(text.ja.contains("keiryo lab build P00"))
  }

  @Test func withoutABuiltModelTheCommandIsNamed() throws {
    let temporary = try TemporaryHome()
    let examination = ArtefactExamination(.built(temporary.home.artefact(of: "P00")))
    let found = try examination.examine(try request(Self.recipe(["quantize: {}"]))) { false }
    #expect(found.tests[0].status == .fail)
    #expect(found.tests[0].message.map { "\($0)".contains("keiryo lab build P00") } == true)
  }

  @Test func aModelBelongsToTheRecipeItWasBuiltFrom() throws {
    let cache = Cache()
    let first = try request(Self.recipe(["prune-channels: {ratio: 0.5}", "quantize: {}"]))
    _ = try ArtefactExamination(.cache(cache.folder), threads: 1).examine(first) { false }
    let built = try #require(try FileManager.default.contentsOfDirectory(atPath: cache.folder.path).first)
    let folder = cache.folder.appending(path: built)
    let examination = ArtefactExamination(.built(folder), threads: 1)
    #expect(try examination.examine(first) { false }.tests[0].status == .pass)

    let other = try request(Self.recipe(["prune-channels: {ratio: 0.6}", "quantize: {}"]))
    #expect(try examination.examine(other) { false }.tests[0].status == .fail)

    let model = folder.appending(path: "model.onnx")
    var bytes = try Data(contentsOf: model)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: model)
    #expect(try examination.examine(first) { false }.tests[0].status == .fail)
  }

  @Test func aLabWithoutAModelHasNothingToBuild() throws {
    let temporary = try TemporaryHome()
    #expect(throws: WorkbenchError.noArtefact(lab: "F01")) { try BuildArtefact("F01", in: temporary.workspace) }
    // Its model is made while grading.
    #expect(throws: WorkbenchError.noArtefact(lab: "E01")) { try BuildArtefact("E01", in: temporary.workspace) }
  }

  // MARK: The verdict about speed

  /// A comparison of pairs with the given ratios, baseline 30 µs.
  private func comparison(_ ratios: [Double], pairsPerPlacement: Int = 1) throws -> Comparison {
    let base = [Int64](repeating: 30_000_000, count: ratios.count)
    let candidate = ratios.map { Int64((30_000_000 / $0).rounded()) }
    return try Comparison(
      baseline: LatencySamples(nanoseconds: base, repetitions: 1_000, warmUp: 3, threads: 1, batch: 1),
      candidate: LatencySamples(nanoseconds: candidate, repetitions: 1_000, warmUp: 3, threads: 1, batch: 1),
      placements: [Int](repeating: pairsPerPlacement, count: ratios.count / pairsPerPlacement), seed: 1)
  }

  @Test func theWholeIntervalMustReachTheBound() throws {
    // ±2 % without a trend: a sine whose phase never repeats.
    func ratios(_ centre: Double, _ count: Int = 60) -> [Double] {
      (0..<count).map { centre * (1 + 0.02 * sin(1.7 * Double($0))) }
    }
    #expect(SpeedVerdict(try comparison(ratios(3.9)), isTooNoisy: false, needed: 3) == .reached)
    #expect(SpeedVerdict(try comparison(ratios(2.9)), isTooNoisy: false, needed: 3) == .missed)
    // The median is on the bound, the interval lies around it.
    let straddling = try comparison(ratios(3.0))
    #expect(straddling.ratio.low < 3)
    #expect(SpeedVerdict(straddling, isTooNoisy: false, needed: 3) == .missed)
    #expect(SpeedVerdict(try comparison(ratios(3.9)), isTooNoisy: true, needed: 3) == .reached)
    #expect(SpeedVerdict(try comparison(ratios(3.1)), isTooNoisy: true, needed: 3) == .undecided)
    #expect(SpeedVerdict(try comparison(ratios(2.9)), isTooNoisy: true, needed: 3) == .undecided)
    #expect(SpeedVerdict(try comparison(ratios(3.9, 29)), isTooNoisy: false, needed: 3) == .undecided)

    // Slow first samples and two groups of pairs, 5 % apart: far from the bound they decide, near it they do not.
    func disturbed(_ centre: Double) throws -> Comparison {
      let found = try comparison(
        (0..<60).map { $0 % 6 == 0 ? centre / 4 : centre * ($0 % 2 == 0 ? 1.1 : 1.3) }, pairsPerPlacement: 6)
      #expect(Set(found.warnings.map(\.kind)).count >= 2)
      return found
    }
    #expect(SpeedVerdict(try disturbed(3.9), isTooNoisy: false, needed: 3) == .reached)
    #expect(SpeedVerdict(try disturbed(2.7), isTooNoisy: false, needed: 3) == .undecided)
    #expect(SpeedVerdict(try disturbed(1.5), isTooNoisy: false, needed: 3) == .missed)
  }
}
