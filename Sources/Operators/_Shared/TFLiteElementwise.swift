package import Graphs
import Tensors

extension TFLiteReading {
  /// The outputs of an operator of as many inputs as the node has, behind the activation that the node states.
  package mutating func elementwise(_ op: any Operator, _ node: ForeignNode) throws(ForeignError) -> [ValueID] {
    var inputs: [ValueID?] = []
    for index in 0..<inputCount { inputs.append(try input(index, of: node)) }
    let outputs = try append(op, inputs, name: node.name)
    var results: [ValueID] = []
    for y in outputs { results.append(try activated(y, node)) }
    return results
  }

  /// A result behind the activation that `fused_activation_function` names.
  package mutating func activated(_ y: ValueID, _ node: ForeignNode) throws(ForeignError) -> ValueID {
    let activation = node.string("fused_activation_function", default: "NONE")
    let op: any Operator
    switch activation {
    case "NONE": return y
    case "RELU": op = Relu()
    case "RELU6": op = Clip.relu6
    case "RELU_N1_TO_1": op = Clip(low: -1, high: 1)
    case "TANH": op = Tanh()
    default: throw refused(node, "fused_activation_function", activation)
    }
    return try apply(op, y, name: "\(node.name)_\(activation.lowercased())")
  }

  /// One number as a constant that broadcasts.
  package mutating func scalar(_ value: Float) -> ValueID {
    graph.constant(Tensor(repeating: value, shape: [1]))
  }

  /// Axes counted from the front, each once.
  package func axes(_ stated: [Int], of id: ValueID, _ node: ForeignNode) throws(ForeignError) -> [Int] {
    let shape = type(of: id).shape
    var result: [Int] = []
    for axis in stated {
      guard let normalized = shape.normalized(axis: axis) else {
        throw refused(node, "axis", "\(axis) of \(shape)")
      }
      if !result.contains(normalized) { result.append(normalized) }
    }
    return result
  }

  package func axis(_ stated: Int, of id: ValueID, _ node: ForeignNode) throws(ForeignError) -> Int {
    try axes([stated], of: id, node)[0]
  }
}
