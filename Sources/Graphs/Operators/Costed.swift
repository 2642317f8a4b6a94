public import Tensors

/// Work of one call.
public struct OperatorCost: Hashable, Sendable {
  /// Multiply-accumulates; an operation without a multiply-accumulate counts 0.
  public var multiplyAccumulates: Int
  /// Bytes read of the first input by an operator that picks parts of it; nil where all of it is read.
  public var pickedBytes: Int?

  public init(multiplyAccumulates: Int, pickedBytes: Int? = nil) {
    self.multiplyAccumulates = multiplyAccumulates
    self.pickedBytes = pickedBytes
  }

  /// The product of extents; `Int.max` when it is larger, as extents from a file can make it.
  public init(multiplyAccumulates factors: Int...) {
    multiplyAccumulates = factors.reduce(1) { product, factor in
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      return overflow ? Int.max : next
    }
  }
}

/// An operator whose work is not one pass over its elements.
public protocol Costed: Operator {
  func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost
}

extension Graph {
  /// Multiply-accumulates of one run, at most `Int.max`.
  public var multiplyAccumulates: Int {
    nodes.reduce(0) { sum, node in
      let (next, overflow) = sum.addingReportingOverflow(multiplyAccumulates(of: node))
      return overflow ? Int.max : next
    }
  }

  public func multiplyAccumulates(of node: Node) -> Int { cost(of: node)?.multiplyAccumulates ?? 0 }

  /// Nil when the work of the node is one pass over its elements.
  package func cost(of node: Node) -> OperatorCost? {
    (node.op as? any Costed)?
      .cost(inputs: node.inputs.map { $0.map(type(of:)) }, outputs: node.outputs.map(type(of:)))
  }

  /// Elements of all weights that stand in a parameter position of some operator, behind a conversion or not; factors and
  /// masks of a formula do not count.
  public var parameterCount: Int {
    let index = GraphIndex(self)
    var seen = Set<ValueID>()
    var count = 0
    for node in nodes {
      let operatorType = Swift.type(of: node.op)
      for position in operatorType.parameterInputs where position < node.inputs.count {
        guard var id = node.inputs[position] else { continue }
        if let producer = index.producer(of: id), let source = producer.inputs.first ?? nil { id = source }
        guard let constant = self[id].constant, seen.insert(id).inserted else { continue }
        if constant.element != .float32 || operatorType.isWeight(constant) { count += constant.count }
      }
    }
    return count
  }
}
