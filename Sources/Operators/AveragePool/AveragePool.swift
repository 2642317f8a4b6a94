package import Graphs
import Kernels
package import Tensors

/// The mean of the elements under a window that slides over an image.
///
/// - Input: `x [N,H,W,C]`. Output: `[N,OH,OW,C]`.
/// - Source: ONNX AveragePool-11 (ceil_mode without `count_include_pad`).
package struct AveragePool: Operator {
  package let kernel: Pair
  package let window: Window
  /// Whether padding counts as zeros (dividing by the window's size) or not at all.
  package let countsPadding: Bool

  package init(_ kernel: Pair, _ window: Window = Window(), countsPadding: Bool = false) {
    self.kernel = kernel
    self.window = window
    self.countsPadding = countsPadding
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.float32(inputs, 0, rank: 4)
    return [.float32(try Pooling.outputShape(x, kernel: kernel, window: window))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    var result = Tensor(zeros: type)
    let channels = x.shape[3]
    let elements = x.floats
    result.withMutableElements(as: Float.self) { y in
      Pooling.forEachWindow(input: x.shape, output: type.shape, kernel: kernel, window: window) { pixel, sources in
        let count = countsPadding ? kernel.height * kernel.width : sources.count
        for c in 0..<channels {
          let sum = sources.reduce(0.0) { $0 + Double(elements[$1 * channels + c]) }
          y[pixel * channels + c] = Float(sum / Double(count))
        }
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    let padded = Window(stride: Pair(2, 2), padding: Padding(1))
    return [
      OperatorSample("2×2", AveragePool(Pair(2, 2), Window(stride: Pair(2, 2))), [.random([2, 6, 8, 17], seed: 1)]),
      OperatorSample("padding left out", AveragePool(Pair(3, 3), padded), [.random([1, 7, 7, 5], seed: 2)]),
      OperatorSample(
        "padding counted", AveragePool(Pair(3, 3), padded, countsPadding: true), [.random([1, 7, 7, 5], seed: 3)]),
    ]
  }
}

extension AveragePool: Differentiable {
  /// Every element of a window gets its share of `dy`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    return [try graph.apply(AveragePoolGradient(self, inputShape: graph.type(of: x).shape), dy)]
  }
}

extension AveragePool: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard let x = request.input(0), let geometry = Pooling.geometry(x.shape, kernel: kernel, window: window) else {
      return nil
    }
    return Pooling.averageKernel(geometry, countsPadding: countsPadding, request)
  }
}

extension Pooling {
  /// The kernel of a mean over windows, of reals or of codes with an epilogue that stores codes.
  static func averageKernel(_ geometry: PoolGeometry, countsPadding: Bool, _ request: KernelRequest) -> KernelBinding? {
    guard let x = request.input(0), request.residual == nil, request.epilogue.hasNoActivation else { return nil }
    if request.isFloat32 {
      return KernelCall.averagePool(geometry, countIncludePad: countsPadding, instructionSet: request.instructionSet)
        .map { KernelBinding($0, operands: [.input(0)]) }
    }
    guard let input = x.quantization, input.isPerTensor, let stored = request.epilogue.output,
      stored.parameters.isPerTensor, stored.element == x.element
    else { return nil }
    if request.arithmetic.isFixedPoint {
      guard input != stored.parameters else {
        return countsPadding || x.element != .uint8
          ? nil
          : KernelCall.fixedPointAveragePool(geometry, instructionSet: request.instructionSet)
            .map { KernelBinding($0, operands: [.input(0)]) }
      }
      let whole = PoolGeometry(
        batch: x.shape[0], height: x.shape[1], width: x.shape[2], channels: x.shape[3], kernelHeight: x.shape[1],
        kernelWidth: x.shape[2])
      return geometry == whole
        ? fixedPointMean(outer: x.shape[0], count: x.shape[1] * x.shape[2], inner: x.shape[3], request) : nil
    }
    let call = KernelCall.quantizedAveragePool(
      geometry, element: x.element, countIncludePad: countsPadding, inputScale: input.scale,
      inputZeroPoint: input.zeroPoint, scale: stored.parameters.scale, zeroPoint: stored.parameters.zeroPoint,
      instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}

extension Pooling {
  /// The kernel of means of uint8 codes `[outer][count][inner]` in TFLite's arithmetic; `nil` in any other.
  static func fixedPointMean(outer: Int, count: Int, inner: Int, _ request: KernelRequest) -> KernelBinding? {
    guard request.arithmetic.isFixedPoint, request.residual == nil, request.epilogue.hasNoActivation,
      request.epilogue.output != nil, let x = request.input(0)?.codeScale, let y = request.outputs[0].codeScale
    else { return nil }
    return FixedPointMean(count: count, x: x, y: y, rounding: request.arithmetic.rounding).flatMap {
      KernelCall.fixedPointMean($0, outer: outer, inner: inner, instructionSet: request.instructionSet)
    }.map { KernelBinding($0, operands: [.input(0)]) }
  }
}

extension AveragePool: ONNXConvertible {
  package static let onnxNames = ["AveragePool"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let type = try context.anyType(0, of: node)
    let counts = node.int("count_include_pad", default: 0) != 0
    let isSimple = type.element == .float32 && !(counts && node.int("ceil_mode", default: 0) != 0)
    if isSimple, type.shape.rank == 3 {
      return try context.asRow(node) { row, context throws(ForeignError) in try read(onnx: row, into: &context) }
    }
    guard isSimple, type.shape.rank == 4 else {
      guard type.shape.rank > 2 else { throw node.refused("X", "\(type)") }
      let window = try VolumeWindow(pooling: node, input: Array(type.shape.dimensions[2...]))
      return try context.asStated(VolumeAveragePool(window, countsPadding: counts), inputs: 1, node)
    }
    let x = try context.channelsLast(0, of: node)
    let (kernel, window) = try Pooling.window(onnx: node, input: context.graph.type(of: x).shape)
    let y = try context.apply(AveragePool(kernel, window, countsPadding: counts), x, name: node.name)
    return [.channelsLast(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let more: [String: ForeignAttribute] = countsPadding ? ["count_include_pad": .int(1)] : [:]
    Pooling.write("AveragePool", node, kernel: kernel, window: window, more, into: &context)
  }
}
