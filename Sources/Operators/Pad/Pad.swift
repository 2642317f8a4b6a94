package import Graphs
import Kernels
package import Tensors

/// The input with a constant around it.
///
/// - Input: any numbers or truth values, `value` as one of them.
/// - Output: extent `before[i] + x.shape[i] + after[i]` along axis `i`.
/// - Source: ONNX Pad-13, mode `constant`, amounts ≥ 0.
package struct Pad: Operator {
  package let before: [Int]
  package let after: [Int]
  package let value: Double

  package init(before: [Int], after: [Int], value: Double = 0) {
    self.before = before
    self.after = after
    self.value = value
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    guard before.count == after.count, (before + after).allSatisfy({ (0...1 << 20).contains($0) }) else {
      throw .attribute(name: "pads", problem: "\(before + after)")
    }
    let x = try TypeChecks.element(inputs, 0, .all)
    guard x.shape.rank == before.count else {
      throw .rank(input: 0, expected: "\(before.count)", found: x.shape.rank)
    }
    let extents = x.shape.dimensions.indices.map { before[$0] + x.shape[$0] + after[$0] }
    do { return [TensorType(x.element, try Shape(checking: extents))] } catch {
      throw .attribute(name: "pads", problem: "\(before + after) of \(x)")
    }
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let filling = try Tensor(.reals([value]), as: type.element, shape: [1])
    var result = Movement.gather(filling, as: type) { _ in 0 }
    let (from, to) = (x.shape.strides, type.shape.strides)
    let start = zip(before, to).reduce(0) { $0 + $1.0 * $1.1 }
    let width = type.element.bitWidth / 8
    x.withBytes { source in
      result.withMutableBytes { y in
        for i in 0..<x.count {
          var target = start
          for axis in from.indices { target += i / from[axis] % x.shape[axis] * to[axis] }
          for byte in 0..<width { y[target * width + byte] = source[i * width + byte] }
        }
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("image", Pad(before: [0, 1, 2, 0], after: [0, 1, 0, 0]), [.random([2, 3, 4, 5], seed: 1)]),
      OperatorSample("vector with a value", Pad(before: [3], after: [2], value: -7), [.random([5], seed: 2)]),
    ]
  }
}

extension Pad: Differentiable {
  /// `dy` without the border.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard var gradient = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    let shape = graph.type(of: x).shape
    for axis in before.indices where before[axis] + after[axis] > 0 {
      gradient = try graph.apply(Slice(axis: axis, start: before[axis], count: shape[axis]), gradient)
    }
    return [gradient]
  }
}

extension Pad: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0), x.quantization == nil,
      let filling = try? Tensor(.reals([value]), as: x.element, shape: [1])
    else { return nil }
    let call = KernelCall.pad(
      shape: x.shape, before: before, after: after, value: filling.withBytes { Array($0) })
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}
