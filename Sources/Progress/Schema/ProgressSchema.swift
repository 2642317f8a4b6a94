import GRDB

/// The tables, as named migrations that are only ever appended to.
///
/// | table | one row is |
/// |---|---|
/// | `store` | whose evidence this is (exactly one row) |
/// | `evidence` | a link of the chain with the canonical JSON it hashes |
/// | `attempt` | an index of `evidence` rows that are grade reports |
/// | `artefact` | a file an evidence row speaks of, by its SHA-256 |
/// | `lessonEvent`, `quizAnswer` | what was read and answered |
package enum ProgressSchema {
  /// "KEYR" in the header of the file.
  static let applicationID: Int32 = 0x4B45_5952

  static let migrations: [(name: String, apply: @Sendable (Database) throws -> Void)] = [
    ("1-evidence", createEvidence),
    ("2-lessons", createLessons),
  ]

  /// `user_version` of a file that has every migration.
  static var version: Int { migrations.count }

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (index, migration) in migrations.enumerated() {
      migrator.registerMigration(migration.name) { database in
        try migration.apply(database)
        try database.execute(sql: "PRAGMA user_version = \(index + 1)")
      }
    }
    return migrator
  }

  /// Rows of these tables are facts: they are added and never changed.
  package static let appendOnly = ["store", "evidence", "attempt", "artefact", "lessonEvent", "quizAnswer"]

  @Sendable private static func createEvidence(_ database: Database) throws {
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    try database.execute(
      sql: """
        CREATE TABLE store (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          purpose TEXT NOT NULL CHECK (purpose IN ('learner', 'demonstration'))
        ) STRICT;

        CREATE TABLE evidence (
          sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
          kind TEXT NOT NULL CHECK (length(kind) > 0),
          recordedAt INTEGER NOT NULL,
          content TEXT NOT NULL CHECK (json_valid(content)),
          digest TEXT NOT NULL CHECK (length(digest) = 64),
          previous TEXT NOT NULL CHECK (length(previous) = 64),
          hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
        ) STRICT;
        CREATE INDEX evidenceByDigest ON evidence (digest);

        CREATE TABLE attempt (
          sequence INTEGER PRIMARY KEY REFERENCES evidence (sequence),
          lab TEXT NOT NULL CHECK (length(lab) > 0),
          labVersion INTEGER NOT NULL CHECK (labVersion >= 1),
          status TEXT NOT NULL CHECK (status IN ('pass', 'fail', 'error')),
          submission TEXT NOT NULL
        ) STRICT;
        CREATE INDEX attemptByLab ON attempt (lab, sequence);

        CREATE TABLE artefact (
          id INTEGER PRIMARY KEY,
          sequence INTEGER NOT NULL REFERENCES evidence (sequence),
          role TEXT NOT NULL CHECK (length(role) > 0),
          fileName TEXT NOT NULL CHECK (instr(fileName, '/') = 0 AND length(fileName) > 0),
          sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
          byteCount INTEGER NOT NULL CHECK (byteCount >= 0),
          UNIQUE (sequence, role)
        ) STRICT;
        """)
    try forbidChanges(["store", "evidence", "attempt", "artefact"], in: database)
  }

  @Sendable private static func createLessons(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE lessonEvent (
          id INTEGER PRIMARY KEY,
          lesson TEXT NOT NULL CHECK (length(lesson) > 0),
          event TEXT NOT NULL CHECK (event IN ('opened', 'finished')),
          recordedAt INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX lessonEventByLesson ON lessonEvent (lesson, id);

        CREATE TABLE quizAnswer (
          id INTEGER PRIMARY KEY,
          lesson TEXT NOT NULL CHECK (length(lesson) > 0),
          question TEXT NOT NULL CHECK (length(question) > 0),
          answer TEXT NOT NULL,
          isCorrect INTEGER NOT NULL CHECK (isCorrect IN (0, 1)),
          recordedAt INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX quizAnswerByLesson ON quizAnswer (lesson, question, id);
        """)
    try forbidChanges(["lessonEvent", "quizAnswer"], in: database)
  }

  private static func forbidChanges(_ tables: [String], in database: Database) throws {
    for table in tables {
      for verb in ["Update", "Delete"] {
        try database.execute(
          sql: """
            CREATE TRIGGER \(table)Never\(verb) BEFORE \(verb) ON \(table)
            BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END
            """)
      }
    }
  }
}
