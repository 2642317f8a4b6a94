package import Graphs
import Operators
import Tensors

extension Graph {
  /// Appends nodes that compute the gradient of a scalar with respect to some values (reverse-mode differentiation).
  ///
  /// Each operator contributes its pullback; contributions of several readers are added. The result is an ordinary
  /// graph: it is optimized, planned and run like any other.
  /// - Parameters:
  ///   - loss: a value of one element.
  ///   - targets: values whose gradient is wanted.
  /// - Returns: one value per target, of its shape; `nil` when the loss does not depend on it.
  /// - Throws: ``GraphError/notDifferentiable(node:operatorName:reason:)`` when an operator on the way has no gradient.
  package mutating func appendGradients(
    of loss: ValueID, withRespectTo targets: [ValueID]
  ) throws(GraphError) -> [ValueID?] {
    guard type(of: loss).shape.count == 1 else { throw .malformed("the loss \(type(of: loss)) is no scalar") }
    let forward = nodes
    var depends = Set(targets)
    for node in forward where node.operands.contains(where: depends.contains) { depends.formUnion(node.outputs) }

    var gradients: [ValueID: ValueID] = [:]
    gradients[loss] = constant(Tensor(repeating: 1, shape: type(of: loss).shape), name: "one")
    for node in forward.reversed() {
      let incoming = node.outputs.map { gradients[$0] }
      let wanted = node.inputs.map { $0.map(depends.contains) ?? false }
      guard incoming.contains(where: { $0 != nil }), wanted.contains(true) else { continue }
      guard node.epilogue.isEmpty else { throw .malformed("\(node.name) is fused; differentiate before fusing") }
      let contributions = try pullback(of: node, gradients: incoming, wanted: wanted)
      for (id, contribution) in zip(node.inputs, contributions) {
        guard let id, let contribution, depends.contains(id) else { continue }
        if let known = gradients[id] {
          gradients[id] = try apply(Add(), known, contribution)
        } else {
          gradients[id] = contribution
        }
      }
    }
    return targets.map { gradients[$0] }
  }

  private mutating func pullback(
    of node: Node, gradients: [ValueID?], wanted: [Bool]
  ) throws(GraphError) -> [ValueID?] {
    let operatorType = Swift.type(of: node.op)
    if let op = node.op as? any Differentiable {
      return try op.pullback(of: node, gradients: gradients, wanted: wanted, in: &self)
    }
    if let op = node.op as? any Decomposable { return try pullback(through: op, of: node, gradients, wanted) }
    let reason = (operatorType as? any NonDifferentiable.Type)?.reasonWithoutGradient ?? "no gradient is written"
    throw .notDifferentiable(node: node.name, operatorName: operatorType.name, reason: reason)
  }

  /// The gradient of a composed operator is the gradient of its pieces.
  private mutating func pullback(
    through op: any Decomposable, of node: Node, _ gradients: [ValueID?], _ wanted: [Bool]
  ) throws(GraphError) -> [ValueID?] {
    let start = nodes.count
    let pieces = try op.decomposition(node.inputs, in: &self)
    var known: [ValueID: ValueID] = [:]
    for (piece, gradient) in zip(pieces, gradients) { if let gradient { known[piece] = gradient } }
    var depends = Set(zip(node.inputs, wanted).compactMap { $1 ? $0 : nil })
    let inner = Array(nodes[start...])
    for node in inner where node.operands.contains(where: depends.contains) { depends.formUnion(node.outputs) }
    for piece in inner.reversed() {
      let incoming = piece.outputs.map { known[$0] }
      guard incoming.contains(where: { $0 != nil }) else { continue }
      let wanted = piece.inputs.map { $0.map(depends.contains) ?? false }
      let results = try pullback(of: piece, gradients: incoming, wanted: wanted)
      for (id, result) in zip(piece.inputs, results) {
        guard let id, let result else { continue }
        known[id] = try known[id].map { known throws(GraphError) in try apply(Add(), known, result) } ?? result
      }
    }
    return node.inputs.map { $0.flatMap { known[$0] } }
  }
}
