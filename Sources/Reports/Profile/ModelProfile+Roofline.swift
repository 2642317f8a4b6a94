/// The time below which a step cannot come on this machine.
public struct StepCeiling: Codable, Sendable, Hashable {
  /// Operations ÷ peak, nanoseconds; 0 for a step without any.
  public let arithmetic: Double
  /// Bytes ÷ bandwidth, nanoseconds.
  public let movement: Double
  /// The nearest level that holds all that a run goes through.
  public let level: MemoryLevel

  public var isBoundByMemory: Bool { movement > arithmetic }
  public var nanoseconds: Double { max(arithmetic, movement) }
}

extension ModelProfile {
  /// max(operations ÷ peak, weight bytes · tʷ + other bytes · tᵃ): the roofline at the step's own intensity, as a time.
  ///
  /// Between two reads of the same weight a whole run passes, so tʷ is the time for a byte of as many as a run goes
  /// through. Inputs were written shortly before: tᵃ is that for a byte of as many as the step itself touches.
  /// Williams, Waterman, Patterson, "Roofline" (CACM 52, 2009).
  /// - Returns: nil when the ceilings were not measured.
  public func ceiling(of step: ProfiledStep) -> StepCeiling? {
    guard let peak = peak(of: step),
      let weights = ceilings.nanosecondsPerByte(of: footprintBytes, threads: step.threads),
      let others = ceilings.nanosecondsPerByte(of: step.bytes, threads: step.threads)
    else { return nil }
    let moved = Double(step.weightBytes) * weights + Double(step.readBytes + step.writtenBytes) * others
    return StepCeiling(
      arithmetic: step.operations / peak, movement: moved, level: ceilings.level(holding: footprintBytes))
  }

  /// How near the step comes to its ceiling, 1 being there. Above 1 where a kernel needs fewer operations than the
  /// definition has (Winograd), or where its bytes lay nearer than was supposed.
  public func share(of step: ProfiledStep) -> Double? {
    guard let ceiling = ceiling(of: step), step.median > 0 else { return nil }
    return ceiling.nanoseconds / step.median
  }

  /// Of all steps together.
  public var share: Double? {
    let bounds = steps.compactMap { ceiling(of: $0)?.nanoseconds }
    guard bounds.count == steps.count, whole.median > 0 else { return nil }
    return bounds.reduce(0, +) / whole.median
  }

  private func peak(of step: ProfiledStep) -> Double? {
    step.isOnCodes
      ? ceilings.peak(.dotProduct, kernel: probes.dotProduct, threads: step.threads)
      : ceilings.peak(.multiplyAdd, kernel: probes.multiplyAdd, threads: step.threads)
  }
}
