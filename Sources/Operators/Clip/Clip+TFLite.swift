package import Graphs
package import Tensors

extension Clip: TFLiteReadable {
  package static let tfliteNames = ["RELU6", "RELU_N1_TO_1", "RELU_0_TO_1", "MAXIMUM", "MINIMUM"]

  /// A maximum and a minimum are read here when one side is a known number.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    switch node.kind {
    case "RELU6": try context.elementwise(Clip.relu6, node)
    case "RELU_0_TO_1": try context.elementwise(Clip(low: 0, high: 1), node)
    case "RELU_N1_TO_1": try context.elementwise(Clip(low: -1, high: 1), node)
    default: try limited(node, into: &context)
    }
  }

  private static func limited(
    _ node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    for (value, limit) in [(0, 1), (1, 0)] {
      let (x, stated) = (try context.input(value, of: node), try context.input(limit, of: node))
      guard let known = context.graph.constant(stated), known.element == .float32, known.count == 1,
        context.type(of: x).element == .float32, known.shape.rank <= context.type(of: x).shape.rank,
        !known.floats[0].isNaN
      else { continue }
      let bound = known.floats[0]
      let op = node.kind == "MAXIMUM" ? Clip(low: bound, high: .infinity) : Clip(low: -.infinity, high: bound)
      return [try context.apply(op, x, name: node.name)]
    }
    return nil
  }
}

extension Clip: TFLiteWritable {
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    TFLiteActivation(clamp: range) != nil && Clip.isCodes(output) && inputs.allSatisfy(Clip.isCodes)
  }

  /// One of TFLite's own ranges, or a MAXIMUM and a MINIMUM with a constant.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    if let activation = TFLiteActivation(clamp: range) { return try context.append(activation.rawValue, node) }
    let type = context.type(of: node.outputs[0])
    var value = context.name(node, 0)
    let limits = [("MAXIMUM", low), ("MINIMUM", high)].filter { $0.1.isFinite }
    for (position, (kind, limit)) in limits.enumerated() {
      let inputs = [value, context.sharedConstant(Tensor(repeating: limit, shape: .scalar), name: "limit")]
      value =
        position == limits.count - 1
        ? context.define(node.outputs[0]) : context.between(type, node.name + "_\(kind.lowercased())")
      context.append(kind, inputs, [value])
    }
    if limits.isEmpty { context.copy(value, as: node.outputs[0]) }
  }
}
