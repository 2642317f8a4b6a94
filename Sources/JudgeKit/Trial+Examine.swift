extension Trial {
  /// Asks every input in one batch; at a mismatch finds the smallest failing case and the wrong idea behind it.
  ///
  /// A variant is named only when it gives the learner's answer on every input of the batch.
  /// - Throws: ``CheckFailure`` with the counterexample.
  public func examine<Input, Answer>(
    _ inquiry: Inquiry<Input, Answer>, _ inputs: [Input]
  ) throws(CheckFailure) {
    let answers = try ask(inquiry, inputs)
    casesRun += inputs.count
    guard answers.count == inputs.count else {
      throw CheckFailure(
        message: .keyed("worker.count", arguments: ["expected": "\(inputs.count)", "returned": "\(answers.count)"]))
    }
    let failing = inputs.indices.filter { !inquiry.accepts(inputs[$0], inquiry.truth(inputs[$0]), answers[$0]) }
    casesPassed += inputs.count - failing.count
    guard let first = failing.min(by: { inquiry.size(inputs[$0]) < inquiry.size(inputs[$1]) }) else { return }
    let variant = inquiry.variants.first { variant in
      inputs.indices.allSatisfy { inquiry.same(variant.function(inputs[$0]), answers[$0]) }
    }
    let (input, returned) = smallest(inquiry, inputs[first], answers[first])
    throw CheckFailure(
      message: Trial.message(failing: failing.count, of: inputs.count, variant: variant?.note),
      counterexample: .init(
        input: inquiry.describe(input), expected: inquiry.show(inquiry.truth(input)), returned: inquiry.show(returned)),
      misconception: variant?.id)
  }

  /// Asks a batch; when the program crashes on it, finds one input that crashes it alone.
  private func ask<Input, Answer>(
    _ inquiry: Inquiry<Input, Answer>, _ inputs: [Input]
  ) throws(CheckFailure) -> [Answer] {
    do throws(CheckFailure) {
      return try inquiry.ask(self, inputs)
    } catch {
      guard case .keyed("worker.crash", _) = error.message else { throw error }
      var suspects = inputs[...]
      while suspects.count > 1 {
        let half = suspects.prefix(suspects.count / 2)
        suspects = crashes(inquiry, Array(half)) ? half : suspects.dropFirst(half.count)
      }
      var failure = error
      if let input = suspects.first, crashes(inquiry, [input]) {
        failure.counterexample = .init(
          input: inquiry.describe(input), expected: inquiry.show(inquiry.truth(input)), returned: nil)
      }
      throw failure
    }
  }

  private func crashes<Input, Answer>(_ inquiry: Inquiry<Input, Answer>, _ inputs: [Input]) -> Bool {
    do {
      _ = try inquiry.ask(self, inputs)
      return false
    } catch { return error.status == .error }
  }

  /// Greedy shrinking: takes the first smaller case that still fails, at most 200 questions.
  private func smallest<Input, Answer>(
    _ inquiry: Inquiry<Input, Answer>, _ input: Input, _ answer: Answer
  ) -> (Input, Answer) {
    var (best, returned) = (input, answer)
    var questions = 0
    search: while questions < 200 {
      for candidate in inquiry.shrink(best) {
        questions += 1
        guard let answers = try? inquiry.ask(self, [candidate]), let answer = answers.first else {
          return (best, returned)
        }
        if !inquiry.accepts(candidate, inquiry.truth(candidate), answer) {
          (best, returned) = (candidate, answer)
          continue search
        }
      }
      break
    }
    return (best, returned)
  }

  private static func message(failing: Int, of count: Int, variant: LocalizedText?) -> Message {
    let ja = count == 1 ? "期待した値と違います。" : "\(count) 件のうち \(failing) 件が期待した値と違います。下は最も小さい例です。"
    let en =
      count == 1
      ? "The result differs from what was expected." : "\(failing) of \(count) cases differ; the smallest one is shown."
    guard let variant else { return .text(LocalizedText(ja: ja, en: en)) }
    return .text(LocalizedText(ja: ja + variant.ja, en: en + " " + variant.en))
  }
}
