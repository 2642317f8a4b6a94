package import Graphs
package import Tensors

extension CumSum: TFLiteConvertible {
  package static let tfliteNames = ["CUMSUM"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.input(0, of: node)
    let op = CumSum(
      axis: try context.axis(try context.integers(1, of: node).first ?? 0, of: x, node),
      isExclusive: node.int("exclusive", default: 0) != 0, isReversed: node.int("reverse", default: 0) != 0)
    return [try context.apply(op, x, name: node.name)]
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool { CumSum.tfliteTakes(inputs, [.float32, .int32, .int64]) }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0], let axis = context.type(of: x).shape.normalized(axis: axis) else { return }
    let inputs = [context.name(x), context.integers([axis], name: "axis", shape: .scalar)]
    context.append(
      "CUMSUM", inputs, [context.define(node.outputs[0])],
      ["exclusive": .int(isExclusive ? 1 : 0), "reverse": .int(isReversed ? 1 : 0)])
  }
}
