package import Graphs
import Kernels
package import Tensors

/// `count` neighbouring indices of one axis, from `start` on.
///
/// - Source: ONNX Slice-13 with constant bounds and steps of 1, one node per axis.
package struct Slice: Operator {
  package let axis: Int
  package let start: Int
  package let count: Int

  package init(axis: Int, start: Int, count: Int) {
    self.axis = axis
    self.start = start
    self.count = count
  }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    var type = try Movement.type(inputs, 0)
    let axis = try TypeChecks.axis(axis, of: type.shape)
    guard start >= 0, count >= 0, start <= type.shape[axis], count <= type.shape[axis] - start else {
      throw .shape("\(count) indices from \(start) on do not lie in \(type.shape[axis])")
    }
    type.shape = type.shape.replacing(axis: axis, with: count)
    return [type]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let axis = try TypeChecks.axis(axis, of: x.shape)
    let inner = x.shape.strides[axis]
    let (old, new) = (x.shape[axis] * inner, count * inner)
    return [Movement.gather(x, as: type) { $0 / new * old + start * inner + $0 % new }]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("channels", Slice(axis: -1, start: 2, count: 3), [.random([2, 3, 3, 7], seed: 1)]),
      OperatorSample("rows", Slice(axis: 0, start: 1, count: 2), [.random([4, 5], seed: 2)]),
    ]
  }
}

extension Slice: Differentiable {
  /// `dy` with zeros around it.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    let shape = graph.type(of: x).shape
    guard let axis = shape.normalized(axis: axis) else { return [nil] }
    var (before, after) = ([Int](repeating: 0, count: shape.rank), [Int](repeating: 0, count: shape.rank))
    before[axis] = start
    after[axis] = shape[axis] - start - count
    return [try graph.apply(Pad(before: before, after: after), dy)]
  }
}

extension Slice: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    OperatorCost(multiplyAccumulates: 0, pickedBytes: outputs.first?.byteCount)
  }
}

extension Slice: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0), let axis = x.shape.normalized(axis: axis) else {
      return nil
    }
    let call = KernelCall.slice(
      outer: x.shape.dimensions[..<axis].reduce(1, *), extent: x.shape[axis], start: start, count: count,
      partBytes: x.shape.strides[axis] * x.element.bitWidth / 8)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}
