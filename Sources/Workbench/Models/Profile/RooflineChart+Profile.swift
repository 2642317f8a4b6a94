import Charts
import Reports

extension RooflineChart {
  /// Steps with arithmetic under the ceilings of the instructions in use, as far as the profile's threads reach.
  init(_ profile: ModelProfile) {
    let ceilings = profile.ceilings
    var peaks: [Peak] = []
    let kinds = [
      (Ceiling.Kind.multiplyAdd, profile.probes.multiplyAdd, "float32"),
      (.dotProduct, profile.probes.dotProduct, "int8"),
    ]
    for (kind, kernel, label) in kinds {
      let isUsed = profile.steps.contains { $0.multiplyAccumulates > 0 && $0.isOnCodes == (kind == .dotProduct) }
      guard isUsed, let rate = ceilings.peak(kind, kernel: kernel, threads: profile.threads) else { continue }
      peaks.append(Peak(label: LocalizedText(verbatim: label), rate: rate))
    }
    let bandwidths = MemoryLevel.allCases.compactMap { level in
      ceilings.bandwidth(level, threads: profile.threads).map { Bandwidth(label: ProfileWords.level(level), rate: $0) }
    }
    let whole = profile.stepNanoseconds
    let points = profile.steps.compactMap { step -> Point? in
      guard let intensity = step.intensity, let rate = step.rate, whole > 0 else { return nil }
      return Point(
        label: LocalizedText(verbatim: step.name), intensity: intensity, rate: rate, weight: step.median / whole)
    }
    self.init(
      title: ProfileWords.heading(profile),
      description: LocalizedText(
        ja: "各段の演算強度と速度、このマシンで測った演算とメモリの上限。点の大きさは時間の割合です。",
        en:
          "Operations per byte and speed of every step, under the measured ceilings of this machine. Larger dots take more of the time."
      ),
      peaks: peaks, bandwidths: bandwidths, points: points)
  }
}
