package import Graphs
import Tensors

extension LayerNormalization: ONNXConvertible {
  package static let onnxNames = ["LayerNormalization"]

  /// Without a bias it is read with one of zeros. Mean and deviation, which files may name as further outputs, do not
  /// exist here; a node that reads them is refused.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.input(0, of: node)
    let scale = try context.input(1, of: node)
    let stated = try context.optionalInput(2, of: node)
    let bias = stated ?? context.graph.constant(Tensor(zeros: context.graph.type(of: scale)), name: "\(node.name)_bias")
    let op = LayerNormalization(axis: node.int("axis", default: -1), epsilon: node.float("epsilon", default: 1e-5))
    return [.asStated(try context.apply(op, x, scale, bias, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let inputs = node.inputs.compactMap { $0 }.map { context.asGiven($0) }
    let attributes: [String: ForeignAttribute] = ["axis": .int(axis), "epsilon": .float(epsilon)]
    context.append("LayerNormalization", named: node.name, inputs, [context.define(node.outputs[0])], attributes)
  }
}
