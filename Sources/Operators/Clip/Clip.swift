package import Graphs
package import Tensors

/// Limits every element to a range: `y = min(max(x, low), high)`; NaN stays NaN. ReLU6 is `Clip(0, 6)`.
///
/// - Source: ONNX Clip-13 of reals with constant bounds; others are read as ``Maximum`` and ``Minimum``.
package struct Clip: ClampOperator {
  package let low: Float
  package let high: Float

  /// - Parameters: `low ≤ high`, either may be infinite.
  package init(low: Float, high: Float) {
    self.low = low
    self.high = high
  }

  /// The rectified linear unit that ends at 6 (Howard et al. 2017).
  package static let relu6 = Clip(low: 0, high: 6)

  package var range: ClosedRange<Float> { low <= high ? low...high : high...high }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    guard low <= high else { throw .attribute(name: "min", problem: "\(low) is above max \(high)") }
    try TypeChecks.count(inputs, 1...1)
    return [try TypeChecks.element(inputs, 0, Self.kinds)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("relu6", Clip.relu6, [.random([67], from: -9, to: 9, seed: 1)]),
      OperatorSample("hard tanh", Clip(low: -1, high: 1), [.random([1, 5, 5, 9], from: -2, to: 2, seed: 2)]),
    ]
  }
}

extension Clip: ONNXConvertible {
  package static let onnxNames = ["Clip"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let isKnown = (1...2).allSatisfy { !context.isPresent($0) || context.hasConstant($0) }
    guard isKnown, try context.anyType(0, of: node).element == .float32 else {
      return try limited(node, into: &context)
    }
    var low = node.float("min", default: -.infinity)
    var high = node.float("max", default: .infinity)
    if context.isPresent(1) { low = try context.bound(1, of: node) }
    if context.isPresent(2) { high = try context.bound(2, of: node) }
    // ONNX takes the minimum last, so crossed bounds give the upper one everywhere.
    let op = Clip(low: min(low, high), high: high)
    if context.hasChannelsLast(0) {
      let y = try context.apply(op, try context.channelsLast(0, of: node), name: node.name)
      return [.channelsLast(y)]
    }
    return [.asStated(try context.apply(op, try context.input(0, of: node), name: node.name))]
  }

  /// Bounds that are given at run time, and elements that are no float32.
  private static func limited(
    _ node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result] {
    let (x, channelsLast) = try context.anyLayout(of: node)
    var y = x
    let limits: [(Int, String, any Operator)] = [(1, "min", Maximum()), (2, "max", Minimum())]
    for (index, attribute, op) in limits {
      if let bound = try context.optionalInput(index, of: node) {
        // A bound is a number, whatever its rank.
        let scalar = context.graph.type(of: bound).shape.rank == 0 ? bound : try context.apply(Reshape([]), bound)
        y = try context.apply(op, y, scalar)
      } else if case .float(let bound)? = node.attributes[attribute] {
        y = try context.apply(op, y, context.graph.number(Double(bound), like: y))
      }
    }
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let image = context.hasChannelsFirst(x)
    var inputs = [image ? context.channelsFirst(x) : context.asGiven(x)]
    inputs.append(
      low > -.infinity ? context.sharedConstant(Tensor(repeating: low, shape: .scalar), name: "low") : "")
    inputs.append(
      high < .infinity ? context.sharedConstant(Tensor(repeating: high, shape: .scalar), name: "high") : "")
    while inputs.last == "" { inputs.removeLast() }
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append("Clip", named: node.name, inputs, [output])
  }
}

extension ONNXReading {
  /// A constant scalar input.
  fileprivate mutating func bound(_ index: Int, of node: ForeignNode) throws(ForeignError) -> Float {
    let tensor = try constant(index, of: node)
    guard tensor.element == .float32, tensor.count == 1 else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: index == 1 ? "min" : "max", problem: "\(tensor.type)")
    }
    return tensor.floats[0]
  }
}
