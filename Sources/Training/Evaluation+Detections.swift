package import Datasets
package import Graphs
import Tensors

extension Evaluation {
  /// The boxes that a single-shot detector reports for each image.
  package static func detections(
    of graph: Graph, on dataset: Dataset, threads: Int = 1
  ) throws -> [[Detection]] {
    guard let output = graph.outputs.first,
      let grid = DetectionGrid(graph.type(of: output).dequantized.shape, classes: dataset.classCount)
    else {
      throw TrainingError.shape(
        model: "\(graph.outputs.map(graph.type(of:)))", data: "boxes of \(dataset.classCount) classes")
    }
    var all: [[Detection]] = []
    try run(graph, on: dataset, threads: threads) { outputs, samples in
      let width = outputs.count / samples.size
      all += (0..<samples.count).map { grid.detections(outputs[$0 * width..<($0 + 1) * width]) }
    }
    return all
  }
}
