package import Graphs
import Kernels
package import Tensors

/// Axes in another order: axis `i` of the result is axis `permutation[i]` of the input.
///
/// - Source: ONNX Transpose-13.
package struct Transpose: Operator {
  package let permutation: [Int]

  package init(_ permutation: [Int]) { self.permutation = permutation }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let type = try TypeChecks.present(inputs, 0)
    guard type.element.bitWidth >= 8 else {
      throw .elementType(input: 0, expected: "whole bytes", found: type.element.rawValue)
    }
    guard type.shape.rank == permutation.count else {
      throw .rank(input: 0, expected: "\(permutation.count)", found: type.shape.rank)
    }
    guard permutation.sorted() == Array(permutation.indices) else {
      throw .attribute(name: "perm", problem: "\(permutation) is no permutation")
    }
    var result = type
    result.shape = Shape(permutation.map { type.shape[$0] })
    result.quantization = type.quantization?.permuted(permutation, of: type.shape)
    return [result]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] { [try inputs.tensor(0).transposed(permutation)] }

  /// The permutation that undoes this one.
  package var inverse: Transpose {
    var result = permutation
    for (target, source) in permutation.enumerated() where result.indices.contains(source) { result[source] = target }
    return Transpose(result)
  }

  /// True when only extents of 1 change their place, so that the bytes stay as they are.
  package func keepsBytes(of shape: Shape) -> Bool {
    let moved = permutation.filter { $0 < shape.rank && shape[$0] != 1 }
    return moved == moved.sorted()
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("matrix", Transpose([1, 0]), [.random([17, 33], seed: 1)]),
      OperatorSample("to channels last", Transpose(ImageLayout.toChannelsLast), [.random([2, 3, 5, 7], seed: 2)]),
      OperatorSample("to channels first", Transpose(ImageLayout.toChannelsFirst), [.random([2, 5, 7, 3], seed: 3)]),
      OperatorSample("one channel", Transpose(ImageLayout.toChannelsLast), [.random([2, 1, 5, 7], seed: 4)]),
    ]
  }
}

extension Transpose: Differentiable {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(inverse, dy)]
  }
}

extension Transpose: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0) else { return nil }
    if keepsBytes(of: x.shape) { return Movement.copy(request) }
    let call = KernelCall.transpose(
      shape: x.shape, permutation: permutation, elementBytes: x.element.bitWidth / 8)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}

extension Transpose: Simplifiable {
  /// `Transpose(q, Transpose(p, x))` → one transpose, or `x` when they undo each other; likewise one that moves nothing.
  package func simplification(of node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard var x = node.inputs[0] else { return nil }
    var combined = permutation
    if let producer = index.producer(of: x), let first = producer.op as? Transpose, let source = producer.inputs[0] {
      combined = permutation.map { first.permutation[$0] }
      x = source
    }
    let isIdentity = combined == Array(combined.indices)
    guard isIdentity || combined != permutation else { return nil }
    guard !(isIdentity && graph.outputs.contains(node.outputs[0]) && index.producer(of: x) == nil) else { return nil }
    var patch = GraphPatch(graph)
    let y = isIdentity ? x : try patch.append(Transpose(combined), [x], name: node.name)[0]
    patch.replace(node.outputs[0], with: y)
    return patch
  }
}

extension Transpose: ONNXConvertible {
  package static let onnxNames = ["Transpose"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.input(0, of: node)
    let reversed = Array((0..<context.graph.type(of: x).shape.rank).reversed())
    return [.asStated(try context.apply(Transpose(node.ints("perm") ?? reversed), x, name: node.name))]
  }

  /// A transpose between the two image layouts is only another name, when the value exists in NCHW already.
  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    if permutation == ImageLayout.toChannelsFirst, context.hasChannelsFirst(x), !isInterface(node, context) {
      context.alias(node.outputs[0], asGiven: context.channelsFirst(x))
    } else if permutation == ImageLayout.toChannelsLast, !isInterface(node, context) {
      context.alias(node.outputs[0], channelsFirst: context.asGiven(x))
    } else {
      let output = context.define(node.outputs[0])
      context.append("Transpose", named: node.name, [context.asGiven(x)], [output], ["perm": .ints(permutation)])
    }
  }

  private func isInterface(_ node: Node, _ context: ONNXWriting) -> Bool {
    context.graph.outputs.contains(node.outputs[0])
  }
}
