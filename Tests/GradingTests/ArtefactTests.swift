import Foundation
import Grading
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
    return ArtefactRequest(
      lab: lab, task: 4, requirement: requirement, recipe: "name: a", submissionSHA256: "00", seed: 7)
  }

  @Test func theProjectLabStatesItsBudget() throws {
    let catalog = try Self.labs()
    let lab = try #require(catalog["P00"])
    let requirement = try #require(lab.manifest.artefact)
    #expect(requirement.bytes == 0.2)
    #expect(requirement.ratio == 3)
    #expect(requirement.drop == 0.01)
    #expect(lab.manifest.tasks.contains { $0.id == requirement.task })
    #expect(FolderListing.exists(lab.folder + "/" + Lab.dataFolder + "/" + requirement.base))
    #expect(catalog["F01"]?.manifest.artefact == nil)
  }

  @Test func aRequestNamesTheBaseModelAndSurvivesJSON() throws {
    let request = try Self.request()
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
  }

  @Test func aProgramAnswersWithFindings() throws {
    let request = try Self.request()
    let findings = ArtefactFindings(
      tests: ArtefactCheck.allCases.map { request.blank($0) },
      measurements: [
        .init(id: "a", name: LocalizedText(ja: "あ", en: "a"), value: 1, unit: "%", count: 1)
      ])
    let json = String(decoding: try JSONEncoder().encode(findings), as: UTF8.self)
    let program = ArtefactProgram("/bin/sh", ["-c", "cat > /dev/null; printf '%s' '\(json)'"])
    #expect(try program.examine(request) { false } == findings)
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
