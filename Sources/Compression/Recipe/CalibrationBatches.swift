import Datasets
import Graphs
import Tensors
import Training

/// Calibration samples side by side, for methods that run a model again and again over the same ones.
enum CalibrationBatches {
  private static let size = 32

  /// - Returns: batches of equal size that together hold at most `count` samples.
  static func make(_ count: Int, of dataset: Dataset, for graph: Graph) throws -> [Tensor] {
    let samples = try ModelInput.samples(count, of: dataset, for: graph)
    guard let first = samples.first, first.shape.rank > 0 else { return samples }
    let size = min(size, samples.count)
    return stride(from: 0, to: samples.count / size * size, by: size).map { start in
      var type = first.type
      type.shape = type.shape.replacing(axis: 0, with: size * first.shape[0])
      var batch = Tensor(zeros: type)
      batch.withMutableBytes { target in
        for (position, sample) in samples[start..<start + size].enumerated() {
          sample.withBytes { source in
            UnsafeMutableRawBufferPointer(rebasing: target[(position * source.count)...]).copyMemory(from: source)
          }
        }
      }
      return batch
    }
  }
}
