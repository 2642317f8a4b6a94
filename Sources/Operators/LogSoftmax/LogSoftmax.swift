package import Graphs
import Kernels
package import Tensors

/// The logarithm of the softmax, without the overflow of taking both: `y_i = x_i − log Σ exp(x_j)`.
///
/// - Source: ONNX LogSoftmax-13.
package struct LogSoftmax: Operator {
  package let axis: Int

  /// - Parameter axis: negative counts from the back.
  package init(axis: Int = -1) { self.axis = axis }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try SoftmaxFamily.outputTypes(inputs, axis: axis)
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    try SoftmaxFamily.map(inputs, axis: axis) { row in
      let total = ScalarMath.logSumExp(row)
      return row.map { $0 - total }
    }
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("rows", LogSoftmax(), [.random([3, 35], from: -4, to: 4, seed: 1)]),
      OperatorSample("ten classes", LogSoftmax(axis: 1), [.random([5, 10], from: -20, to: 20, seed: 2)]),
      OperatorSample("inner axis", LogSoftmax(axis: 1), [.random([2, 7, 3], seed: 3)]),
    ]
  }
}

extension LogSoftmax: Differentiable {
  /// `dx = dy − exp(y) · Σ dy`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    let sum = try graph.apply(ReduceSum(axes: [axis], keepsAxes: true), dy)
    let share = try graph.apply(Multiply(), try graph.apply(Exp(), call.outputs[0]), sum)
    return [try graph.apply(Subtract(), dy, share)]
  }
}

extension LogSoftmax: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape,
      x.normalized(axis: axis) == x.rank - 1, x.channels > 0
    else { return nil }
    let call = KernelCall.logSoftmax(
      rows: x.count / x.channels, columns: x.channels, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0)], inPlace: .input(0)) }
  }
}

extension LogSoftmax: ONNXConvertible {
  package static let onnxNames = ["LogSoftmax"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    try SoftmaxFamily.read(node, into: &context) { LogSoftmax(axis: $0) }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    SoftmaxFamily.write("LogSoftmax", node, axis: axis, into: &context)
  }
}
