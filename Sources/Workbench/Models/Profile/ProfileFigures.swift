import Reports

/// What follows from the samples of a profile, for programs that do not want to derive it. Times in nanoseconds.
struct ProfileFigures: Encodable {
  struct Step: Encodable {
    let name: String
    let minimum: Double
    let median: Double
    /// Nil where there are too few runs.
    let p95: Double?
    /// Of all steps together, 0...1.
    let share: Double?
    /// Operations a nanosecond: GFLOP/s, or GOP/s of codes.
    let rate: Double?
    /// Operations for each byte.
    let intensity: Double?
    /// The time below which the step cannot come here.
    let ceiling: StepCeiling?
    /// How near it comes: 1 is there.
    let shareOfCeiling: Double?
  }

  let whole: Double
  let steps: [Step]
  let sumOfSteps: Double
  let outsideSteps: Double
  let shareOfCeiling: Double?

  init(_ profile: ModelProfile) {
    let sum = profile.stepNanoseconds
    whole = profile.whole.median
    sumOfSteps = sum
    outsideSteps = profile.overheadNanoseconds
    shareOfCeiling = profile.share
    steps = profile.steps.map { step in
      Step(
        name: step.name, minimum: step.minimum, median: step.median, p95: step.p95,
        share: sum > 0 ? step.median / sum : nil, rate: step.rate, intensity: step.intensity,
        ceiling: profile.ceiling(of: step), shareOfCeiling: profile.share(of: step))
    }
  }
}
