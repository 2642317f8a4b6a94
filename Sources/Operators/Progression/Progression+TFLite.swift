package import Graphs
package import Tensors

extension Progression: TFLiteConvertible {
  package static let tfliteNames = ["RANGE"]

  /// Known bounds make a known list.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let parts = (
      try context.constant(0, of: node), try context.constant(1, of: node), try context.constant(2, of: node)
    )
    let (start, limit, step) = (parts.0.numbers.reals, parts.1.numbers.reals, parts.2.numbers.reals)
    guard start.count == 1, limit.count == 1, step.count == 1, step[0] != 0 else {
      throw context.refused(node, "delta", "\(step)")
    }
    let count = ((limit[0] - start[0]) / step[0]).rounded(.up)
    guard count <= Double(Progression.largest) else { throw context.refused(node, "limit", "\(limit[0])") }
    return [
      try context.apply(
        Progression(count: Int(max(count, 0))), try context.stored(0, of: node), try context.stored(2, of: node),
        name: node.name)
    ]
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    Progression.tfliteTakes(inputs, [.float32, .int32, .int64])
  }

  /// Known integers are a RANGE. That sums up its steps, so that other numbers are the start and so many steps.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let type = context.type(of: node.outputs[0])
    if !type.element.isFloatingPoint, let start = context.graph.constant(node.inputs[0]),
      let step = context.graph.constant(node.inputs[1]), let first = Indices.numbers(start).first,
      let delta = Indices.numbers(step).first, delta != 0,
      let list = try? [first, first &+ delta &* count, delta].map({ number in
        try Tensor(.integers([Int128(number)]), as: type.element, shape: .scalar)
      })
    {
      let inputs = zip(list, ["start", "limit", "delta"]).map { context.sharedConstant($0, name: $1) }
      return context.append("RANGE", inputs, [context.define(node.outputs[0])])
    }
    guard let counts = try? Tensor(.integers((0..<count).map { Int128($0) }), as: type.element, shape: type.shape)
    else { throw context.refusal(node, "\(type) holds no \(count) numbers") }
    let steps = context.between(type, node.name + "_steps")
    context.append("MUL", [context.constant(counts, name: "counts"), context.name(node, 1)], [steps])
    context.append("ADD", [steps, context.name(node, 0)], [context.define(node.outputs[0])])
  }
}
