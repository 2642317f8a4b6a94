internal import GRDB
package import Reports

extension ProgressStore {
  /// A graded submission, without its full report.
  package struct Attempt: Sendable, Hashable {
    package let sequence: Int
    package let lab: String
    package let labVersion: Int
    package let status: GradeReport.Status
    package let submissionSHA256: String
    package let recordedAt: Timestamp
    /// Content digest of the full report; see ``ProgressStore/record(digest:)``.
    package let digest: String
  }

  /// Attempts oldest first; of one lab, or of all.
  package func attempts(lab: String? = nil) throws(ProgressError) -> [Attempt] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT attempt.*, evidence.recordedAt, evidence.digest FROM attempt JOIN evidence USING (sequence)
          WHERE ?1 IS NULL OR attempt.lab = ?1 ORDER BY attempt.sequence
          """, arguments: [lab]
      ).map { row in
        let sequence: Int = row["sequence"]
        guard let status = GradeReport.Status(rawValue: row["status"]) else {
          throw ProgressError.unreadableRecord(sequence: sequence, reason: "status")
        }
        return Attempt(
          sequence: sequence, lab: row["lab"], labVersion: row["labVersion"], status: status,
          submissionSHA256: row["submission"], recordedAt: Timestamp(secondsSince1970: row["recordedAt"]),
          digest: row["digest"])
      }
    }
  }

  /// Labs with at least one passed attempt, at any version.
  package func passedLabs() throws(ProgressError) -> Set<String> {
    try read { try Set(String.fetchAll($0, sql: "SELECT DISTINCT lab FROM attempt WHERE status = 'pass'")) }
  }
}
