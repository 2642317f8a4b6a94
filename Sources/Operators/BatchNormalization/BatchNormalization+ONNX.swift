package import Graphs
import Tensors

extension BatchNormalization: ONNXConvertible {
  package static let onnxNames = ["BatchNormalization"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard node.int("training_mode", default: 0) == 0, node.int("spatial", default: 1) == 1 else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "training_mode", problem: "only inference is read")
    }
    var vectors: [ValueID?] = []
    for index in 1...4 { vectors.append(try context.input(index, of: node)) }
    let op = BatchNormalization(epsilon: node.float("epsilon", default: 1e-5))
    let stated = context.hasChannelsLast(0) ? nil : try context.input(0, of: node)
    if let stated, context.graph.type(of: stated).shape.rank == 2 {
      return [.asStated(try context.append(op, [stated] + vectors, name: node.name)[0])]
    }
    let x = try context.channelsLast(0, of: node)
    return [.channelsLast(try context.append(op, [x] + vectors, name: node.name)[0])]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let rank = context.type(of: x).shape.rank
    guard rank == 4 || rank == 2 else {
      throw .cannotExport(operatorName: Self.name, node: node.name, problem: "rank \(rank)")
    }
    let vectors = node.inputs.dropFirst().compactMap { $0 }.map { context.asGiven($0) }
    let input = rank == 4 ? context.channelsFirst(x) : context.asGiven(x)
    let output = rank == 4 ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    let attributes: [String: ForeignAttribute] = epsilon == 1e-5 ? [:] : ["epsilon": .float(epsilon)]
    context.append("BatchNormalization", named: node.name, [input] + vectors, [output], attributes)
  }
}
