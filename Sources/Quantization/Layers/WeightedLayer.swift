package import Graphs
package import Operators
package import Tensors

/// A convolution or product with constant weights, seen as a matrix of one row for each output channel.
///
/// Rows of a convolution are its taps with the input channels of its group innermost, rows of a depthwise convolution
/// its taps, rows of a product its inputs: row `o` times the patch that it sees is output channel `o` without its bias.
package struct WeightedLayer: Sendable {
  package enum Form: Sendable {
    case convolution(Conv)
    case depthwise(DepthwiseConv)
    /// `transposed` for weights `[O,I]`, otherwise `[I,O]`.
    case product(transposed: Bool)
  }

  /// In the nodes of its graph.
  package let position: Int
  package let node: Node
  package let form: Form
  package let input: ValueID
  package let weights: ValueID
  package let bias: ValueID?
  package let output: ValueID
  /// Channels of the input and of the output.
  package let inputs: Int
  package let outputs: Int
  /// Of a row.
  package let columns: Int
  /// Outputs that see the same input channels stand together.
  package let groups: Int

  /// `nil` for what has no constant float32 weights of these forms, or has been fused.
  package init?(_ graph: Graph, at position: Int) {
    let node = graph.nodes[position]
    guard node.epilogue.isEmpty, node.inputs.count >= 2, let x = node.inputs[0], let w = node.inputs[1],
      let tensor = graph.constant(w), tensor.element == .float32, graph.constant(x) == nil
    else { return nil }
    let bias = node.inputs.count > 2 ? node.inputs[2] : nil
    if let bias, graph.constant(bias) == nil { return nil }
    let shape = tensor.shape
    switch node.op {
    case let op as Conv:
      form = .convolution(op)
      (outputs, columns, groups) = (shape[0], shape[1] * shape[2] * shape[3], op.groups)
    case let op as DepthwiseConv:
      form = .depthwise(op)
      (outputs, columns, groups) = (shape[2], shape[0] * shape[1], graph.type(of: x).shape.channels)
    case let op as Gemm where !op.transposeA:
      form = .product(transposed: op.transposeB)
      (outputs, columns) = op.transposeB ? (shape[0], shape[1]) : (shape[1], shape[0])
      groups = 1
    case is MatMul where shape.rank == 2:
      form = .product(transposed: false)
      (outputs, columns, groups) = (shape[1], shape[0], 1)
    default: return nil
    }
    (self.position, self.node, self.bias) = (position, node, bias)
    (input, weights, output) = (x, w, node.outputs[0])
    inputs = graph.type(of: x).shape.channels
  }

  /// All of a graph, in the order of its nodes.
  package static func all(of graph: Graph) -> [WeightedLayer] {
    graph.nodes.indices.compactMap { WeightedLayer(graph, at: $0) }
  }

  /// Of the output channels, in the stored weights.
  package var outputAxis: Int {
    switch form {
    case .convolution: 0
    case .depthwise: 2
    case .product(let transposed): transposed ? 0 : 1
    }
  }

  package var isDepthwise: Bool {
    if case .depthwise = form { return true }
    return false
  }

  package var outputsPerGroup: Int { outputs / max(groups, 1) }

  /// Input channels that a row sees.
  package var channelsPerGroup: Int { inputs / max(groups, 1) }

  /// The input channel that a column of a row belongs to.
  package func inputChannel(row: Int, column: Int) -> Int {
    row / outputsPerGroup * channelsPerGroup + column % channelsPerGroup
  }

  /// Whether rows lie one after the other in the stored weights.
  private var storesRows: Bool { outputAxis == 0 }

  /// The stored weights row by row.
  package func rows(of tensor: Tensor) -> [Float] {
    let stored = tensor.floats
    return storesRows ? stored : WeightedLayer.turned(stored, rows: columns, columns: outputs)
  }

  /// Rows as they are stored.
  package func tensor(rows: [Float], shape: Shape) throws(TensorError) -> Tensor {
    try Tensor(storesRows ? rows : WeightedLayer.turned(rows, rows: outputs, columns: columns), shape: shape)
  }

  /// Codes row by row as they are stored.
  package func stored(_ rows: [Int8]) -> [Int8] {
    storesRows ? rows : WeightedLayer.turned(rows, rows: outputs, columns: columns)
  }

  private static func turned<Element>(_ elements: [Element], rows: Int, columns: Int) -> [Element] {
    var result = elements
    for row in 0..<rows {
      for column in 0..<columns { result[column * rows + row] = elements[row * columns + column] }
    }
    return result
  }
}

extension Graph {
  /// Gives one layer other weights. A constant that others read too stays as it is for them.
  package mutating func setWeights(of layer: WeightedLayer, rows: [Float]) throws(GraphError) {
    guard let old = constant(layer.weights) else { return }
    do {
      try setOperand(1, of: layer.position, to: layer.tensor(rows: rows, shape: old.shape))
    } catch let error as GraphError { throw error } catch { throw .malformed("\(layer.node.name): \(error)") }
  }

  /// Gives one layer another bias, also when it had none.
  package mutating func setBias(of layer: WeightedLayer, to bias: [Float]) throws(GraphError) {
    if nodes[layer.position].op is MatMul { setOperator(of: layer.position, to: Gemm()) }
    try setOperand(2, of: layer.position, to: Tensor(bias))
  }

  /// The bias of a layer, zeros when it has none.
  package func biasValues(of layer: WeightedLayer) -> [Float] {
    let id = nodes[layer.position].inputs.count > 2 ? nodes[layer.position].inputs[2] : nil
    return reals(id) ?? [Float](repeating: 0, count: layer.outputs)
  }

  /// The rows of a layer's weights of now.
  package func weightRows(of layer: WeightedLayer) -> [Float] {
    constant(nodes[layer.position].inputs[1]).map(layer.rows) ?? []
  }

  /// Replaces a constant operand of one node, or adds it behind the others. Whoever else reads it keeps it.
  mutating func setOperand(_ operand: Int, of position: Int, to tensor: Tensor) throws(GraphError) {
    var nodes = self.nodes
    let old = operand < nodes[position].inputs.count ? nodes[position].inputs[operand] : nil
    let readers = old.map { id in nodes.reduce(0) { $0 + $1.operands.filter { $0 == id }.count } } ?? 0
    if let old, readers == 1, !outputs.contains(old) { return setConstant(old, tensor) }
    let suffix = operand == 1 ? ".weight" : ".bias"
    let id = constant(tensor, name: nodes[position].name + suffix)
    if operand < nodes[position].inputs.count {
      nodes[position].inputs[operand] = id
    } else {
      nodes[position].inputs.append(id)
    }
    setNodes(nodes)
  }

  private mutating func setOperator(of position: Int, to op: any Operator) {
    var nodes = self.nodes
    nodes[position].op = op
    setNodes(nodes)
  }
}
