package import Tensors

/// The front end of keyword spotting: sound → logarithm of the energy in mel bands, as uint8 codes.
///
/// 16 kHz, windows of 480 samples (30 ms, Hann) every 320 (20 ms), a transform of 512, 40 triangular bands between 60 and
/// 7,600 Hz, spaced evenly in mel `= 2595·log₁₀(1 + f/700)`. One second gives `[49, 40]`.
///
/// A code is `round(8·log₂(e)) − 104`, within `0...255`, for the energy `e` of a band with samples as 16-bit integers: a
/// step is 0.376 dB, 0 is about white noise of 3 units, 255 is about a sine of full scale. All of it is exact, see
/// ``ExactMath``: training, calibration and a device may compute it apart and get the same codes.
package struct LogMel: Sendable {
  package static let sampleRate = 16_000
  package static let window = 480
  package static let hop = 320
  package static let bands = 40
  /// Samples of one second and the frames they give.
  package static let second = 16_000
  package static let framesPerSecond = frames(of: second)
  /// `[49, 40, 1]`.
  package static let shape: Shape = [framesPerSecond, bands, 1]

  private static let transform = FourierTransform(bits: 9)
  private static let hann = (0..<window).map { 0.5 - 0.5 * ExactMath.cosine(turns: Double($0) / Double(window)) }
  /// For each band its first coefficient and the weights from there.
  private static let filters: [(first: Int, weights: [Double])] = makeFilters()

  /// Whole windows in `count` samples.
  package static func frames(of count: Int) -> Int { count < window ? 0 : (count - window) / hop + 1 }

  /// - Parameter samples: 16-bit integers at 16 kHz.
  /// - Returns: ``frames(of:)`` rows of ``bands`` codes.
  package static func codes(_ samples: [Int16]) -> [UInt8] {
    var codes: [UInt8] = []
    codes.reserveCapacity(frames(of: samples.count) * bands)
    for frame in 0..<frames(of: samples.count) {
      let power = transform.power((0..<window).map { Double(samples[frame * hop + $0]) * hann[$0] })
      for (first, weights) in filters {
        var energy = 0.0
        for (index, weight) in weights.enumerated() { energy += weight * power[first + index] }
        let code = energy < 1 ? 0 : (8 * ExactMath.log2(energy)).rounded(.toNearestOrEven) - 104
        codes.append(UInt8(min(255, max(0, code))))
      }
    }
    return codes
  }

  /// Hertz of the middle of a band.
  package static func centre(of band: Int) -> Double { edge(band + 1) }

  /// Band `b` rises from edge `b` to `b + 1` and falls to `b + 2`. Mel is a multiple of log₂(1 + f/700).
  private static func edge(_ index: Int) -> Double {
    let (low, high) = (ExactMath.log2(1 + 60.0 / 700), ExactMath.log2(1 + 7600.0 / 700))
    return 700 * (ExactMath.exp2(low + (high - low) * Double(index) / Double(bands + 1)) - 1)
  }

  private static func makeFilters() -> [(first: Int, weights: [Double])] {
    let edges = (0..<bands + 2).map(edge)
    return (0..<bands).map { band in
      let weights = (0...transform.count / 2).map { k in
        let frequency = Double(k) * Double(sampleRate) / Double(transform.count)
        let rising = (frequency - edges[band]) / (edges[band + 1] - edges[band])
        let falling = (edges[band + 2] - frequency) / (edges[band + 2] - edges[band + 1])
        return max(0, min(rising, falling))
      }
      let first = weights.firstIndex { $0 > 0 } ?? 0
      let last = weights.lastIndex { $0 > 0 } ?? first
      return (first, Array(weights[first...last]))
    }
  }
}
