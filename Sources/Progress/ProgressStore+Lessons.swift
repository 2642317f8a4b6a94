internal import GRDB
package import Reports

extension ProgressStore {
  package enum LessonEvent: String, Sendable, Hashable {
    case opened
    case finished
  }

  /// One answer to a lesson's quiz; a question may be answered again.
  package struct QuizAnswer: Sendable, Hashable {
    package let lesson: String
    package let question: String
    package let answer: String
    package let isCorrect: Bool
    package let recordedAt: Timestamp

    package init(lesson: String, question: String, answer: String, isCorrect: Bool, recordedAt: Timestamp) {
      self.lesson = lesson
      self.question = question
      self.answer = answer
      self.isCorrect = isCorrect
      self.recordedAt = recordedAt
    }
  }

  package func note(_ event: LessonEvent, lesson: String, at moment: Timestamp) throws(ProgressError) {
    try write { database in
      try database.execute(
        sql: "INSERT INTO lessonEvent (lesson, event, recordedAt) VALUES (?, ?, ?)",
        arguments: [lesson, event.rawValue, moment.secondsSince1970])
    }
  }

  package func note(_ answer: QuizAnswer) throws(ProgressError) {
    try write { database in
      try database.execute(
        sql: "INSERT INTO quizAnswer (lesson, question, answer, isCorrect, recordedAt) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          answer.lesson, answer.question, answer.answer, answer.isCorrect, answer.recordedAt.secondsSince1970,
        ])
    }
  }

  /// The furthest each lesson got: `finished` if it ever was.
  package func lessons() throws(ProgressError) -> [String: LessonEvent] {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT lesson, max(event = 'finished') AS finished FROM lessonEvent GROUP BY lesson")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["lesson"], $0["finished"] == 1 ? .finished : .opened) })
    }
  }

  /// Every answer given in a lesson, oldest first.
  package func answers(lesson: String) throws(ProgressError) -> [QuizAnswer] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM quizAnswer WHERE lesson = ? ORDER BY id", arguments: [lesson])
        .map { row in
          QuizAnswer(
            lesson: row["lesson"], question: row["question"], answer: row["answer"], isCorrect: row["isCorrect"],
            recordedAt: Timestamp(secondsSince1970: row["recordedAt"]))
        }
    }
  }
}
