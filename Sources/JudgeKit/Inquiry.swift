/// How a batch of cases is asked, judged, made smaller and explained.
public struct Inquiry<Input, Answer> {
  /// Sends a batch to the learner's program.
  let ask: (Trial, [Input]) throws(CheckFailure) -> [Answer]
  let truth: (Input) -> Answer
  /// Whether a returned answer is right: (input, expected, returned).
  let accepts: (Input, Answer, Answer) -> Bool
  /// Whether two programs gave the same answer; for recognizing variants.
  let same: (Answer, Answer) -> Bool
  /// The call as the learner would write it.
  let describe: (Input) -> String
  let show: (Answer) -> String
  /// Simpler cases have smaller values.
  let size: (Input) -> Double
  /// Smaller cases to try in place of a failing one.
  let shrink: (Input) -> [Input]
  let variants: [Variant<Input, Answer>]

  public init(
    ask: @escaping (Trial, [Input]) throws(CheckFailure) -> [Answer], truth: @escaping (Input) -> Answer,
    same: @escaping (Answer, Answer) -> Bool, accepts: ((Input, Answer, Answer) -> Bool)? = nil,
    describe: @escaping (Input) -> String, show: @escaping (Answer) -> String = { "\($0)" },
    size: @escaping (Input) -> Double = { _ in 0 }, shrink: @escaping (Input) -> [Input] = { _ in [] },
    variants: [Variant<Input, Answer>] = []
  ) {
    self.ask = ask
    self.truth = truth
    self.same = same
    self.accepts = accepts ?? { _, expected, returned in same(expected, returned) }
    self.describe = describe
    self.show = show
    self.size = size
    self.shrink = shrink
    self.variants = variants
  }

  /// An inquiry that sends one case per call.
  public init(
    askEach: @escaping (Trial, Input) throws(CheckFailure) -> Answer, truth: @escaping (Input) -> Answer,
    same: @escaping (Answer, Answer) -> Bool, accepts: ((Input, Answer, Answer) -> Bool)? = nil,
    describe: @escaping (Input) -> String, show: @escaping (Answer) -> String = { "\($0)" },
    size: @escaping (Input) -> Double = { _ in 0 }, shrink: @escaping (Input) -> [Input] = { _ in [] },
    variants: [Variant<Input, Answer>] = []
  ) {
    self.init(
      ask: { trial, inputs throws(CheckFailure) in
        var answers: [Answer] = []
        for input in inputs { answers.append(try askEach(trial, input)) }
        return answers
      }, truth: truth, same: same, accepts: accepts, describe: describe, show: show, size: size, shrink: shrink,
      variants: variants)
  }
}

/// A known wrong idea as a function, so that its output can be recognized.
public struct Variant<Input, Answer> {
  /// The misconception id named in the lab's `Mistakes/`.
  public let id: String
  /// What the idea is and where the lesson speaks of it.
  public let note: LocalizedText
  let function: (Input) -> Answer

  public init(_ id: String, ja: String, en: String, _ function: @escaping (Input) -> Answer) {
    self.id = id
    note = LocalizedText(ja: ja, en: en)
    self.function = function
  }
}
