package import Graphs
import Kernels
package import Tensors

/// Exponentials that sum to 1 along an axis: `y_i = exp(x_i) / Σ exp(x_j)`.
///
/// - Source: ONNX Softmax-13.
package struct Softmax: Operator {
  package let axis: Int

  /// - Parameter axis: negative counts from the back.
  package init(axis: Int = -1) { self.axis = axis }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try SoftmaxFamily.outputTypes(inputs, axis: axis)
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    try SoftmaxFamily.map(inputs, axis: axis) { row in
      let total = ScalarMath.logSumExp(row)
      return row.map { ScalarMath.exp($0 - total) }
    }
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("rows", Softmax(), [.random([3, 35], from: -4, to: 4, seed: 1)]),
      OperatorSample("ten classes", Softmax(axis: 1), [.random([5, 10], from: -20, to: 20, seed: 2)]),
      OperatorSample("inner axis", Softmax(axis: 1), [.random([2, 7, 3], seed: 3)]),
    ]
  }
}

extension Softmax: Differentiable {
  /// `dx = y · (dy − Σ dy·y)`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    let y = call.outputs[0]
    let product = try graph.apply(Multiply(), dy, y)
    let sum = try graph.apply(ReduceSum(axes: [axis], keepsAxes: true), product)
    return [try graph.apply(Multiply(), try graph.apply(Subtract(), dy, sum), y)]
  }
}

extension Softmax: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard let type = request.input(0), type.shape.normalized(axis: axis) == type.shape.rank - 1,
      type.shape.channels > 0
    else { return nil }
    let x = type.shape
    guard request.isFloat32 else { return fixedPoint(type, request) }
    guard request.epilogue.isEmpty else { return nil }
    let call = KernelCall.softmax(
      rows: x.count / x.channels, columns: x.channels, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0)], inPlace: .input(0)) }
  }
}

extension Softmax {
  /// On codes in TFLite's arithmetic, whose result has the scale 1/256 and the zero point 0.
  private func fixedPoint(_ x: TensorType, _ request: KernelRequest) -> KernelBinding? {
    guard request.arithmetic.isFixedPoint, let scale = x.codeScale, request.residual == nil,
      request.epilogue.hasNoActivation, request.outputs[0].codeScale == CodeScale(scale: 1 / 256, zeroPoint: 0)
    else { return nil }
    let columns = x.shape.channels
    return FixedPointSoftmax(scale: scale.scale).flatMap {
      KernelCall.fixedPointSoftmax($0, rows: x.shape.count / columns, columns: columns)
    }.map { KernelBinding($0, operands: [.input(0)], inPlace: .input(0)) }
  }
}

extension Softmax: ONNXConvertible {
  package static let onnxNames = ["Softmax"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    try SoftmaxFamily.read(node, into: &context) { Softmax(axis: $0) }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    SoftmaxFamily.write("Softmax", node, axis: axis, into: &context)
  }
}
