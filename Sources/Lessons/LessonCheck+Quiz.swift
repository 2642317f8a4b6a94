import Foundation
import Reports

extension LessonCheck {
  func quizFindings(in lesson: Lesson) -> [LessonFinding] {
    let file = CurriculumFile.name(of: lesson.folder.appending(path: "quiz.yml"))
    let quiz = lesson.quiz
    var problems: [LessonFinding.Problem] = []
    if !Self.questionCount.contains(quiz.questions.count) {
      problems.append(.questionCount(found: quiz.questions.count, allowed: Self.questionCount))
    }
    if !Self.interviewCount.contains(quiz.interview.count) {
      problems.append(.questionCount(found: quiz.interview.count, allowed: Self.interviewCount))
    }
    if !quiz.questions.contains(where: { $0.numeric?.unit.isEmpty == false }) { problems.append(.noNumericQuestion) }
    var ids: Set<String> = []
    for id in quiz.questions.map(\.id) + quiz.interview.map(\.id) where !ids.insert(id).inserted {
      problems.append(.duplicateQuestionID(id))
    }
    for question in quiz.questions { problems += self.problems(in: question) }
    for question in quiz.interview {
      if !(3...5).contains(question.rubric.count) { problems.append(.malformedQuestion(question.id)) }
      let texts = [question.prompt, question.commonMistake, question.followUp] + question.rubric
      problems += wordingProblems(texts, question.id)
    }
    return problems.map { LessonFinding(lesson: lesson.id, file: file, $0) }
  }

  private func problems(in question: QuizQuestion) -> [LessonFinding.Problem] {
    switch (question.options, question.numeric) {
    case (let options?, nil):
      let isSound = options.count >= 2 && options.count(where: \.isCorrect) == 1
      return (isSound ? [] : [.malformedQuestion(question.id)])
        + wordingProblems([question.prompt] + options.flatMap { [$0.text, $0.reason] }, question.id)
    case (nil, let numeric?):
      return numericProblems(numeric, question.id)
        + wordingProblems([question.prompt, numeric.reason] + numeric.mistakes.map(\.reason), question.id)
    default: return [.malformedQuestion(question.id)]
    }
  }

  private func numericProblems(_ numeric: QuizQuestion.Numeric, _ id: String) -> [LessonFinding.Problem] {
    var problems: [LessonFinding.Problem] = []
    func value(_ expression: String) -> Quantity? {
      do throws(QuantityError) {
        return try QuantityExpression.evaluate(expression)
      } catch {
        problems.append(.unreadableExpression(question: id, expression: expression, error))
        return nil
      }
    }
    let tolerance = value(numeric.tolerance)
    guard let answer = value(numeric.expression), let tolerance else { return problems }
    let unit = numeric.unit.isEmpty ? Quantity(1) : Quantity.units[numeric.unit]
    if unit?.dimension != answer.dimension || tolerance.dimension != .none {
      problems.append(.contradictoryAnswer(question: id, expression: numeric.expression))
    }
    for mistake in numeric.mistakes {
      guard let wrong = value(mistake.expression) else { continue }
      if answer.isClose(to: wrong, relative: tolerance.value) {
        problems.append(.contradictoryAnswer(question: id, expression: mistake.expression))
      }
    }
    return problems
  }

  private func wordingProblems(_ texts: [LocalizedText], _ id: String) -> [LessonFinding.Problem] {
    texts.flatMap { text -> [LessonFinding.Problem] in
      var problems: [LessonFinding.Problem] = []
      if text.ja.allSatisfy(\.isWhitespace) { problems.append(.emptyText(question: id, language: .ja)) }
      if text.en.allSatisfy(\.isWhitespace) { problems.append(.emptyText(question: id, language: .en)) }
      problems += ForbiddenWording.found(in: text.ja, .ja).map { .forbiddenWording($0) }
      problems += ForbiddenWording.found(in: text.en, .en).map { .forbiddenWording($0) }
      return problems
    }
  }
}
