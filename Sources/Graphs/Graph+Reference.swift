public import Tensors

extension Graph {
  /// Evaluates the graph with the operators' plain references: slow, and the definition of every faster path.
  /// - Parameter arguments: one tensor per graph input, of the declared type.
  /// - Returns: one tensor per graph output.
  public func reference(_ arguments: [Tensor]) throws(GraphError) -> [Tensor] {
    guard arguments.count == inputs.count else {
      throw .evaluation(node: name, problem: "\(arguments.count) arguments for \(inputs.count) inputs")
    }
    var known: [ValueID: Tensor] = [:]
    for (id, tensor) in zip(inputs, arguments) {
      guard tensor.type == type(of: id) else {
        throw .evaluation(node: self[id].name, problem: "got \(tensor.type), expects \(type(of: id))")
      }
      known[id] = tensor
    }
    for node in nodes {
      let operands = node.inputs.map { id in id.flatMap { known[$0] ?? self[$0].constant } }
      let residual = node.epilogue.residual.flatMap { known[$0] ?? self[$0].constant }
      do {
        let results = try node.reference(operands, residual: residual)
        for (id, tensor) in zip(node.outputs, results) { known[id] = tensor }
      } catch { throw .evaluation(node: node.name, problem: "\(error)") }
    }
    var results: [Tensor] = []
    for output in outputs {
      guard let tensor = known[output] ?? self[output].constant else {
        throw .evaluation(node: self[output].name, problem: "never made")
      }
      results.append(tensor)
    }
    return results
  }
}

extension Node {
  /// The operator's reference with the epilogue around it, in real arithmetic.
  public func reference(_ operands: [Tensor?], residual: Tensor? = nil) throws -> [Tensor] {
    let op = self.op
    if op.actsOnCodes && epilogue.isEmpty { return try reference(of: op, operands) }
    var results = try reference(of: op, operands.map { try $0?.dequantized() })
    guard !epilogue.isEmpty, var first = results.first else { return results }
    if let residual {
      let addend = try residual.dequantized().floats
      first.withMutableElements(as: Float.self) { y in for i in y.indices { y[i] += addend[i] } }
    }
    if let clamp = epilogue.clamp {
      first.withMutableElements(as: Float.self) { y in
        for i in y.indices { y[i] = min(max(y[i], clamp.lowerBound), clamp.upperBound) }
      }
    }
    if let function = epilogue.function {
      first.withMutableElements(as: Float.self) { y in for i in y.indices { y[i] = function.value(y[i]) } }
    }
    if let output = epilogue.output { first = try first.quantized(to: output.element, output.parameters) }
    if let table = epilogue.lookup {
      let type = TensorType(table.element, first.shape, quantization: table.parameters)
      first = try Tensor(bytes: first.withBytes { table.map($0) }, type: type)
    }
    results[0] = first
    return results
  }

  /// The operator's reference, unless there is nothing to compute: results without elements are known by their type.
  private func reference(of op: any Operator, _ operands: [Tensor?]) throws -> [Tensor] {
    let types = try op.outputTypes(for: operands.map { $0?.type })
    if types.allSatisfy({ $0.shape.count == 0 }) { return types.map { Tensor(zeros: $0) } }
    return try op.reference(operands)
  }
}
