package import Tensors

/// One batch: as many samples as the batch size, of which the first ``count`` are real.
package struct Batch: Sendable {
  /// `[size, …]`: float32, normalized, or int32 tokens; rows from ``count`` on are zero.
  package let inputs: Tensor
  /// `size` of them; from ``count`` on they mean nothing.
  package let targets: Targets
  /// Real samples in this batch, `1...size`.
  package let count: Int

  /// Samples and padding together.
  package var size: Int { inputs.shape[0] }
  /// One class or identity per row; empty for a task that has neither.
  package var labels: [Int32] { targets.labels }

  /// The classes or identities as distributions, float32 `[size, classCount]`: `1 − smoothing` on the class plus
  /// `smoothing / classCount` everywhere. Rows from ``count`` on are zero.
  /// - Parameter smoothing: label smoothing in `0..<1` (Szegedy et al. 2016, arXiv 1512.00567).
  /// - Throws: ``DatasetError/targetKind(expected:found:)`` for a task with neither.
  package func distributions(smoothing: Float = 0) throws(DatasetError) -> Tensor {
    guard [.classes, .identities].contains(targets.kind) else {
      throw .targetKind(expected: .classes, found: targets.kind)
    }
    let (labels, classes) = (targets.labels, targets.classCount)
    var distributions = Tensor(zeros: .float32([size, classes]))
    distributions.withMutableElements(as: Float.self) { p in
      for row in 0..<count {
        for column in 0..<classes { p[row * classes + column] = smoothing / Float(classes) }
        p[row * classes + Int(labels[row])] += 1 - smoothing
      }
    }
    return distributions
  }
}
