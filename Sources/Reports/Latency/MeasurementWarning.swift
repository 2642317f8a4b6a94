/// Something in the samples that a reader of the number should know. It travels with the number.
public struct MeasurementWarning: Codable, Sendable, Hashable {
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// More than 5 % of the samples are far outside the rest.
    case outliers
    /// The first samples of the placements are, by their median, far outside the rest: warm-up was too short.
    case slowStart
    /// The arm became steadily slower or faster by more than 2 %.
    case drift
    /// The samples fall into two groups: a single median hides one of them.
    case bimodal
    /// Pair ratios scatter by more than 5 % (1.4826 · MAD ÷ median).
    case dispersed
    /// A sample lasts under 20 µs, too short against the clock.
    case shortSamples
  }

  public enum Arm: String, Codable, Sendable, Hashable { case baseline, candidate, ratio }

  public let kind: Kind
  public let arm: Arm
  /// What was found, in the unit of the kind: a share (0...1) of samples for `outliers` and `bimodal`, a relative
  /// change for `drift` and `dispersed`, a multiple of the median for `slowStart`, nanoseconds for `shortSamples`.
  public let magnitude: Double

  public init(kind: Kind, arm: Arm, magnitude: Double) {
    self.kind = kind
    self.arm = arm
    self.magnitude = magnitude
  }
}
