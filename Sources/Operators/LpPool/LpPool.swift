import Foundation
package import Graphs
package import Tensors

/// The p-norm of the elements under a window: `(Σ |x|ᵖ)^(1/p)`.
///
/// - Input: `x [N,C,D…]` of reals; axes as ONNX states them. Output: `[N,C,…]`.
/// - Source: ONNX LpPool-18; GlobalLpPool-2 is one window over everything.
package struct LpPool: Operator {
  package let window: VolumeWindow
  /// At least 1.
  package let power: Int

  package init(_ window: VolumeWindow, power: Int = 2) {
    self.window = window
    self.power = power
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .reals)
    guard (1...64).contains(power) else { throw .attribute(name: "p", problem: "\(power)") }
    return [TensorType(x.element, try Pooling.volume(x.shape, window))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let (source, target) = (Array(x.shape.dimensions[2...]), Array(type.shape.dimensions[2...]))
    let (size, made) = (source.reduce(1, *), target.reduce(1, *))
    let elements = x.numbers.reals.map { pow(abs($0), Double(power)) }
    var y = [Double](repeating: 0, count: type.shape.count)
    window.forEach(input: source, output: target) { position, _, place in
      for channel in 0..<x.shape[0] * x.shape[1] { y[channel * made + position] += elements[channel * size + place] }
    }
    return [try Tensor(.reals(y.map { pow($0, 1 / Double(power)) }), as: type.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "image", LpPool(VolumeWindow(kernel: [2, 3], stride: [1, 2], before: [1, 0])), [.random([1, 2, 3, 5], seed: 1)]),
      OperatorSample("sequence, cubes", LpPool(VolumeWindow(kernel: [2]), power: 3), [.random([2, 1, 4], seed: 2)]),
    ]
  }
}

extension LpPool: NonDifferentiable {
  package static let reasonWithoutGradient = "no network here trains through it"
}

extension LpPool: ONNXConvertible {
  package static let onnxNames = ["LpPool", "GlobalLpPool"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.inputType(0, of: node).shape
    guard x.rank > 2 else { throw node.refused("X", "\(x)") }
    let source = Array(x.dimensions[2...])
    let window =
      node.kind == "LpPool" ? try VolumeWindow(pooling: node, input: source) : VolumeWindow(kernel: source)
    return try context.asStated(LpPool(window, power: node.int("p", default: 2)), inputs: 1, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    var attributes = window.attributes
    attributes["p"] = .int(power)
    // The version that files of ours use has neither.
    guard !window.isCeiling, window.dilation.allSatisfy({ $0 == 1 }) else {
      throw .cannotExport(operatorName: Self.name, node: node.name, problem: "dilations and ceiling are ONNX 18")
    }
    attributes["dilations"] = nil
    context.appendAsGiven("LpPool", node, attributes)
  }
}
