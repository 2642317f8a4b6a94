import Graphs
import Operators

extension Graph {
  /// The float graph that quantization starts from: simplified, batch normalization folded, weights that a file keeps as
  /// codes or half precision as reals, products of rows as fully-connected layers with their bias.
  /// - Throws: ``QuantizationError/alreadyQuantized`` for a graph whose activations are codes.
  func preparedForQuantization() throws(QuantizationError) -> Graph {
    guard !nodes.contains(where: { $0.op is QuantizeLinear || $0.op is DynamicQuantizeLinear }) else {
      throw .alreadyQuantized
    }
    do {
      let reals = try rewritten(by: [DequantizedConstants()])
      return try FusionPipeline.simplified(reals).rewritten(by: [MatMulAddFusion(takesBatches: true)])
    } catch { throw .graph(error) }
  }
}
