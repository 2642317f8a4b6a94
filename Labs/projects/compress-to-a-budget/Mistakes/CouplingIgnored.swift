// check: coupled-channels, misconception: coupling-ignored
// Each layer chooses for itself.
import LabKit

// MARK: - Task 1: choosing channels

/// The importance of each output channel of a convolution `[O, H, W, I]`: the sum of squares of its weights.
func channelImportance(of weights: [Float], shape: [Int]) -> [Float] {
  let size = shape[1] * shape[2] * shape[3]
  return (0..<shape[0]).map { channel in
    var power = 0.0
    for weight in weights[(channel * size)..<((channel + 1) * size)] { power += Double(weight) * Double(weight) }
    return Float(power)
  }
}

/// The channels each layer keeps, ascending.
///
/// Each list in `tied` names layers whose outputs meet in a residual addition: they must keep the same channels. The
/// score of a channel is the sum of its importance over these layers. A layer in no list decides alone. Of C channels the
/// `⌈share · C⌉` with the highest scores stay, at least one; of equal scores the lower index stays.
func keptChannels(importance: [[Float]], tied: [[Int]], share: Double) -> [[Int]] {
  let groups = importance.indices.map { [$0] }
  var kept = [[Int]](repeating: [], count: importance.count)
  for group in groups {
    let count = importance[group[0]].count
    var scores = [Double](repeating: 0, count: count)
    for layer in group {
      for channel in 0..<count { scores[channel] += Double(importance[layer][channel]) }
    }
    let order = (0..<count).sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    let stay = max(1, Int((share * Double(count)).rounded(.up)))
    for layer in group { kept[layer] = order.prefix(stay).sorted() }
  }
  return kept
}

/// The weights that remain when only the indices `kept` of `axis` stay, in the order of `kept`. Dense and row-major.
///
/// Pruning a layer slices its own axis 0 and, of each layer that reads it, axis 3.
func slice(_ weights: [Float], shape: [Int], axis: Int, keeping kept: [Int]) -> [Float] {
  let inner = shape[(axis + 1)...].reduce(1, *)
  let outer = shape[..<axis].reduce(1, *)
  var result: [Float] = []
  for block in 0..<outer {
    for index in kept {
      let start = (block * shape[axis] + index) * inner
      result += weights[start..<(start + inner)]
    }
  }
  return result
}

// MARK: - Task 2: distillation

/// The mean over the batch of `(1 − w) · CE(label, softmax(z)) + w · T² · KL(softmax(t / T) ‖ softmax(z / T))`.
///
/// `student` holds z and `teacher` holds t, one row of logits per sample; natural logarithms. Logits may be in the
/// thousands.
func distillationLoss(
  student: [[Float]], teacher: [[Float]], labels: [Int], temperature: Double, weight: Double
) -> Double {
  var total = 0.0
  for sample in labels.indices {
    let hard = -logSoftmax(student[sample], temperature: 1)[labels[sample]]
    let p = logSoftmax(teacher[sample], temperature: temperature)
    let q = logSoftmax(student[sample], temperature: temperature)
    let soft = zip(p, q).reduce(0.0) { $0 + exp($1.0) * ($1.0 - $1.1) }
    total += (1 - weight) * hard + weight * temperature * temperature * soft
  }
  return total / Double(labels.count)
}

/// The gradient of ``distillationLoss`` with respect to the student's logits, in the shape of `student`.
func distillationGradient(
  student: [[Float]], teacher: [[Float]], labels: [Int], temperature: Double, weight: Double
) -> [[Double]] {
  labels.indices.map { sample in
    let hard = logSoftmax(student[sample], temperature: 1)
    let p = logSoftmax(teacher[sample], temperature: temperature)
    let q = logSoftmax(student[sample], temperature: temperature)
    return hard.indices.map { index in
      let fromLabel = exp(hard[index]) - (index == labels[sample] ? 1 : 0)
      // T² of the loss, 1/T of the inner derivative.
      let fromTeacher = temperature * (exp(q[index]) - exp(p[index]))
      return ((1 - weight) * fromLabel + weight * fromTeacher) / Double(labels.count)
    }
  }
}

/// `log softmax(x / T)`; the largest logit is subtracted first, so that no exponential overflows.
private func logSoftmax(_ logits: [Float], temperature: Double) -> [Double] {
  let scaled = logits.map { Double($0) / temperature }
  let largest = scaled.max() ?? 0
  let logSum = log(scaled.reduce(0.0) { $0 + exp($1 - largest) })
  return scaled.map { $0 - largest - logSum }
}

// MARK: - Task 3: budget arithmetic

/// Bytes of a chain of convolutions: for each layer its weights, `k · k · in · out` codes of `bits` bits rounded up to
/// whole bytes, and 4 bytes of bias per output channel.
///
/// `channels[i]` goes into layer i and `channels[i + 1]` comes out; `kernels[i]` is its k.
func modelBytes(channels: [Int], kernels: [Int], bits: Int) -> Int {
  kernels.indices.reduce(0) { bytes, layer in
    let weights = kernels[layer] * kernels[layer] * channels[layer] * channels[layer + 1]
    return bytes + (weights * bits + 7) / 8 + 4 * channels[layer + 1]
  }
}

/// The largest share s, in 64ths from 1 to 64, for which the pruned chain fits the budget; 0 when none does.
///
/// Pruning keeps `⌈c · s / 64⌉` of every inner channel count; the network's input and output stay whole.
func largestShare(channels: [Int], kernels: [Int], bits: Int, budgetBytes: Int) -> Int {
  for share in stride(from: 64, through: 1, by: -1) {
    var pruned = channels
    for index in channels.indices.dropFirst().dropLast() { pruned[index] = (channels[index] * share + 63) / 64 }
    if modelBytes(channels: pruned, kernels: kernels, bits: bits) <= budgetBytes { return share }
  }
  return 0
}

// MARK: - Task 4: the recipe

/// The compression recipe for `Data/glyphnet.onnx`, as YAML; the brief lists its stages.
func recipe() -> String {
  """
  name: budget
  seed: 1
  stages:
    - prune-channels: {ratio: 0.65, multiple: 8}
    - train: {epochs: 10, learningRate: 0.004, distill: {temperature: 4, weight: 0.7}}
    - quantize: {calibration: percentile, samples: 200}
  """
}
