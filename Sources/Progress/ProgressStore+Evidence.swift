private import Foundation
internal import GRDB
package import Hashing
package import Reports

extension ProgressStore {
  /// A file an evidence row speaks of, kept elsewhere and recognised by its hash.
  package struct Artefact: Sendable, Hashable {
    /// `model`, `submission`, `log`, …; once per evidence row.
    package var role: String
    /// A name without folders.
    package var fileName: String
    package var digest: SHA256Digest
    package var byteCount: Int

    package init(role: String, fileName: String, digest: SHA256Digest, byteCount: Int) {
      self.role = role
      self.fileName = fileName
      self.digest = digest
      self.byteCount = byteCount
    }
  }

  /// Adds a fact to the chain. When this returns, the fact survives a kill and a power cut.
  /// - Returns: the new last link.
  @discardableResult
  package func append(
    _ record: EvidenceRecord, artefacts: [Artefact] = []
  ) throws(ProgressError) -> EvidenceLink {
    let content: [UInt8]
    do { content = try CanonicalJSON.encode(record) } catch { throw .unencodable(error) }
    let digest = SHA256Digest(of: content).hex
    let text = String(decoding: content, as: UTF8.self)
    return try write { database in
      let last = try Row.fetchOne(database, sql: "SELECT sequence, hash FROM evidence ORDER BY sequence DESC LIMIT 1")
      let sequence = (last?["sequence"] ?? 0) + 1
      let previous: String = last?["hash"] ?? EvidenceLink.origin
      let kind = record.payload.kind
      let recordedAt = record.provenance.recordedAt
      let preimage = EvidenceLink.preimage(
        sequence: sequence, kind: kind, recordedAt: recordedAt, content: digest, previous: previous)
      let link = EvidenceLink(
        sequence: sequence, kind: kind, recordedAt: recordedAt, content: digest, previous: previous,
        hash: SHA256Digest(of: preimage).hex)
      try database.execute(
        sql: """
          INSERT INTO evidence (sequence, kind, recordedAt, content, digest, previous, hash)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [sequence, kind.rawValue, recordedAt.secondsSince1970, text, digest, previous, link.hash])
      if case .grade(let report) = record.payload {
        try database.execute(
          sql: "INSERT INTO attempt (sequence, lab, labVersion, status, submission) VALUES (?, ?, ?, ?, ?)",
          arguments: [
            sequence, report.lab, report.labVersion, report.status.rawValue, report.submissionSHA256,
          ])
      }
      for artefact in artefacts {
        try database.execute(
          sql: "INSERT INTO artefact (sequence, role, fileName, sha256, byteCount) VALUES (?, ?, ?, ?, ?)",
          arguments: [sequence, artefact.role, artefact.fileName, artefact.digest.hex, artefact.byteCount])
      }
      return link
    }
  }

  /// Every link in order.
  package func links() throws(ProgressError) -> [EvidenceLink] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM evidence ORDER BY sequence").map(Self.evidenceLink)
    }
  }

  /// The record with this content digest; nil when there is none.
  package func record(digest: String) throws(ProgressError) -> EvidenceRecord? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM evidence WHERE digest = ? LIMIT 1", arguments: [digest])
        .map(Self.record)
    }
  }

  /// Records of one kind, oldest first.
  package func records(
    _ kind: EvidencePayload.Kind
  ) throws(ProgressError) -> [(link: EvidenceLink, record: EvidenceRecord)] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM evidence WHERE kind = ? ORDER BY sequence", arguments: [kind.rawValue]
      ).map { (try Self.evidenceLink($0), try Self.record($0)) }
    }
  }

  package func artefacts(ofSequence sequence: Int) throws(ProgressError) -> [Artefact] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM artefact WHERE sequence = ? ORDER BY id", arguments: [sequence]
      ).map { row in
        guard let digest = SHA256Digest(hex: row["sha256"]) else {
          throw ProgressError.unreadableRecord(sequence: sequence, reason: "artefact digest")
        }
        return Artefact(role: row["role"], fileName: row["fileName"], digest: digest, byteCount: row["byteCount"])
      }
    }
  }

  static func evidenceLink(_ row: Row) throws -> EvidenceLink {
    let sequence: Int = row["sequence"]
    guard let kind = EvidencePayload.Kind(rawValue: row["kind"]) else {
      throw ProgressError.unreadableRecord(sequence: sequence, reason: "kind")
    }
    return EvidenceLink(
      sequence: sequence, kind: kind, recordedAt: Timestamp(secondsSince1970: row["recordedAt"]),
      content: row["digest"], previous: row["previous"], hash: row["hash"])
  }

  static func record(_ row: Row) throws -> EvidenceRecord {
    let text: String = row["content"]
    do {
      return try JSONDecoder().decode(EvidenceRecord.self, from: Data(text.utf8))
    } catch {
      throw ProgressError.unreadableRecord(sequence: row["sequence"], reason: String(describing: error))
    }
  }
}
