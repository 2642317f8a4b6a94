package import Reports

/// The questions at the end of a lesson, read from `quiz.yml`.
package struct Quiz: Hashable, Sendable, Codable {
  /// Three to five.
  package let questions: [QuizQuestion]
  /// Two.
  package let interview: [InterviewQuestion]

  package init(questions: [QuizQuestion], interview: [InterviewQuestion]) {
    self.questions = questions
    self.interview = interview
  }
}

/// One question with either `options` or a `numeric` answer.
package struct QuizQuestion: Hashable, Sendable, Codable, Identifiable {
  /// One of the answers offered; exactly one option of a question is correct.
  package struct Option: Hashable, Sendable, Codable {
    package let text: LocalizedText
    /// Absent in the file means wrong.
    package let correct: Bool?
    /// Why it's right, or what the mistake is.
    package let reason: LocalizedText

    package var isCorrect: Bool { correct == true }

    package init(text: LocalizedText, correct: Bool? = nil, reason: LocalizedText) {
      self.text = text
      self.correct = correct
      self.reason = reason
    }
  }

  /// A number with a unit, given as the arithmetic that leads to it.
  package struct Numeric: Hashable, Sendable, Codable {
    /// A value that a known mistake leads to.
    package struct Mistake: Hashable, Sendable, Codable {
      package let expression: String
      package let reason: LocalizedText

      package init(expression: String, reason: LocalizedText) {
        self.expression = expression
        self.reason = reason
      }
    }

    /// A ``QuantityExpression``, such as `4 / 255`.
    package let expression: String
    /// The unit the answer is shown in; empty for a bare number.
    package let unit: String
    /// Accepted relative deviation as an expression, such as `1 %`.
    package let tolerance: String
    /// How the answer comes about.
    package let reason: LocalizedText
    package let mistakes: [Mistake]

    package init(expression: String, unit: String, tolerance: String, reason: LocalizedText, mistakes: [Mistake]) {
      self.expression = expression
      self.unit = unit
      self.tolerance = tolerance
      self.reason = reason
      self.mistakes = mistakes
    }
  }

  package let id: String
  package let prompt: LocalizedText
  package let options: [Option]?
  package let numeric: Numeric?

  package init(id: String, prompt: LocalizedText, options: [Option]?, numeric: Numeric?) {
    self.id = id
    self.prompt = prompt
    self.options = options
    self.numeric = numeric
  }
}

/// A question as an interviewer asks it, with what a good answer contains.
package struct InterviewQuestion: Hashable, Sendable, Codable, Identifiable {
  package let id: String
  package let prompt: LocalizedText
  /// Three to five points to listen for.
  package let rubric: [LocalizedText]
  /// What weak answers say.
  package let commonMistake: LocalizedText
  package let followUp: LocalizedText

  package init(
    id: String, prompt: LocalizedText, rubric: [LocalizedText], commonMistake: LocalizedText, followUp: LocalizedText
  ) {
    self.id = id
    self.prompt = prompt
    self.rubric = rubric
    self.commonMistake = commonMistake
    self.followUp = followUp
  }
}
