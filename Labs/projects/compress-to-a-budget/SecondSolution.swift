import LabKit

func channelImportance(of weights: [Float], shape: [Int]) -> [Float] {
  var squares = [Double](repeating: 0, count: shape[0])
  for (index, weight) in weights.enumerated() { squares[index * shape[0] / weights.count] += Double(weight * weight) }
  return squares.map { Float($0) }
}

func keptChannels(importance: [[Float]], tied: [[Int]], share: Double) -> [[Int]] {
  importance.indices.map { layer in
    let members = tied.first { $0.contains(layer) } ?? [layer]
    let scores = importance[layer].indices.map { channel in
      members.map { Double(importance[$0][channel]) }.reduce(0, +)
    }
    var stay = Set<Int>()
    while Double(stay.count) < share * Double(scores.count) || stay.isEmpty {
      let left = scores.indices.filter { !stay.contains($0) }
      guard let best = left.max(by: { (scores[$0], -$0) < (scores[$1], -$1) }) else { break }
      stay.insert(best)
    }
    return stay.sorted()
  }
}

func slice(_ weights: [Float], shape: [Int], axis: Int, keeping kept: [Int]) -> [Float] {
  let inner = shape[(axis + 1)...].reduce(1, *)
  let count = weights.count / shape[axis] * kept.count
  return (0..<count).map { index in
    let (block, rest) = (index / (kept.count * inner), index % (kept.count * inner))
    return weights[(block * shape[axis] + kept[rest / inner]) * inner + rest % inner]
  }
}

private func softmax(_ logits: [Float], _ temperature: Double) -> [Double] {
  let largest = Double(logits.max() ?? 0)
  let terms = logits.map { exp((Double($0) - largest) / temperature) }
  let sum = terms.reduce(0, +)
  return terms.map { $0 / sum }
}

private func logSum(_ logits: [Float], _ temperature: Double) -> Double {
  let largest = Double(logits.max() ?? 0)
  return largest / temperature + log(logits.map { exp((Double($0) - largest) / temperature) }.reduce(0, +))
}

func distillationLoss(
  student: [[Float]], teacher: [[Float]], labels: [Int], temperature: Double, weight: Double
) -> Double {
  var hard = 0.0
  var soft = 0.0
  for (row, label) in labels.enumerated() {
    hard += logSum(student[row], 1) - Double(student[row][label])
    let difference = logSum(student[row], temperature) - logSum(teacher[row], temperature)
    for (index, p) in softmax(teacher[row], temperature).enumerated() {
      soft += p * (difference + (Double(teacher[row][index]) - Double(student[row][index])) / temperature)
    }
  }
  return ((1 - weight) * hard + weight * temperature * temperature * soft) / Double(labels.count)
}

func distillationGradient(
  student: [[Float]], teacher: [[Float]], labels: [Int], temperature: Double, weight: Double
) -> [[Double]] {
  zip(zip(student, teacher), labels).map { pair, label in
    let (now, soft, target) = (softmax(pair.0, 1), softmax(pair.0, temperature), softmax(pair.1, temperature))
    return now.indices.map { index in
      let hard = now[index] - (index == label ? 1 : 0)
      return (hard + weight * (temperature * (soft[index] - target[index]) - hard)) / Double(labels.count)
    }
  }
}

func modelBytes(channels: [Int], kernels: [Int], bits: Int) -> Int {
  zip(zip(channels, channels.dropFirst()), kernels).map { pair, kernel in
    let bitCount = pair.0 * pair.1 * kernel * kernel * bits
    return bitCount / 8 + (bitCount % 8 > 0 ? 1 : 0) + pair.1 * 4
  }.reduce(0, +)
}

func largestShare(channels: [Int], kernels: [Int], bits: Int, budgetBytes: Int) -> Int {
  // Bytes grow with the share, so bisection works.
  var (fits, tooLarge) = (0, 65)
  while tooLarge - fits > 1 {
    let share = (fits + tooLarge) / 2
    let pruned = channels.enumerated().map { index, count in
      index == 0 || index == channels.count - 1 ? count : (count * share + 63) / 64
    }
    if modelBytes(channels: pruned, kernels: kernels, bits: bits) <= budgetBytes {
      fits = share
    } else {
      tooLarge = share
    }
  }
  return fits
}

// Two cuts with a training after each, and ranges chosen by the squared error.
func recipe() -> String {
  let rest = "learningRate: 0.003, batch: 64"
  return [
    "name: two-cuts", "seed: 3", "stages:",
    "  - prune-channels: {ratio: 0.34, multiple: 8}",
    "  - train: {epochs: 4, \(rest)}",
    "  - prune-channels: {ratio: 0.5, multiple: 8}",
    "  - train: {epochs: 8, \(rest), distill: {temperature: 2, weight: 0.9}}",
    "  - quantize: {calibration: mse, samples: 300}",
  ].joined(separator: "\n")
}
