package import Graphs
import Kernels
package import Tensors

/// The same elements under another shape. An extent 0 copies the input's extent at that position, one −1 is inferred.
///
/// - Source: ONNX Reshape-14 with a known shape.
package struct Reshape: Operator {
  package let dimensions: [Int]
  /// Whether an extent 0 copies the input's; otherwise it is 0.
  package let copiesZeros: Bool

  package init(_ dimensions: [Int], copiesZeros: Bool = true) {
    self.dimensions = dimensions
    self.copiesZeros = copiesZeros
  }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    var type = try Movement.type(inputs, 0)
    type.shape = try resolved(for: type.shape)
    return [type]
  }

  /// The output's shape for an input's shape.
  package func resolved(for shape: Shape) throws(TypeInferenceError) -> Shape {
    var extents = dimensions
    for (axis, extent) in extents.enumerated() where extent == 0 && copiesZeros {
      guard axis < shape.rank else {
        throw .attribute(name: "shape", problem: "0 at position \(axis) of a tensor of rank \(shape.rank)")
      }
      extents[axis] = shape[axis]
    }
    let open = extents.indices.filter { extents[$0] == -1 }
    guard open.count <= 1 else { throw .attribute(name: "shape", problem: "\(open.count) extents are −1") }
    if let axis = open.first {
      extents[axis] = 1
      let known = try checked(extents).count
      guard known > 0, shape.count % known == 0 else {
        throw .shape("\(shape) does not divide into \(Shape(dimensions))")
      }
      extents[axis] = shape.count / known
    }
    let result = try checked(extents)
    guard result.count == shape.count else { throw .shape("\(shape) has not the elements of \(result)") }
    return result
  }

  private func checked(_ extents: [Int]) throws(TypeInferenceError) -> Shape {
    do { return try Shape(checking: extents) } catch { throw .attribute(name: "shape", problem: "\(extents)") }
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    return [try x.reshaped(to: resolved(for: x.shape))]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("copy and infer", Reshape([0, -1]), [.random([2, 3, 5], seed: 1)]),
      OperatorSample("stated", Reshape([5, 3, 1, 2]), [.random([2, 3, 5], seed: 2)]),
    ]
  }
}

extension Reshape: Differentiable {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] { [try graph.reshapedBack(gradients[0], to: call.inputs[0], wanted: wanted[0])] }
}

extension Graph {
  /// The gradient of an operator that only changes the shape.
  package mutating func reshapedBack(
    _ gradient: ValueID?, to input: ValueID?, wanted: Bool
  ) throws(GraphError) -> ValueID? {
    guard wanted, let gradient, let input else { return nil }
    return try apply(Reshape(type(of: input).shape.dimensions), gradient)
  }
}

extension Reshape: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? { Movement.copy(request) }
}

extension Reshape: Simplifiable {
  /// `Reshape(Reshape(x))` → `Reshape(x)`, when the second states no extent by position.
  package func simplification(of node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard !dimensions.contains(0), let producer = index.producer(of: node.inputs[0]),
      producer.op is Reshape || producer.op is Flatten
    else { return nil }
    var patch = GraphPatch(graph)
    let y = try patch.append(self, [producer.inputs[0]], name: node.name)
    patch.replace(node.outputs[0], with: y[0])
    return patch
  }
}
