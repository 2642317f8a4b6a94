import Foundation
import Graphs
import Interchange
import Operators
import Tensors

/// Small models to start from: one for each example call of each operator that a file can hold.
enum Seeds {
  /// - Returns: how many files were written.
  static func write(to folder: URL) throws -> Int {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var count = 0
    for type in OperatorRegistry.all {
      for (index, sample) in type.samples.enumerated() {
        guard let graph = try? graph(of: sample), let bytes = try? ModelFile.onnxBytes(of: graph) else { continue }
        try Data(bytes).write(to: folder.appending(path: "\(type.name)-\(index).onnx"))
        count += 1
      }
    }
    return count
  }

  /// The call with its first operand as input of the graph and the others as constants.
  private static func graph(of sample: OperatorSample) throws -> Graph {
    var graph = Graph(name: "seed")
    let ids = sample.inputs.enumerated().map { index, tensor in
      tensor.map { tensor in
        index == 0 && tensor.type.quantization == nil
          ? graph.input("x", tensor.type) : graph.constant(tensor, name: "c\(index)")
      }
    }
    graph.outputs = try graph.append(sample.op, ids, name: "y")
    return graph
  }
}
