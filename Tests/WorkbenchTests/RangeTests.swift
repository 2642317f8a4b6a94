import Datasets
import Foundation
import Grading
import Quantization
import Reports
import Testing
import Workbench

/// The int8 model that lab E01 makes from a learner's ranges, on the lab's own base model.
@Suite struct RangeTests {
  private static let examination = ArtefactExamination(
    .built(FileManager.default.temporaryDirectory.appending(path: "keiryo-no-artefact")), threads: 1)

  private static let checks = [
    "artefact", "artefact-calibration", "artefact-int8", "artefact-accuracy", "artefact-noise",
  ]

  private static func request(_ answer: String = "", seed: UInt64 = 11) throws -> ArtefactRequest {
    let lab = try TemporaryHome.checkout.lab("E01")
    let requirement = try #require(lab.manifest.artefact)
    return ArtefactRequest(lab: lab, requirement: requirement, answer: answer, submissionSHA256: "00", seed: seed)
  }

  private static func samples() throws -> CalibrationSamples {
    let request = try request()
    guard case .ranges(let demand) = request.requirement.from else { throw GradingError.cancelled }
    return try CalibrationSamples(request, demand)
  }

  /// Examines the ranges that `choose` gives for the sorted samples of each activation.
  private func findings(
    _ choose: ([Float]) -> (Float, Float)
  ) throws -> (ArtefactFindings, failed: GradeReport.Test?) {
    let lines = try Self.samples().values.map { samples in
      let range = choose(samples.sorted())
      return "\(range.0) \(range.1)"
    }
    let found = try Self.examination.examine(try Self.request(lines.joined(separator: "\n"))) { false }
    return (found, found.tests.first { $0.status == .fail })
  }

  @Test func observationsAreOneFileForEachActivation() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "keiryo-samples-" + String(UInt64.random(in: .min ... .max), radix: 36))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let names = try Self.examination.observe(try Self.request(), into: folder.path) { false }
    #expect(names.first == "input")
    #expect(Set(names).count == names.count)
    for index in names.indices {
      // 1,000 images, 8 values of each, 4 bytes.
      #expect(try Data(contentsOf: folder.appending(path: "\(index).f32")).count == 32_000)
    }
  }

  /// One image in a thousand is spoilt, so at most 8 of 8,000 samples lie outside what the others reach.
  @Test func theSpoiltImageReachesAtMostOneSampleInAThousand() throws {
    let samples = try Self.samples()
    for (values, clean) in zip(samples.values, try samples.cleanRanges()) {
      #expect(values.count { !clean.range.contains($0) } <= 8, "\(clean.name)")
    }
    // Pixels of 0…1 are normalized to at most (1 − 0.196) ÷ 0.17 = 4.73; the spoilt ones are not.
    let largest = try #require(samples.values[0].max())
    #expect(largest > 50)
    #expect(try samples.cleanRanges()[0].range.upperBound <= 4.73)
  }

  @Test func droppingTheSpoiltShareKeepsTheNetwork() throws {
    let (found, failed) = try findings { ($0[8], $0[$0.count - 9]) }
    #expect(failed == nil, "\(String(describing: failed))")
    #expect(found.tests.map(\.id) == Self.checks)
    let bytes = try #require(found.measurements.first { $0.id == "artefact.bytes" }).value
    // Four bytes become one; scales, zero points, biases and names keep it above a quarter.
    #expect(bytes > 25 && bytes < 30)
    #expect(found.measurements.first { $0.id == "artefact.shared-images" }?.value == 0)
  }

  @Test func theSpoiltImageRuinsMinMax() throws {
    let failed = try findings { ($0[0], $0[$0.count - 1]) }.failed
    #expect(failed?.id == "artefact-accuracy")
    #expect(failed?.misconception == "outlier-kept")
  }

  @Test func cuttingOnePercentShowsInTheOutputs() throws {
    let failed = try findings { ($0[$0.count / 100], $0[$0.count - 1 - $0.count / 100]) }.failed
    #expect(failed?.id == "artefact-noise")
    #expect(failed?.misconception == "clipped-too-much")
  }

  @Test func negativeValuesAreMissed() throws {
    let failed = try findings { (0, $0[$0.count - 9]) }.failed
    #expect(failed?.id == "artefact-accuracy")
    #expect(failed?.misconception == "negative-dropped")
  }

  @Test(arguments: ["", "0 1", "nan 1\n0 1", "1 0", "a b", "-inf inf"])
  func rangesThatCannotBeUsedAreAFailedTest(answer: String) throws {
    let found = try Self.examination.examine(try Self.request(answer)) { false }
    #expect(found.tests[0].status == .fail)
    #expect(found.tests.dropFirst().allSatisfy { $0.status == .notRun })
    guard case .text(let text)? = found.tests[0].message else {
      Issue.record("no sentence for \(answer)")
      return
    }
    #expect(text.isComplete)
  }

  /// The canary: images that are in both sets would be found, and no hidden set has one.
  @Test func noHiddenImageIsACalibrationImage() throws {
    let samples = try Self.samples()
    #expect(samples.images.split == .calibration)
    for seed in [1, 2, 11] as [UInt64] {
      #expect(samples.count(in: try Glyphs16.dataset(split: .test, count: 500, seed: seed)) == 0)
      let calibration = try Glyphs16.dataset(split: .calibration, count: 100, seed: seed)
      #expect(samples.count(in: calibration) == (seed == 1 ? 100 : 0))
    }
  }
}
