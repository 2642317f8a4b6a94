public import Tensors

/// Work of one call.
public struct OperatorCost: Hashable, Sendable {
  /// Multiply-accumulates; an operation without a multiply-accumulate counts 0.
  public var multiplyAccumulates: Int
  public init(multiplyAccumulates: Int) { self.multiplyAccumulates = multiplyAccumulates }
}

/// An operator whose work is more than one pass over its elements.
public protocol Costed: Operator {
  func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost
}

extension Graph {
  /// Multiply-accumulates of one run.
  public var multiplyAccumulates: Int { nodes.reduce(0) { $0 + multiplyAccumulates(of: $1) } }

  public func multiplyAccumulates(of node: Node) -> Int {
    guard let op = node.op as? any Costed else { return 0 }
    return op.cost(inputs: node.inputs.map { $0.map(type(of:)) }, outputs: node.outputs.map(type(of:)))
      .multiplyAccumulates
  }

  /// Elements of all constants that stand in a parameter position of some operator.
  public var parameterCount: Int {
    var seen = Set<ValueID>()
    var count = 0
    for node in nodes {
      for position in Swift.type(of: node.op).parameterInputs where position < node.inputs.count {
        guard var id = node.inputs[position] else { continue }
        if let producer = nodes.first(where: { $0.outputs == [id] }), let source = producer.inputs.first ?? nil {
          id = source
        }
        if let constant = self[id].constant, seen.insert(id).inserted { count += constant.count }
      }
    }
    return count
  }
}
