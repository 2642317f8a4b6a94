package import Graphs
import Kernels
package import Tensors

/// Element-wise sum with NumPy broadcasting: `y = a + b`.
///
/// Quantized: both inputs uint8 with their own scale and zero point, summed in float32 and rounded to nearest even.
/// - Source: ONNX Add-14.
package struct Add: BinaryOperator {
  package init() {}

  /// A bias may be written as an addition of a constant.
  package static let parameterInputs = [1]
  package static func isWeight(_ constant: Tensor) -> Bool { ElementwiseWeights.isSummand(constant) }

  package func value(_ a: Double, _ b: Double) -> Double { a + b }
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { a &+ b }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("same shape", Add(), [.random([2, 3, 5], seed: 1), .random([2, 3, 5], seed: 2)]),
      OperatorSample("per channel", Add(), [.random([2, 4, 4, 17], seed: 3), .random([17], seed: 4)]),
      OperatorSample("scalar", Add(), [.random([33], seed: 5), .random([1], seed: 6)]),
      OperatorSample("both broadcast", Add(), [.random([3, 1, 5], seed: 7), .random([1, 4, 5], seed: 8)]),
    ]
  }
}

extension Add: Differentiable {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0] else { return [nil, nil] }
    var results: [ValueID?] = []
    for (id, wanted) in zip(call.inputs, wanted) {
      guard let id, wanted else {
        results.append(nil)
        continue
      }
      results.append(try Broadcasting.reduce(dy, to: graph.type(of: id).shape, in: &graph))
    }
    return results
  }
}

extension Add {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard let a = request.input(0), let b = request.input(1) else { return nil }
    if request.isFloat32 { return ElementwiseKernels.binary(.add, request) }
    if request.arithmetic.isFixedPoint { return ElementwiseKernels.fixedPoint(.add, request) }
    guard let qa = a.quantization, let qb = b.quantization, let stored = request.epilogue.output,
      a.element == .uint8, b.element == .uint8, stored.element == .uint8, request.residual == nil,
      !request.epilogue.hasFinish, qa.isPerTensor, qb.isPerTensor, stored.parameters.isPerTensor,
      a.shape == b.shape || Add.isRow(b.shape, of: a.shape)
    else { return nil }
    let (scale, zeroPoint) = (stored.parameters.scale, stored.parameters.zeroPoint)
    let codes = CodeRange(clamp: request.epilogue.clamp, scale: scale, zeroPoint: zeroPoint, element: .uint8)
    let call = KernelCall.quantizedAdd(
      count: a.shape.count, rows: a.shape == b.shape ? 1 : a.shape.count / b.shape.count, scaleA: qa.scale,
      zeroPointA: qa.zeroPoint, scaleB: qb.scale, zeroPointB: qb.zeroPoint, scale: scale, zeroPoint: zeroPoint,
      low: codes.low, high: codes.high, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1)], inPlace: .input(0)) }
  }

  /// True for one row of elements that every row of a larger tensor can take.
  private static func isRow(_ row: Shape, of shape: Shape) -> Bool {
    row.count == row.channels && row.count == shape.channels && shape.count > 0 && row.rank <= shape.rank
  }
}

extension Add: ONNXConvertible {
  package static let onnxNames = ["Add", "Sum"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    node.kind == "Sum" ? [try context.chain(Add(), node)] : try context.elementwise(Add(), node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Add", node)
  }
}
