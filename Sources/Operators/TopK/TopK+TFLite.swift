package import Graphs
package import Tensors

extension TopK: TFLiteConvertible {
  package static let tfliteNames = ["TOPK_V2"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let count = try context.integers(1, of: node).first ?? 0
    return try context.append(TopK(count: count), [try context.input(0, of: node)], name: node.name)
  }

  /// Of the smallest, only reals: they are the largest with the other sign.
  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    TopK.tfliteTakes(inputs, takesLargest ? [.float32, .int32, .int64] : [.float32])
  }

  /// TFLite ranks along the last axis and gives positions as int32.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0], let axis = context.type(of: x).shape.normalized(axis: axis) else { return }
    let (values, positions) = (node.outputs[0], node.outputs[1])
    let (type, ranked, narrow) = (context.type(of: x), context.type(of: values), context.narrowed(positions))
    let places = TensorType(.int32, context.type(of: positions).shape)
    let last = type.shape.rank - 1
    let isTurned = axis != last
    var order = Array(0...last)
    order.swapAt(axis, last)

    func step(_ kind: String, _ inputs: [String], _ type: TensorType, as id: ValueID? = nil) -> String {
      let made = id.map { context.define($0) } ?? context.between(type, "\(node.name)_\(kind.lowercased())")
      context.append(kind, inputs, [made])
      return made
    }
    let permutation = isTurned ? context.integers(order, name: "perm") : ""
    var source = context.name(x)
    if isTurned { source = step("TRANSPOSE", [source, permutation], type.exchanged(axis, last)) }
    if !takesLargest { source = step("NEG", [source], type.exchanged(axis, last)) }
    var best =
      isTurned || !takesLargest
      ? context.between(ranked.exchanged(axis, last), node.name + "_best") : context.define(values)
    var found =
      isTurned || narrow == nil
      ? context.between(places.exchanged(axis, last), node.name + "_places") : context.define(narrow ?? positions)
    context.append("TOPK_V2", [source, context.integers([count], name: "k", shape: .scalar)], [best, found])
    if isTurned {
      best = step("TRANSPOSE", [best, permutation], ranked, as: takesLargest ? values : nil)
      found = step("TRANSPOSE", [found, permutation], places, as: narrow)
    }
    if !takesLargest { _ = step("NEG", [best], ranked, as: values) }
    guard narrow == nil else { return }
    context.append(
      "CAST", [found], [context.define(positions)],
      ["in_data_type": .string("INT32"), "out_data_type": .string("INT64")])
  }
}
