package import Manifests
package import Reports

/// One lab: a folder `Labs/<stage>/<slug>/` and its manifest.
package struct Lab: Hashable, Sendable {
  /// Absolute path of the folder.
  package let folder: String
  package let stage: String
  package let slug: String
  package let manifest: LabManifest

  package var id: String { manifest.id }

  /// - Throws: ``ManifestError`` for a manifest that is missing or does not fit.
  package init(folder: String, stage: String, slug: String) throws(ManifestError) {
    self.folder = folder
    self.stage = stage
    self.slug = slug
    manifest = try Manifest.decode(at: folder + "/lab.yml")
  }

  /// The files every lab has, beside the folder of known mistakes.
  package enum File: String, CaseIterable, Sendable {
    case manifest = "lab.yml"
    case briefJapanese = "brief.ja.md"
    case briefEnglish = "brief.en.md"
    case hints = "hints.yml"
    case solution = "Solution.swift"
    case secondSolution = "SecondSolution.swift"
    case harness = "Harness.swift"
    case checks = "Checks.swift"
    case design = "design.md"
  }

  package static let mistakesFolder = "Mistakes"
  /// Optional: more source files of the judge.
  package static let judgeFolder = "Judge"
  /// Optional: files the judge reads, which the learner's program never sees.
  package static let dataFolder = "Data"

  package func path(_ file: File) -> String { folder + "/" + file.rawValue }

  /// A text file of the lab.
  package func text(_ file: File) throws(ManifestError) -> String { try Manifest.text(at: path(file)) }

  package func brief(_ language: Language) throws(ManifestError) -> String {
    try text(language == .ja ? .briefJapanese : .briefEnglish)
  }

  package func hints() throws(ManifestError) -> LabHints { try Manifest.decode(at: path(.hints)) }

  /// What a learner starts from.
  package func stub() throws -> String { try LabStub.derive(from: try text(.solution)) }
}
