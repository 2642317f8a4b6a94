package import Graphs
import Kernels
package import Tensors

/// The largest element under a window that slides over an image; padding never wins.
///
/// - Input: `x [N,H,W,C]`, reals or 8-bit codes (a positive scale keeps the order, so codes pass through).
/// - Output: `[N,OH,OW,C]`.
/// - Source: ONNX MaxPool-12.
package struct MaxPool: Operator {
  package let kernel: Pair
  package let window: Window

  package init(_ kernel: Pair, _ window: Window = Window()) {
    self.kernel = kernel
    self.window = window
  }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    var type = try Movement.type(inputs, 0)
    guard type.element == .float32 || type.element == .uint8 || type.element == .int8 else {
      throw .elementType(input: 0, expected: "float32, uint8 or int8", found: type.element.rawValue)
    }
    guard type.shape.rank == 4 else { throw .rank(input: 0, expected: "4", found: type.shape.rank) }
    type.shape = try Pooling.outputShape(type.shape, kernel: kernel, window: window)
    return [type]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    switch x.element {
    case .uint8: return [pooled(x, type, lowest: UInt8.min)]
    case .int8: return [pooled(x, type, lowest: Int8.min)]
    default: return [pooled(x, type, lowest: -Float.infinity)]
    }
  }

  private func pooled<Scalar: TensorScalar & Comparable>(_ x: Tensor, _ type: TensorType, lowest: Scalar) -> Tensor {
    var result = Tensor(zeros: type)
    let channels = x.shape[3]
    let elements = x.elements(as: Scalar.self)
    result.withMutableElements(as: Scalar.self) { y in
      Pooling.forEachWindow(input: x.shape, output: type.shape, kernel: kernel, window: window) { pixel, sources in
        for c in 0..<channels {
          y[pixel * channels + c] = sources.reduce(lowest) { max($0, elements[$1 * channels + c]) }
        }
      }
    }
    return result
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("2×2", MaxPool(Pair(2, 2), Window(stride: Pair(2, 2))), [.random([2, 6, 8, 17], seed: 1)]),
      OperatorSample(
        "3×3 overlapping, padded", MaxPool(Pair(3, 3), Window(stride: Pair(2, 2), padding: Padding(1))),
        [.random([1, 7, 7, 5], seed: 2)]),
      OperatorSample("dilated", MaxPool(Pair(2, 2), Window(dilation: Pair(2, 2))), [.random([1, 5, 5, 3], seed: 3)]),
    ]
  }
}

extension MaxPool: Differentiable {
  /// `dy` goes to the first maximum of each window.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(MaxPoolGradient(self), call.inputs[0], dy)]
  }
}

extension MaxPool: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0),
      let geometry = Pooling.geometry(x.shape, kernel: kernel, window: window)
    else { return nil }
    let call =
      x.element == .float32
      ? KernelCall.maxPool(geometry, instructionSet: request.instructionSet)
      : KernelCall.quantizedMaxPool(geometry, element: x.element, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}

extension MaxPool: ONNXConvertible {
  package static let onnxNames = ["MaxPool", "GlobalMaxPool"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let type = try context.anyType(0, of: node)
    guard node.kind == "MaxPool" else {
      guard type.shape.rank == 4, type.element == .float32 else {
        guard type.shape.rank > 2 else { throw node.refused("X", "\(type)") }
        let axes = Array(2..<type.shape.rank)
        return try context.asStated(ReduceMax(axes: axes, keepsAxes: true), inputs: 1, node)
      }
      let x = try context.channelsLast(0, of: node)
      let extent = context.graph.type(of: x).shape
      return [.channelsLast(try context.apply(MaxPool(Pair(extent[1], extent[2])), x, name: node.name))]
    }
    let isSimple = node.outputs.count == 1 && [.float32, .uint8, .int8].contains(type.element)
    if isSimple, type.shape.rank == 3 {
      return try context.asRow(node) { row, context throws(ForeignError) in try read(onnx: row, into: &context) }
    }
    guard isSimple, type.shape.rank == 4 else {
      guard type.shape.rank > 2 else { throw node.refused("X", "\(type)") }
      let window = try VolumeWindow(pooling: node, input: Array(type.shape.dimensions[2...]))
      let op = VolumeMaxPool(window, countsColumnsFirst: node.int("storage_order", default: 0) != 0)
      return try context.asStated(op, inputs: 1, node)
    }
    let x = try context.channelsLast(0, of: node)
    let (kernel, window) = try Pooling.window(onnx: node, input: context.graph.type(of: x).shape)
    return [.channelsLast(try context.apply(MaxPool(kernel, window), x, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    Pooling.write("MaxPool", node, kernel: kernel, window: window, into: &context)
  }
}
