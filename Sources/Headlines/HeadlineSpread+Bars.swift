/// Bars that several headlines have.
extension HeadlineSpread {
  /// The mean over seeds is at most `bar`.
  func atMost(_ bar: Double, _ row: String, _ column: String) -> HeadlineVerdict {
    judged("at most", bar, row, column, holds: mean(row, column) <= bar)
  }

  /// The mean over seeds is at least `bar`.
  func atLeast(_ bar: Double, _ row: String, _ column: String) -> HeadlineVerdict {
    judged("at least", bar, row, column, holds: mean(row, column) >= bar)
  }

  /// The share of what `worse` lost against `best` that `better` has not lost, of the means.
  func recovered(by better: String, of worse: String, to best: String, _ column: String) -> Double {
    let (low, high) = (mean(worse, column), mean(best, column))
    return (mean(better, column) - low) / (high - low)
  }

  /// In how many seeds the first row is above the second by at least `least`.
  func wins(_ first: String, over second: String, _ column: String, by least: Double) -> Int {
    zip(values(first, column), values(second, column)).count { $0 - $1 >= least }
  }

  private func judged(
    _ words: String, _ bar: Double, _ row: String, _ column: String, holds: Bool
  ) -> HeadlineVerdict {
    let unit = unit(row, column) ?? .ratio
    return HeadlineVerdict(
      "\(row), \(column): \(words) \(HeadlineCell.text(bar, unit))",
      found: HeadlineCell.text(mean(row, column), unit), holds: holds)
  }
}
