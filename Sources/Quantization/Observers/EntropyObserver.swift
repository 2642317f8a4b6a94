import Foundation
package import Tensors

/// Cuts where the distribution of the codes tells most of the distribution of the magnitudes: the least Kullback–Leibler
/// divergence.
///
/// For activations and codes of 8 bits; where codes are finer than the histogram this is min–max. Poor for detection and
/// regression heads.
/// Source: S. Migacz, "8-bit inference with TensorRT" (GTC 2017, S7310).
package struct EntropyObserver: RangeObserver {
  private var histogram = Histogram()

  package init() {}

  package mutating func observe(_ values: UnsafeBufferPointer<Float>) throws(TensorError) {
    try histogram.add(values)
  }

  package func range(for scheme: QuantizationScheme) -> ClosedRange<Float> {
    guard histogram.total > 0 else { return 0...0 }
    let (minimum, maximum) = (histogram.minimum, histogram.maximum)
    guard histogram.width > 0 else { return minimum...maximum }
    // Magnitudes of one sign get all codes, of both signs one half.
    let isOneSided = !scheme.isSymmetric && (minimum >= 0 || maximum <= 0)
    let levels = isOneSided ? scheme.codes.count : (scheme.codes.count + 1) / 2
    let bins = EntropyObserver.keptBins(of: histogram.magnitudes, levels: levels)
    let size = Float(Double(bins) * histogram.width)
    let low = max(minimum, -size)
    return low...max(low, min(maximum, size))
  }

  /// Values that a cut may clip, as a share of all. Where one value is repeated often, as in an image with an even
  /// background, P and Q agree best right behind it, and everything else would be clipped.
  private static let mostClipped = 0.01

  /// How many bins to keep, `levels` to all.
  ///
  /// For each candidate i: P is the first i bins with everything beyond added to the last; Q is the same bins *without*
  /// that, merged into `levels` groups and each group spread evenly over its bins that are not empty. The spike at 0
  /// that ReLU makes would decide alone, so the first bin counts as the second.
  package static func keptBins(of counts: [Int], levels: Int) -> Int {
    guard counts.count > levels, levels > 1 else { return counts.count }
    var bins = counts.map(Double.init)
    bins[0] = bins[1]
    // Sums up to a bin: of counts, of bins that are not empty, and of h·ln h.
    var (mass, filled, information) = ([0.0], [0.0], [0.0])
    for h in bins {
      mass.append((mass.last ?? 0) + h)
      filled.append((filled.last ?? 0) + (h > 0 ? 1 : 0))
      information.append((information.last ?? 0) + xlogx(h))
    }
    let total = mass[bins.count]
    var best = bins.count
    var least = Double.infinity
    for i in levels...bins.count where mass[i] > 0 && total - mass[i] <= mostClipped * total {
      let last = bins[i - 1]
      let tail = total - mass[i]
      var cross = 0.0
      var start = 0
      var lastGroup = 0.0
      for group in 1...levels {
        let end = group * i / levels
        let sum = mass[end] - mass[start]
        if sum > 0 {
          lastGroup = log(sum / (filled[end] - filled[start]))
          cross += sum * lastGroup
        }
        start = end
      }
      if tail > 0 { cross += tail * (last > 0 ? lastGroup : log(1e-10 * mass[i])) }
      let own = information[i] - xlogx(last) + xlogx(last + tail)
      let divergence = (own - cross) / total + log(mass[i] / total)
      if divergence < least { (least, best) = (divergence, i) }
    }
    return best
  }

  private static func xlogx(_ x: Double) -> Double { x > 0 ? x * log(x) : 0 }
}
