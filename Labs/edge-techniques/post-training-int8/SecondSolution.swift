import LabKit

// The same tasks through strides and a histogram search.

func tensorScale(_ weights: [Float]) -> Float { scale(covering: weights) }

func channelScales(of weights: [Float], shape: [Int], axis: Int) -> [Float] {
  let least = weights.map(abs).max().map { $0 / 100 } ?? 0
  return (0..<shape[axis]).map { channel in
    scale(covering: indices(of: channel, shape, axis).map { weights[$0] } + [least])
  }
}

func percentileClip(_ values: [Float], share: Double) -> Float {
  var sorted = values
  sorted.sort { abs($0) < abs($1) }
  guard let last = sorted.last else { return 0 }
  return abs(sorted.enumerated().first { Double($0.offset + 1) >= share * Double(values.count) }?.element ?? last)
}

/// A coarse scan, then a fine one around its best limit.
func bestClip(_ values: [Float], levels: Int) -> Float {
  let levels = Float(levels)
  guard let largest = values.map(abs).max(), largest > 0 else { return 0 }
  func loss(_ limit: Float) -> Double {
    values.reduce(0) { sum, x in
      let code = max(-levels, min(levels, (x * levels / limit).rounded(.toNearestOrEven)))
      let difference = Double(x) - Double(code) * Double(limit) / Double(levels)
      return sum + difference * difference
    }
  }
  let coarse = stride(from: Float(0.02), through: 1, by: 0.02).min { loss($0 * largest) < loss($1 * largest) } ?? 1
  let fine = stride(from: coarse - 0.02, through: min(coarse + 0.02, 1), by: 0.002).filter { $0 > 0 }
  return largest * (fine.min { loss($0 * largest) < loss($1 * largest) } ?? coarse)
}

func quantizeWeights(_ weights: [Float], shape: [Int], axis: Int, scales: [Float]) -> [Int8] {
  var codes = [Int8](repeating: 0, count: weights.count)
  for channel in 0..<shape[axis] {
    for index in indices(of: channel, shape, axis) {
      let steps = (weights[index] / scales[channel]).rounded(.toNearestOrEven)
      codes[index] = steps >= 127 ? 127 : steps <= -127 ? -127 : Int8(steps)
    }
  }
  return codes
}

func quantizeBias(_ bias: [Float], inputScale: Float, weightScales: [Float]) -> [Int32] {
  bias.indices.map { channel in
    let steps = (Double(bias[channel]) / (Double(inputScale) * Double(weightScales[channel]))).rounded(.toNearestOrEven)
    return Int32(exactly: steps) ?? (steps > 0 ? Int32.max : Int32.min)
  }
}

/// Without the largest magnitudes, and wider than what is left: a range that is too wide costs little.
func activationRange(of samples: [Float]) -> (low: Float, high: Float) {
  let kept = samples.sorted { abs($0) < abs($1) }.dropLast(samples.count / 1_000)
  return (1.5 * kept.reduce(0, min), 1.5 * kept.reduce(0, max))
}

private func scale(covering weights: [Float]) -> Float {
  let limit = weights.map(abs).max() ?? 0
  return limit == 0 ? 1 : limit / 127
}

private func indices(of channel: Int, _ shape: [Int], _ axis: Int) -> [Int] {
  let inner = shape[(axis + 1)...].reduce(1, *)
  let outer = shape[..<axis].reduce(1, *)
  return (0..<outer).flatMap { block in (0..<inner).map { (block * shape[axis] + channel) * inner + $0 } }
}
