private import Foundation
internal import GRDB
import Hashing
package import Reports

/// What checking the chain found.
package enum ChainVerdict: Sendable, Hashable {
  /// Every row is as it was written. `head` is nil for an empty store.
  case intact(count: Int, head: EvidenceLink?)
  case broken(sequence: Int, fault: ChainFault)
}

package enum ChainFault: String, Sendable, Hashable, CaseIterable {
  /// A number is missing: a row was removed or moved.
  case gap
  /// The content does not have the digest stored beside it.
  case content
  /// The row does not point to the one before it.
  case previous
  /// The hash is not that of the row.
  case hash
  /// The row's kind, time or index entry is not what its content says.
  case disagreement
  /// A published link is no longer there: rows were cut off at the end or the history was rewritten.
  case published
}

extension ProgressStore {
  /// Recomputes every hash from the stored bytes.
  /// - Parameter published: the last link of an earlier publication, which must still be part of the chain.
  package func verifyChain(published: EvidenceLink? = nil) throws(ProgressError) -> ChainVerdict {
    try read { database in
      var previous = EvidenceLink.origin
      var head: EvidenceLink?
      var count = 0
      let statuses = try Dictionary(
        uniqueKeysWithValues: Row.fetchAll(database, sql: "SELECT * FROM attempt").map { row -> (Int, [String]) in
          (row["sequence"], [row["lab"], row["status"], row["submission"]])
        })
      let rows = try Row.fetchCursor(database, sql: "SELECT * FROM evidence ORDER BY sequence")
      while let row = try rows.next() {
        count += 1
        let link = try Self.evidenceLink(row)
        if let fault = Self.fault(link, row: row, expected: count, previous: previous, index: statuses[link.sequence]) {
          return .broken(sequence: count, fault: fault)
        }
        if let published, published.sequence == count, published != link {
          return .broken(sequence: count, fault: .published)
        }
        previous = link.hash
        head = link
      }
      if let published, published.sequence > count { return .broken(sequence: count + 1, fault: .published) }
      return .intact(count: count, head: head)
    }
  }

  private static func fault(
    _ link: EvidenceLink, row: Row, expected: Int, previous: String, index: [String]?
  ) -> ChainFault? {
    guard link.sequence == expected else { return .gap }
    let content: String = row["content"]
    guard SHA256Digest(of: content).hex == link.content else { return .content }
    guard link.previous == previous else { return .previous }
    guard SHA256Digest(of: link.preimage).hex == link.hash else { return .hash }
    guard let record = try? record(row), record.payload.kind == link.kind,
      record.provenance.recordedAt == link.recordedAt
    else { return .disagreement }
    guard case .grade(let report) = record.payload else { return index == nil ? nil : .disagreement }
    return index == [report.lab, report.status.rawValue, report.submissionSHA256] ? nil : .disagreement
  }

  /// SQLite's own check of the file, plus foreign keys and the append-only triggers. Empty when all is well.
  package func integrityCheck() throws(ProgressError) -> [String] {
    try read { database in
      var findings = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
      findings += try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { "foreign key: \($0)" }
      let triggers = try Set(String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
      for table in ProgressSchema.appendOnly {
        for name in ["\(table)NeverUpdate", "\(table)NeverDelete"] where !triggers.contains(name) {
          findings.append("missing trigger \(name)")
        }
      }
      return findings
    }
  }
}
