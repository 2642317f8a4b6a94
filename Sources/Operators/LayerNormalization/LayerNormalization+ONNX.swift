package import Graphs
import Tensors

extension LayerNormalization: ONNXConvertible {
  package static let onnxNames = ["LayerNormalization"]

  /// Without a bias it is read with one of zeros. Mean and inverse deviation, which files may name as further outputs,
  /// are computed beside it.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.input(0, of: node)
    let scale = try context.input(1, of: node)
    let stated = try context.optionalInput(2, of: node)
    let bias = stated ?? context.graph.constant(Tensor(zeros: context.graph.type(of: scale)), name: "\(node.name)_bias")
    let op = LayerNormalization(axis: node.int("axis", default: -1), epsilon: node.float("epsilon", default: 1e-5))
    let y = try context.apply(op, x, scale, bias, name: node.name)
    guard node.outputs.count > 1 else { return [.asStated(y)] }
    let axes = Array(
      try context.axes([op.axis], of: x, channelsLast: false, node)[0]..<context.graph.type(of: x).shape.rank)
    let average = ReduceMean(axes: axes, keepsAxes: true)
    let mean = try context.apply(average, x)
    let centred = try context.apply(Subtract(), x, mean)
    let variance = try context.apply(average, try context.apply(Multiply(), centred, centred))
    let shifted = try context.apply(Add(), variance, context.graph.number(Double(op.epsilon), like: variance))
    let inverse = try context.apply(Reciprocal(), try context.apply(Sqrt(), shifted))
    return [y, mean, inverse].prefix(node.outputs.count).map { .asStated($0) }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let inputs = node.inputs.compactMap { $0 }.map { context.asGiven($0) }
    let attributes: [String: ForeignAttribute] = ["axis": .int(axis), "epsilon": .float(epsilon)]
    context.append("LayerNormalization", named: node.name, inputs, [context.define(node.outputs[0])], attributes)
  }
}
