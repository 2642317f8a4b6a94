import Foundation
import PortfolioSite
package import Reports

/// Recomputes a published `bundle.json`: hashes, chain, every ratio and interval from its samples. Needs no network.
package struct VerifyBundle: Answer {
  package let file: String
  package let isIntact: Bool
  package let records: Int
  package let links: Int
  /// Ratios with interval that were computed again.
  package let comparisons: Int
  package let faults: [LocalizedText]

  package var status: ExitStatus { isIntact ? .success : .failed }

  /// - Throws: ``WorkbenchError/notABundle(path:)`` for a file that is no bundle at all.
  package init(_ path: String) throws {
    let bytes = [UInt8](try FileAccess.read(URL(filePath: path), limit: 64 << 20))
    let outcome = BundleVerifier.verify(file: bytes)
    if case .unreadable? = outcome.faults.first { throw WorkbenchError.notABundle(path: path) }
    file = path
    isIntact = outcome.isIntact
    records = outcome.records
    links = outcome.links
    comparisons = outcome.comparisons
    faults = outcome.faults.map(\.words)
  }

  package func text(in language: Language, width: Int) -> String {
    guard isIntact else {
      let shown = faults.prefix(10).map { "    " + $0[language] }
      return (["  ✗ \(file)" + (language == .ja ? "：確かめられませんでした" : ": does not verify")] + shown).joined(
        separator: "\n")
    }
    return language == .ja
      ? "  ✓ \(file)：変更なし。記録 \(links) 件のつながり、内容 \(records) 件、比と区間 \(comparisons) 件を計算し直して一致しました。\n    示すこと：作られてから変わっていない。示さないこと：測った人と機械が名乗るとおりであること。"
      : "  ✓ \(file): unchanged. \(links) links, \(records) records and \(comparisons) ratios with intervals were computed again and agree.\n    Proves: nothing changed since it was made. Does not prove: who made it and on which machine."
  }
}
