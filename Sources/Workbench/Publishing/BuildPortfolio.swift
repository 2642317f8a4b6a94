import Foundation
import PortfolioSite
import Progress
package import Reports

/// Renders the learner's evidence and words into `site/`, complete or not at all.
package struct BuildPortfolio: Answer {
  package let page: String
  package let files: Int
  package let projects: Int
  package let records: Int

  /// - Throws: ``PortfolioError`` naming the project and the field that is not ready.
  package init(in workspace: Workspace) throws {
    let store = try workspace.home.openStore()
    let files = PortfolioFiles(workspace.home)
    try files.beginProfile()
    let bundle = try files.bundle(workspace.language, store: store)
    try self.init(bundle, to: workspace.home.site)
  }

  /// Publishes a bundle that is ready.
  init(_ bundle: EvidenceBundle, to site: URL) throws {
    files = try PortfolioSite.publish(bundle, to: site.path, scan: PortfolioFiles.scan).count
    page = site.appending(path: "index.html").path
    projects = bundle.projects.count
    records = bundle.chain.count
  }

  package func text(in language: Language, width: Int) -> String {
    let note =
      projects == 0
      ? (language == .ja
        ? "\n  プロジェクトはまだありません。keiryo compress の結果から始まります。"
        : "\n  No project yet. The first one comes with keiryo compress.")
      : ""
    return
      (language == .ja
      ? "  \(page)\n  プロジェクト \(projects) 件、記録 \(records) 件、ファイル \(files) 個"
      : "  \(page)\n  \(projects) projects, \(records) records, \(files) files") + note
  }
}

/// Says what keeps the portfolio from being built, and whether the evidence is whole.
package struct CheckPortfolio: Answer {
  package struct Finding: Encodable, Sendable {
    package let isFine: Bool
    package let text: LocalizedText
  }

  package let findings: [Finding]
  package var status: ExitStatus { findings.allSatisfy(\.isFine) ? .success : .failed }

  package init(in workspace: Workspace) throws {
    let store = try workspace.evidence() ?? ProgressStore(inMemory: workspace.home.purpose)
    var found = [try Self.chain(store)]
    do {
      let bundle = try PortfolioFiles(workspace.home).bundle(workspace.language, store: store)
      let files = try PortfolioSite.render(bundle)
      let names = Language.allCases.map { bundle.author.name[$0] }
      for file in files {
        if let what = PortfolioFiles.scan.hit(in: String(decoding: file.bytes, as: UTF8.self), authorNames: names) {
          throw PortfolioError.leak(file: file.path, what: what)
        }
      }
      found.append(
        Finding(
          isFine: true,
          text: LocalizedText(
            ja: "ページを作れます（プロジェクト \(bundle.projects.count) 件）",
            en: "the site can be built (\(bundle.projects.count) projects)")))
    } catch {
      found.append(Finding(isFine: false, text: Sentence(for: error).text))
    }
    findings = found
  }

  static func chain(_ store: ProgressStore) throws -> Finding {
    switch try store.verifyChain() {
    case .intact(let count, _):
      Finding(
        isFine: true, text: LocalizedText(ja: "記録 \(count) 件、つながりに欠けなし", en: "\(count) records, the chain is whole"))
    case .broken(let sequence, let fault):
      Finding(
        isFine: false,
        text: LocalizedText(
          ja: "記録 \(sequence) でつながりが壊れています（\(fault.rawValue)）",
          en: "the chain breaks at record \(sequence) (\(fault.rawValue))"))
    }
  }

  package func text(in language: Language, width: Int) -> String {
    findings.map { "  \($0.isFine ? "✓" : "✗") \($0.text[language])" }.joined(separator: "\n")
  }
}
