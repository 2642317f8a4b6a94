package import Graphs
import Kernels
package import Tensors

/// Codes through a table: `y = table[x]`, for any function of one 8-bit code that ends in 8-bit codes.
///
/// Made by ``TableFusion``; a file states the functions that the table holds.
package struct Lookup: Operator {
  package let table: CodeTable

  package init(_ table: CodeTable) { self.table = table }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.present(inputs, 0)
    guard x.element == .uint8 || x.element == .int8 else {
      throw .elementType(input: 0, expected: "uint8 or int8", found: x.element.rawValue)
    }
    guard table.codes.count == 256, table.element == .uint8 || table.element == .int8, table.parameters.isPerTensor
    else { throw .attribute(name: "table", problem: "\(table.codes.count) codes of \(table.element.rawValue)") }
    return [TensorType(table.element, x.shape, quantization: table.parameters)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    return [try Tensor(bytes: x.withBytes { table.map($0) }, type: type)]
  }

  package static var samples: [OperatorSample] {
    let codes = Tensor((0..<77).map { UInt8($0 * 3) })
    let type = TensorType(.uint8, [77], quantization: QuantizationParameters(scale: 0.01, zeroPoint: 100))
    let parameters = QuantizationParameters(scale: 0.02, zeroPoint: 5)
    let table = CodeTable((0...255).map { UInt8(($0 * 7 + 3) % 256) }, element: .uint8, parameters: parameters)
    return [
      OperatorSample("permutation", Lookup(table), [codes.retyped(type)]),
      OperatorSample("many", Lookup(table), [Tensor((0..<300).map { UInt8($0 * 5 % 256) })]),
    ]
  }
}

extension Lookup: NonDifferentiable {
  package static let reasonWithoutGradient = "codes have no gradient"
}

extension Lookup: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0) else { return nil }
    let call = KernelCall.lookup(
      count: x.shape.count, table: table.codes, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0)], inPlace: .input(0)) }
  }
}

extension Lookup: Simplifiable {
  /// `Lookup(Lookup(x))` → one table, when nobody else reads between; a table that changes nothing → `x`.
  package func simplification(of node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let x = node.inputs[0] else { return nil }
    var patch = GraphPatch(graph)
    if graph.type(of: x) == graph.type(of: node.outputs[0]), table.isIdentity, !graph.outputs.contains(node.outputs[0])
    {
      patch.replace(node.outputs[0], with: x)
      return patch
    }
    guard let producer = index.producer(of: x), let first = producer.op as? Lookup, index.onlyConsumer(of: x) != nil
    else { return nil }
    let y = try patch.append(Lookup(first.table.followed(by: table)), producer.inputs, name: node.name)
    patch.replace(node.outputs[0], with: y[0])
    return patch
  }
}
