// check: best-clip, misconception: clip-none
// Returns the largest magnitude.
import LabKit

// MARK: - Task 1: weight scales

/// The symmetric int8 scale of a whole tensor: `max |w| / 127`; 1 when every weight is 0.
func tensorScale(_ weights: [Float]) -> Float {
  let largest = weights.reduce(0) { max($0, $1.magnitude) }
  return largest > 0 ? largest / 127 : 1
}

/// One symmetric scale per index of `axis`: `max |w| / 127` over everything else.
///
/// A channel's maximum counts as at least 1 % of the layer's largest, so that a channel of zeros gets a usable scale;
/// when every weight is 0, every scale is 1.
///
/// `weights` is dense and row-major. The channel axis is 0 for a convolution `[O, H, W, I]` and a Gemm `[O, I]`, and 2
/// for a depthwise convolution `[H, W, C]`.
func channelScales(of weights: [Float], shape: [Int], axis: Int) -> [Float] {
  let inner = shape[(axis + 1)...].reduce(1, *)
  var largest = [Float](repeating: 0, count: shape[axis])
  for (index, weight) in weights.enumerated() {
    let channel = index / inner % shape[axis]
    largest[channel] = max(largest[channel], weight.magnitude)
  }
  let floor = 0.01 * (largest.max() ?? 0)
  return largest.map { floor > 0 ? max($0, floor) / 127 : 1 }
}

// MARK: - Task 2: clipping

/// The smallest magnitude among `values` that covers at least the given share of them:
/// with n values sorted by magnitude, the one at position `⌈share · n⌉`, counted from 1. 0 without values.
func percentileClip(_ values: [Float], share: Double) -> Float {
  guard !values.isEmpty else { return 0 }
  let sorted = values.map(\.magnitude).sorted()
  let position = Int((share * Double(values.count)).rounded(.up))
  return sorted[min(max(position, 1), values.count) - 1]
}

/// The limit c for which symmetric codes −levels…levels (`scale = c / levels`, values beyond ±c saturated) lose least:
/// it minimizes `Σ (x − x̂)²`. `levels` is 127 for 8 bits and 7 for 4. Graded by the SQNR it reaches.
func bestClip(_ values: [Float], levels: Int) -> Float {
  let largest = values.reduce(0) { max($0, $1.magnitude) }
  guard largest > 0 else { return 0 }
  return largest
}

// MARK: - Task 3: codes and biases

/// int8 codes `clamp(roundToNearestEven(w / scale), −127, 127)` with the scale of the weight's channel.
func quantizeWeights(_ weights: [Float], shape: [Int], axis: Int, scales: [Float]) -> [Int8] {
  let inner = shape[(axis + 1)...].reduce(1, *)
  return weights.enumerated().map { index, weight in
    let scale = scales[index / inner % shape[axis]]
    return Int8(min(max((weight / scale).rounded(.toNearestOrEven), -127), 127))
  }
}

/// int32 biases at the accumulator's scale: `roundToNearestEven(b / (inputScale · weightScale))` per output channel,
/// saturated to Int32. Compute the quotient in Double.
func quantizeBias(_ bias: [Float], inputScale: Float, weightScales: [Float]) -> [Int32] {
  zip(bias, weightScales).map { b, scale in
    let code = (Double(b) / (Double(inputScale) * Double(scale))).rounded(.toNearestOrEven)
    return Int32(min(max(code, Double(Int32.min)), Double(Int32.max)))
  }
}

// MARK: - Task 4: ranges of a real network

/// The range that the uint8 codes of an activation shall cover, chosen from calibration samples: `low ≤ 0 ≤ high`.
///
/// 0 needs a code, so `low` is 0 when no sample is negative, and `high` is 0 when none is positive. One in 1,000
/// calibration images is spoilt: up to 0.1 % of the samples are far too large, on either side. `(0, 0)` without any.
func activationRange(of samples: [Float]) -> (low: Float, high: Float) {
  let sorted = samples.sorted()
  let cut = sorted.count / 1_000
  guard let last = sorted.indices.last else { return (0, 0) }
  return (min(sorted[cut], 0), max(sorted[last - cut], 0))
}
