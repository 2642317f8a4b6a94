import Datasets
import Graphs
import Quantization
import Tensors
import Training

extension CalibrationBatches {
  /// At most `count` samples of a data set.
  static func make(_ count: Int, of dataset: Dataset, for graph: Graph) throws -> [Tensor] {
    joined(try ModelInput.samples(count, of: dataset, for: graph), for: graph)
  }
}
