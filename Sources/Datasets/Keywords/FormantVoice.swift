import Tensors

/// A voice that speaks two phones, by a source and resonances (Klatt 1980, J. Acoust. Soc. Am. 67).
///
/// A pulse train or noise passes three resonators in a row. The formants glide from the first phone to the second.
struct FormantVoice {
  /// Pulses per second at the start and at the end.
  let pitch: (start: Double, end: Double)
  /// Formants over those of the average man: the length of the mouth.
  let size: Double
  /// Where the glide begins and ends, shares of the word.
  let glide: (start: Double, end: Double)

  init(_ source: inout RandomSource) {
    let start = Double(source.integer(in: 90...230))
    pitch = (start, start * Double(source.integer(in: 80...120)) / 100)
    size = Double(source.integer(in: 90...118)) / 100
    let middle = Double(source.integer(in: 38...62)) / 100
    let half = Double(source.integer(in: 5...12)) / 100
    glide = (middle - half, middle + half)
  }

  /// - Returns: `count` samples of any level.
  func speak(_ first: Phone, _ second: Phone, count: Int, _ source: inout RandomSource) -> [Double] {
    var resonators = [Resonator](repeating: Resonator(), count: first.formants.count)
    var phase = 0.0
    var samples: [Double] = []
    samples.reserveCapacity(count)
    for index in 0..<count {
      let share = Double(index) / Double(count)
      let blend = min(1, max(0, (share - glide.start) / (glide.end - glide.start)))
      // The mouth moves slowly: 200 settings a second.
      if index % 80 == 0 {
        for (number, pair) in zip(first.formants, second.formants).enumerated() {
          let frequency = min(7_200, size * (pair.0 + blend * (pair.1 - pair.0)))
          resonators[number].tune(to: frequency, width: 60 + frequency / 16)
        }
      }
      phase += (pitch.start + share * (pitch.end - pitch.start)) / Double(LogMel.sampleRate)
      let pulse: Double = phase >= 1 ? 12 : 0
      if phase >= 1 { phase -= 1 }
      let voice = (first.isVoiced ? 1 - blend : 0) + (second.isVoiced ? blend : 0)
      var sample = voice * pulse + (1 - voice) * 0.6 * Double(source.normal())
      for number in resonators.indices { sample = resonators[number].next(sample) }
      // Fades in and out over an eighth.
      samples.append(sample * min(1, 8 * share, 8 * (1 - share)))
    }
    return samples
  }
}

/// Two poles with a gain of 1 where the signal does not change: `y = (1 − b − c)·x + b·y₁ + c·y₂`.
private struct Resonator {
  private var b = 0.0
  private var c = 0.0
  private var last = 0.0
  private var before = 0.0

  /// - Parameter width: hertz between the points of half the power.
  mutating func tune(to frequency: Double, width: Double) {
    let rate = Double(LogMel.sampleRate)
    // e^(−π·width/rate) = 2^(−π·log₂e·width/rate).
    let radius = ExactMath.exp2(-ExactMath.pi * 1.442_695_040_888_963_4 * width / rate)
    b = 2 * radius * ExactMath.cosine(turns: frequency / rate)
    c = -radius * radius
  }

  mutating func next(_ x: Double) -> Double {
    let y = (1 - b - c) * x + b * last + c * before
    (before, last) = (last, y)
    return y
  }
}
