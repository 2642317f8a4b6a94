package import Reports

/// What an answer to a quiz question is worth.
package enum QuizVerdict: Hashable, Sendable {
  case correct(reason: LocalizedText)
  /// `reason` is `nil` for a number that no known mistake leads to.
  case wrong(reason: LocalizedText?)
  /// The number has another dimension than the answer, such as a time for a size.
  case wrongUnit(expected: String)
  case unreadable(QuantityError)
  /// No such option, or a question of the other kind.
  case notAnAnswer
}

extension QuizQuestion {
  /// The verdict on the option at `index`, counted from 0.
  package func verdict(option index: Int) -> QuizVerdict {
    guard let options, options.indices.contains(index) else { return .notAnAnswer }
    return options[index].isCorrect ? .correct(reason: options[index].reason) : .wrong(reason: options[index].reason)
  }

  /// The verdict on typed text. A bare number is taken in the unit of the question.
  package func verdict(typed text: String) -> QuizVerdict {
    guard let numeric else { return .notAnAnswer }
    do throws(QuantityError) {
      let expected = try numeric.answer()
      let relative = try QuantityExpression.evaluate(numeric.tolerance).value
      var given = try QuantityExpression.evaluate(text)
      if given.dimension == .none, let unit = Quantity.units[numeric.unit] {
        if unit.dimension != .none || !Self.isInItsUnit(text) {
          given = Quantity(given.value * unit.value, unit.dimension)
        }
      }
      if expected.isClose(to: given, relative: relative) { return .correct(reason: numeric.reason) }
      guard expected.dimension == given.dimension else { return .wrongUnit(expected: numeric.unit) }
      for mistake in numeric.mistakes {
        let value = try QuantityExpression.evaluate(mistake.expression)
        if value.isClose(to: given, relative: relative) { return .wrong(reason: mistake.reason) }
      }
      return .wrong(reason: nil)
    } catch {
      return .unreadable(error)
    }
  }

  /// Whether a dimensionless answer names its unit (`25 %`, `4 x`) or is arithmetic; then it isn't scaled again.
  private static func isInItsUnit(_ text: String) -> Bool {
    text.contains { "%％x倍/÷*×·".contains($0) }
  }
}

extension QuizQuestion.Numeric {
  /// The correct value in base units.
  package func answer() throws(QuantityError) -> Quantity {
    try QuantityExpression.evaluate(expression)
  }

  /// The correct value as a number of ``unit``.
  package func answerInUnit() throws(QuantityError) -> Double {
    let value = try answer()
    guard !unit.isEmpty else { return value.value }
    guard let factor = Quantity.units[unit] else { throw .unknownName(unit) }
    guard factor.dimension == value.dimension else { throw .dimensionMismatch }
    return value.value / factor.value
  }
}
