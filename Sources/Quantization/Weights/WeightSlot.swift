package import Graphs
import Operators
import Tensors

/// A place where a layer reads weights: which input, and what its axes mean.
package struct WeightSlot: Sendable, Hashable {
  /// The input of the node.
  package let input: Int
  /// The axis that counts output channels.
  package let outputAxis: Int
  /// The axis that a product sums over, along which groups lie; `nil` where there is one element to sum.
  package let groupAxis: Int?

  package init(input: Int, outputAxis: Int, groupAxis: Int?) {
    self.input = input
    self.outputAxis = outputAxis
    self.groupAxis = groupAxis
  }

  /// The slots of known float32 weights that a node has.
  ///
  /// Axes: convolution `[O,H,W,I]`, depthwise `[H,W,C]`, fully-connected `[O,I]` or `[I,O]`, matrix `[…,K,N]`, transposed
  /// convolution `[C,O,…]`, recurrent `[D,gates,I]`; a table that rows are picked from is scaled by row.
  package static func all(of node: Node, in graph: Graph) -> [WeightSlot] {
    let slots: [WeightSlot]
    switch node.op {
    case is Conv: slots = [WeightSlot(input: 1, outputAxis: 0, groupAxis: 3)]
    case is DepthwiseConv: slots = [WeightSlot(input: 1, outputAxis: 2, groupAxis: nil)]
    case let gemm as Gemm:
      slots = [WeightSlot(input: 1, outputAxis: gemm.transposeB ? 0 : 1, groupAxis: gemm.transposeB ? 1 : 0)]
    case is MatMul:
      let rank = node.inputs.count > 1 ? node.inputs[1].map { graph.type(of: $0).shape.rank } ?? 0 : 0
      slots = rank >= 2 ? [WeightSlot(input: 1, outputAxis: rank - 1, groupAxis: rank - 2)] : []
    case is VolumeConv: slots = [WeightSlot(input: 1, outputAxis: 0, groupAxis: 1)]
    case let transposed as ConvTranspose:
      // With several groups one index of the axis is a channel of each.
      slots = [WeightSlot(input: 1, outputAxis: 1, groupAxis: transposed.groups == 1 ? 0 : nil)]
    case is LSTM, is GRU, is RNN:
      slots = [1, 2].map { WeightSlot(input: $0, outputAxis: 1, groupAxis: 2) }
    case let gather as Gather where gather.axis == 0:
      let rank = node.inputs[0].map { graph.type(of: $0).shape.rank } ?? 0
      slots = rank == 2 ? [WeightSlot(input: 0, outputAxis: 0, groupAxis: 1)] : []
    default: slots = []
    }
    return slots.filter { slot in
      guard slot.input < node.inputs.count, let tensor = graph.constant(node.inputs[slot.input]) else { return false }
      return tensor.element == .float32 && tensor.count > 0 && slot.outputAxis < tensor.shape.rank
        && (slot.groupAxis ?? 0) < tensor.shape.rank
    }
  }
}
