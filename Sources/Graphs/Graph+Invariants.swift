import Tensors

extension Graph {
  /// Checks every structural rule and infers all types again.
  ///
  /// Rules: every value that is read is an input, a constant or made by an earlier node; every value is made once;
  /// outputs exist; stored types equal inferred types; constants match their declared type.
  /// - Throws: ``GraphError`` naming the first broken rule.
  public func verify() throws(GraphError) {
    var known = [Bool](repeating: false, count: values.count)
    for id in inputs { known[id.index] = true }
    for (index, value) in values.enumerated() where value.constant != nil {
      guard value.constant?.type == value.type else { throw .malformed("constant \(value.name) has another type") }
      known[index] = true
    }
    for node in nodes {
      try node.forEachOperand { operand throws(GraphError) in
        guard known[operand.index] else {
          throw .malformed("\(node.name) reads \(self[operand].name) before it is made")
        }
      }
      let types = try inferredTypes(node.op, node.inputs, epilogue: node.epilogue, nodeName: node.name)
      guard types.count == node.outputs.count else {
        throw .malformed("\(node.name) has \(node.outputs.count) outputs, its operator makes \(types.count)")
      }
      for (id, type) in zip(node.outputs, types) {
        guard self[id].type == type else {
          throw .malformed("\(self[id].name) is declared \(self[id].type) and inferred \(type)")
        }
        guard !known[id.index] else { throw .malformed("\(self[id].name) is made twice") }
        known[id.index] = true
      }
    }
    for output in outputs where !known[output.index] {
      throw .malformed("output \(self[output].name) is never made")
    }
  }
}
