import Graphs
import Tensors

/// Weights that a pass may rewrite: a constant, or constant codes behind a DequantizeLinear.
struct ConstantWeights {
  let tensor: Tensor
  private let name: String
  /// The DequantizeLinear in between.
  private let dequantize: Node?

  init?(_ id: ValueID?, in graph: Graph, index: GraphIndex) {
    guard let id else { return nil }
    if let tensor = graph.constant(id) {
      self.tensor = tensor
      name = graph[id].name
      dequantize = nil
    } else if let producer = index.producer(of: id), producer.op is DequantizeLinear, let source = producer.inputs[0],
      let codes = graph.constant(source)
    {
      tensor = codes
      name = graph[source].name
      dequantize = producer
    } else {
      return nil
    }
  }

  /// Adds other weights of the same kind to a patch.
  func replaced(by tensor: Tensor, in patch: inout GraphPatch) throws(GraphError) -> ValueID {
    let constant = patch.constant(tensor, name: name)
    guard let dequantize else { return constant }
    return try patch.append(DequantizeLinear(), [constant], name: dequantize.name)[0]
  }
}
