package import Tensors

/// The acceleration that a sensor on a bearing's housing shows.
///
/// A fault strikes at its frequency, each interval off by about 1 %, for balls slip. Each blow makes the housing ring at
/// ``resonance`` and die away. An inner fault passes the load zone once a turn, a ball fault once a turn of the cage, which
/// makes their blows stronger and weaker. The shaft adds its frequency and twice it, the rest is white noise.
package struct BearingSignal: Sendable {
  package enum Fault: Int, Sendable, Hashable, CaseIterable { case none, innerRace, outerRace, ball }

  package let fault: Fault
  /// Turns per second.
  package let shaft: Double
  /// Power of the fault's ringing over that of the noise, dB; for a sound bearing, of the ringing it would have.
  package let signalToNoise: Double

  package init(fault: Fault, shaft: Double, signalToNoise: Double) {
    self.fault = fault
    self.shaft = shaft
    self.signalToNoise = signalToNoise
  }

  /// Samples per second.
  package static let sampleRate = 12_000.0
  /// Hertz, and seconds until the ringing has died to 1/e.
  package static let resonance = 3_200.0
  package static let decay = 0.001_5
  package static let geometry = BearingGeometry.size6205

  /// Blows per second; nil without a fault.
  package var faultFrequency: Double? {
    switch fault {
    case .none: nil
    case .innerRace: Self.geometry.innerRace(shaft: shaft)
    case .outerRace: Self.geometry.outerRace(shaft: shaft)
    case .ball: Self.geometry.ball(shaft: shaft)
    }
  }

  /// - Returns: `count` samples of root mean square 1.
  package func samples(_ count: Int, _ source: inout RandomSource) -> [Double] {
    let blows = ringing(count, faultFrequency ?? Self.geometry.outerRace(shaft: shaft), &source)
    let power = blows.reduce(0) { $0 + $1 * $1 } / Double(count)
    // 10^(−dB/20) = 2^(−dB · log₂10 / 20).
    let noise = power.squareRoot() * ExactMath.exp2(-signalToNoise * 0.166_096_404_744_368_1)
    let (first, second) = (phase(&source), phase(&source))
    let imbalance = power.squareRoot() * (0.2 + 0.8 * phase(&source))
    var signal = (0..<count).map { index in
      let turns = Double(index) / Self.sampleRate * shaft
      let hum = ExactMath.sine(turns: turns + first) + 0.5 * ExactMath.sine(turns: 2 * turns + second)
      return (fault == .none ? 0 : blows[index]) + imbalance * hum + noise * Double(source.normal())
    }
    let level = (signal.reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
    for index in signal.indices { signal[index] /= level }
    return signal
  }

  /// Blows through a resonance of two poles.
  private func ringing(_ count: Int, _ frequency: Double, _ source: inout RandomSource) -> [Double] {
    let interval = Self.sampleRate / frequency
    // e^(−1/(τ·rate)) = 2^(−log₂e/(τ·rate)).
    let radius = ExactMath.exp2(-1.442_695_040_888_963_4 / (Self.decay * Self.sampleRate))
    let first = 2 * radius * ExactMath.cosine(turns: Self.resonance / Self.sampleRate)
    let load = phase(&source)
    // The ringing of blows before the first sample is part of the trace.
    let lead = 256
    var input = [Double](repeating: 0, count: lead + count + 2)
    var time = interval * phase(&source)
    while time < Double(lead + count) {
      let whole = time.rounded(.down)
      let strength = self.strength(at: (time - Double(lead)) / Self.sampleRate, load: load)
      input[Int(whole)] += strength * (1 - (time - whole))
      input[Int(whole) + 1] += strength * (time - whole)
      time += interval * (1 + 0.01 * Double(source.normal()))
    }
    var (previous, before) = (0.0, 0.0)
    var output: [Double] = []
    output.reserveCapacity(count)
    for index in 0..<lead + count {
      (previous, before) = (first * previous - radius * radius * before + input[index], previous)
      if index >= lead { output.append(previous) }
    }
    return output
  }

  /// How hard a blow is: the load zone is at the bottom, and what turns passes through it.
  private func strength(at time: Double, load: Double) -> Double {
    switch fault {
    case .none, .outerRace: 1
    case .innerRace: 0.6 + 0.4 * ExactMath.cosine(turns: shaft * time + load)
    case .ball: 0.6 + 0.4 * ExactMath.cosine(turns: Self.geometry.cage(shaft: shaft) * time + load)
    }
  }

  private func phase(_ source: inout RandomSource) -> Double { Double(source.uniform()) }
}
