import Foundation
import Manifests
import PortfolioSite
import Progress
import Reports

/// The learner's own words: `profile.yml` and `projects/*/project.yml`.
struct PortfolioFiles {
  private let home: Home

  init(_ home: Home) { self.home = home }

  private var hasProfile: Bool { FileManager.default.fileExists(atPath: home.profile.path) }

  /// Writes a first `profile.yml` for the learner to change, when there is none.
  func beginProfile() throws(WorkbenchError) {
    if !hasProfile { try home.write(Self.firstProfile, to: home.profile) }
  }

  /// The author, as the first profile says while there is no other.
  func author() throws -> EvidenceBundle.Author {
    hasProfile
      ? try Manifest.decode(EvidenceBundle.Author.self, at: home.profile.path)
      : try Manifest.decode(EvidenceBundle.Author.self, from: Self.firstProfile, file: home.profile.lastPathComponent)
  }

  /// Every project, by folder name.
  func projects() throws -> [ProjectEvidence] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: home.projects.path)) ?? []
    return try names.sorted().map { home.projects.appending(path: $0).appending(path: "project.yml") }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
      .map { try Manifest.decode(ProjectEvidence.self, at: $0.path) }
  }

  func bundle(_ language: Language, store: ProgressStore) throws -> EvidenceBundle {
    try store.bundle(
      author: try author(), toolVersion: Workspace.toolVersion, language: language, projects: try projects())
  }

  /// What must not appear on a public page.
  static var scan: CanaryScan {
    CanaryScan(
      homePath: FileManager.default.homeDirectoryForCurrentUser.path, userName: NSUserName(),
      hostName: ProcessInfo.processInfo.hostName)
  }

  private static let firstProfile = """
    # Shown at the top of the portfolio. Edit both languages.
    name:
      ja: 名前
      en: Your name
    sentence:
      ja: モデルを軽くし、その効果を測って示すエンジニアです。
      en: An engineer who makes models light and measures what that brings.

    """
}
