import Foundation
import Grading
import Manifests
import Reports
import Testing

/// A model that a lab asks for: what `lab.yml` says of it, and what happens when nobody can look at it.
@Suite struct ArtefactTests {
  private static func labs() throws -> LabCatalog {
    let checkout = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try LabCatalog(root: checkout.appending(path: "Labs").path)
  }

  private static func request() throws -> ArtefactRequest {
    let lab = try #require(try labs()["P00"])
    let requirement = try #require(lab.manifest.artefact)
    return ArtefactRequest(lab: lab, requirement: requirement, answer: "name: a", submissionSHA256: "00", seed: 7)
  }

  @Test func theProjectLabStatesItsBudget() throws {
    let catalog = try Self.labs()
    let lab = try #require(catalog["P00"])
    let requirement = try #require(lab.manifest.artefact)
    guard case .recipe(let budget) = requirement.from else {
      Issue.record("no recipe")
      return
    }
    #expect(budget.bytes == 0.2)
    #expect(budget.ratio == 3)
    #expect(requirement.checks == [.built, .bytes, .int8, .accuracy, .speed])
    #expect(requirement.drop == 0.01)
    #expect(lab.manifest.tasks.contains { $0.id == requirement.task })
    #expect(FolderListing.exists(lab.folder + "/" + Lab.dataFolder + "/" + requirement.base))
    #expect(catalog["F01"]?.manifest.artefact == nil)
  }

  @Test func theQuantizationLabStatesItsMargins() throws {
    let lab = try #require(try Self.labs()["E01"])
    let requirement = try #require(lab.manifest.artefact)
    guard case .ranges(let demand) = requirement.from else {
      Issue.record("no ranges")
      return
    }
    // What a learner's function is given stays within 8,192 values of an activation.
    #expect(demand.calibration * demand.values <= 8_192)
    #expect(demand.loss == 13.5)
    #expect(requirement.drop == 0.01)
    #expect(requirement.checks == [.built, .calibration, .int8, .accuracy, .noise])
    #expect(requirement.images >= 2_000)
    #expect(lab.manifest.tasks.contains { $0.id == requirement.task })
    #expect(FolderListing.exists(lab.folder + "/" + Lab.dataFolder + "/" + requirement.base))
  }

  @Test(arguments: ["{}", "{recipe: {training: 1, bytes: 1, ratio: 1}, ranges: {calibration: 1, values: 1, loss: 1}}"])
  func aModelIsMadeFromOneKindOfAnswer(from: String) {
    let text = "{task: a, base: b, data: c, images: 1, drop: 0, from: \(from)}"
    #expect(throws: ManifestError.self) {
      try Manifest.decode(ArtefactRequirement.self, from: text, file: "lab.yml")
    }
  }

  @Test func aRequestNamesTheBaseModelAndSurvivesJSON() throws {
    let request = try Self.request()
    #expect(request.calibrationSeed == 1)
    #expect(request.base.hasSuffix("/Labs/projects/compress-to-a-budget/Data/glyphnet.onnx"))
    #expect(request.blank(.bytes).status == .notRun)
    #expect(request.blank(.bytes).task == 4)
    let copy = try JSONDecoder().decode(ArtefactRequest.self, from: try JSONEncoder().encode(request))
    #expect(copy == request)
  }

  /// Everything a program can do instead of answering is an error, never findings.
  @Test(arguments: [
    "true", "echo '{}'", "cat", "echo '{\"tests\":[],\"measurements\":[]}'; exit 1", "kill -9 $$",
  ])
  func aProgramThatDoesNotAnswerGivesNoFindings(script: String) throws {
    let program = ArtefactProgram("/bin/sh", ["-c", script])
    let request = try Self.request()
    #expect(throws: GradingError.self) { try program.examine(request) { false } }
    #expect(throws: GradingError.self) { try program.observe(request, into: "/nowhere") { false } }
  }

  @Test func aProgramAnswersWithFindings() throws {
    let request = try Self.request()
    let findings = ArtefactFindings(
      tests: request.requirement.checks.map { request.blank($0) },
      measurements: [
        .init(id: "a", name: LocalizedText(ja: "あ", en: "a"), value: 1, unit: "%", count: 1)
      ])
    let json = String(decoding: try JSONEncoder().encode(findings), as: UTF8.self)
    let program = ArtefactProgram("/bin/sh", ["-c", "cat > /dev/null; printf '%s' '\(json)'"])
    #expect(try program.examine(request) { false } == findings)
  }

  @Test func aProgramAnswersWithWhatItObserved() throws {
    let program = ArtefactProgram("/bin/sh", ["-c", "grep -q '\"folder\":' && printf '[\"input\",\"relu\"]'"])
    #expect(try program.observe(try Self.request(), into: "/folder") { false } == ["input", "relu"])
  }

  @Test func aMissingProgramIsNamed() throws {
    let program = ArtefactProgram("/nowhere/keiryo", [])
    let request = try Self.request()
    #expect(throws: GradingError.kitMissing(path: "/nowhere/keiryo")) { try program.examine(request) { false } }
  }

  @Test func everyCheckHasANameInBothLanguages() {
    for check in ArtefactCheck.allCases { #expect(check.name.isComplete) }
    #expect(Set(ArtefactCheck.allCases.map(\.name.ja)).count == ArtefactCheck.allCases.count)
  }
}
