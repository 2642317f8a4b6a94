import Lessons
import Reports
import Testing

@Suite struct QuantityTests {
  /// Values computed by hand.
  @Test(arguments: [
    ("4 / 255", 0.01568627450980392), ("1 + 2 * 3", 7.0), ("(1 + 2) × 3", 9.0), ("-2 ^ 2", -4.0), ("2 ^ -1", 0.5),
    ("−0.5 + 1", 0.5),
    ("1,000 / 8", 125.0), ("1e3", 1000.0), ("25 %", 0.25), ("round(2.5)", 2.0), ("round(3.5)", 4.0), ("log2(8)", 3.0),
    ("20 * log10(10)", 20.0), ("6 - 2 - 1", 3.0), ("8 / 4 / 2", 1.0), ("1 MB / 2 kB", 500.0), ("4 倍", 4.0),
  ])
  func arithmetic(_ text: String, _ value: Double) throws {
    let result = try QuantityExpression.evaluate(text)
    // A few operations in binary64: one part in 10^12 leaves room for their roundings only.
    #expect(abs(result.value - value) <= 1e-12 * max(1, abs(value)) && result.dimension == .none)
  }

  @Test func unitsKeepTheirDimension() throws {
    #expect(try QuantityExpression.evaluate("1 KiB") == Quantity(8192, .init(bit: 1)))
    #expect(try QuantityExpression.evaluate("110e6 * 4 B") == QuantityExpression.evaluate("440 MB"))
    #expect(try QuantityExpression.evaluate("2 W * 3 ms") == QuantityExpression.evaluate("6 mJ"))
    #expect(try QuantityExpression.evaluate("1 / 20 ms").dimension == Quantity.Dimension(second: -1))
  }

  @Test(arguments: [
    ("", QuantityError.unexpectedEnd), ("1 +", .unexpectedEnd), ("(1", .unexpectedEnd),
    ("1 ms + 1 B", .dimensionMismatch),
    ("1 / 0", .notFinite), ("3 furlongs", .unexpected("f", offset: 2)), ("furlongs", .unknownName("furlongs")),
    ("ln(1 ms)", .dimensionMismatch), ("2 ^ 0.5", .dimensionMismatch),
  ])
  func malformedTextIsAnError(_ text: String, _ error: QuantityError) {
    #expect(throws: error) { try QuantityExpression.evaluate(text) }
  }

  @Test(arguments: ["(", "-", "round("])
  func depthAndLengthAreBounded(_ opener: String) {
    for count in [64, 399, 100_000] {
      #expect(throws: QuantityError.self) {
        try QuantityExpression.evaluate(String(repeating: opener, count: count) + "1")
      }
    }
  }

  private let question = QuizQuestion(
    id: "q", prompt: .init(verbatim: "?"), options: nil,
    numeric: .init(
      expression: "1000 * 4 B", unit: "kB", tolerance: "1 %", reason: .init(verbatim: "four bytes each"),
      mistakes: [.init(expression: "1000 * 4 bit", reason: .init(verbatim: "bits, not bytes"))]))

  @Test func typedAnswersAreJudgedByValueAndUnit() {
    #expect(question.verdict(typed: "4000 B") == .correct(reason: .init(verbatim: "four bytes each")))
    #expect(question.verdict(typed: "4") == .correct(reason: .init(verbatim: "four bytes each")))
    #expect(question.verdict(typed: "32 kbit") == .correct(reason: .init(verbatim: "four bytes each")))
    #expect(question.verdict(typed: "0.5 kB") == .wrong(reason: .init(verbatim: "bits, not bytes")))
    #expect(question.verdict(typed: "5 kB") == .wrong(reason: nil))
    #expect(question.verdict(typed: "4 ms") == .wrongUnit(expected: "kB"))
    #expect(question.verdict(typed: "four") == .unreadable(.unknownName("four")))
    #expect(question.verdict(option: 0) == .notAnAnswer)
  }
}
