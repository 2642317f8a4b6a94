package import Graphs
package import Tensors

extension OneHot: TFLiteConvertible {
  package static let tfliteNames = ["ONE_HOT"]

  /// The depth, the value of the class and the value elsewhere are inputs.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let indices = try context.stored(0, of: node)
    let depth = try context.integers(1, of: node).first ?? 0
    let on = try context.apply(Reshape([1]), try context.input(2, of: node))
    let off = try context.apply(Reshape([1]), try context.input(3, of: node))
    let values = try context.append(Concat(axis: 0), [off, on])[0]
    let op = OneHot(depth: depth, axis: node.int("axis", default: -1), countsFromBack: false)
    return [try context.apply(op, indices, values, name: node.name)]
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    [.int32, .int64].contains(inputs[0]?.element)
      && OneHot.tfliteTakes([inputs[1]], [.float32, .int8, .uint8, .int32, .int64, .bool])
  }

  /// Indices from the back, which TFLite does not know, are counted from the front first.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let indices = node.inputs[0], let values = node.inputs[1] else { return }
    var classes = context.name(indices)
    if countsFromBack {
      classes =
        context.graph.constant(indices) != nil
        ? context.indices(indices, along: [depth]) : fromFront(classes, context.type(of: indices), node, &context)
    }
    let inputs = [
      classes, context.integers([depth], name: "depth", shape: .scalar),
      context.element(1, of: values, name: "on"), context.element(0, of: values, name: "off"),
    ]
    context.append("ONE_HOT", inputs, [context.define(node.outputs[0])], ["axis": .int(axis)])
  }

  private func fromFront(
    _ indices: String, _ type: TensorType, _ node: Node, _ context: inout TFLiteWriting
  ) -> String {
    func number(_ value: Int) -> String {
      let tensor = try? Tensor(.integers([Int128(value)]), as: type.element, shape: .scalar)
      return tensor.map { context.sharedConstant($0, name: "number") } ?? ""
    }
    let isNegative = context.between(TensorType(.bool, type.shape), node.name + "_negative")
    context.append("LESS", [indices, number(0)], [isNegative])
    let (moved, counted) = (context.between(type, node.name + "_moved"), context.between(type, node.name + "_counted"))
    context.append("ADD", [indices, number(depth)], [moved])
    context.append("SELECT_V2", [isNegative, moved, indices], [counted])
    return counted
  }
}

extension TFLiteWriting {
  /// The name of one element of a list, as a scalar.
  fileprivate mutating func element(_ position: Int, of list: ValueID, name: String) -> String {
    let type = type(of: list)
    if let known = graph.constant(list) {
      return sharedConstant(Movement.gather(known, as: TensorType(type.element, .scalar)) { _ in position }, name: name)
    }
    let picked = between(TensorType(type.element, [1]), name + "_picked")
    append("SLICE", [self.name(list), integers([position], name: "begin"), integers([1], name: "size")], [picked])
    let scalar = between(TensorType(type.element, .scalar), name)
    append("RESHAPE", [picked, integers([], name: "shape")], [scalar], ["new_shape": .ints([])])
    return scalar
  }
}
