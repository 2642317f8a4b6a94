package import Reports

/// Whether a measured ratio keeps a promise.
package enum SpeedVerdict: Sendable, Hashable {
  /// The whole 95 % interval is at or above what is needed.
  case reached
  /// It is not, and the measurement is good enough to say so.
  case missed
  /// The machine was too busy to tell. Not held against the model, and no evidence for it either.
  case undecided

  /// - Parameters:
  ///   - isTooNoisy: whether sampling was given up for noise.
  ///   - needed: base time ÷ time that the low end of the interval must reach.
  package init(_ comparison: Comparison, isTooNoisy: Bool, needed: Double) {
    let ratio = comparison.ratio
    // Noise and two kinds of warning keep a ratio from deciding near the bound. The interval already is as wide as the
    // noise makes it: one that is a tenth away from the bound decides all the same.
    let isNear = ratio.low < needed * 1.1 && ratio.high > needed * 0.9
    let isDisturbed = isTooNoisy || Set(comparison.warnings.map(\.kind)).count >= 2
    let isClear = comparison.pairs >= Comparison.pairsForPublication && !(isNear && isDisturbed)
    self = !isClear ? .undecided : ratio.low >= needed ? .reached : .missed
  }
}
