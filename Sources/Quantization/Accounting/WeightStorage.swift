package import Graphs
import Operators
import Tensors

/// What the weights of a model take in a file, counted with the scales and zero points that their codes need.
package struct WeightStorage: Sendable, Hashable {
  /// Weights of layers, however they are stored; without biases.
  package private(set) var weights = 0
  /// Bits of all of them, of their scales and of their zero points.
  package private(set) var bits = 0

  /// `b + (bits of scale + bits of zero point) / g` for codes of b bits in groups of g.
  package var bitsPerWeight: Double { weights == 0 ? 0 : Double(bits) / Double(weights) }

  package init(of graph: Graph) {
    let index = GraphIndex(graph)
    var seen = Set<ValueID>()
    for node in graph.nodes {
      for input in WeightStorage.positions(of: node.op) where input < node.inputs.count {
        guard var id = node.inputs[input] else { continue }
        if let producer = index.producer(of: id), producer.op is DequantizeLinear || producer.op is Cast,
          let source = producer.inputs[0]
        {
          id = source
        }
        guard let tensor = graph.constant(id), tensor.shape.rank >= 2, seen.insert(id).inserted else { continue }
        count(tensor, of: node, in: graph)
      }
    }
  }

  private mutating func count(_ tensor: Tensor, of node: Node, in graph: Graph) {
    bits += tensor.byteCount * 8
    weights += tensor.count
    if let q = tensor.type.quantization {
      let isPlain = q.block != nil && q.zeroPoints.allSatisfy { $0 == 0 }
      bits += q.scales.count * 32 + (isPlain ? 0 : q.zeroPoints.count * tensor.element.bitWidth)
    }
    switch node.op {
    case let product as MatMulNBits:
      weights += product.columns * product.depth - tensor.count
      let pairs = node.inputs.dropFirst(2).prefix(2).compactMap { graph.constant($0) }
      bits += pairs.reduce(0) { $0 + $1.byteCount * 8 }
    case is MatMulInteger: bits += tensor.shape[1] * 32
    default: break
    }
  }

  private static func positions(of op: any Operator) -> [Int] {
    switch op {
    case is LSTM, is GRU, is RNN: [1, 2]
    case is Gather: [0]
    case is Conv, is DepthwiseConv, is Gemm, is MatMul, is VolumeConv, is ConvTranspose, is MatMulNBits,
      is MatMulInteger:
      [1]
    default: []
    }
  }
}
