package import Graphs
import Tensors

extension BatchNormalization: ONNXConvertible {
  package static let onnxNames = ["BatchNormalization"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard node.int("spatial", default: 1) == 1 else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "spatial", problem: "statistics of every position")
    }
    var vectors: [ValueID?] = []
    for index in 1...4 { vectors.append(try context.input(index, of: node)) }
    let op = BatchNormalization(epsilon: node.float("epsilon", default: 1e-5))
    guard node.int("training_mode", default: 0) != 0 else {
      let y = try context.channelwise(node) { x, context throws(ForeignError) in
        try context.append(op, [x] + vectors, name: node.name)[0]
      }
      return [y]
    }
    return try training(op, vectors, node, into: &context)
  }

  /// With the statistics of the batch itself, and the running ones moved towards them.
  private static func training(
    _ op: BatchNormalization, _ vectors: [ValueID?], _ node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result] {
    var statistics: [ValueID] = []
    let y = try context.channelwise(node) { x, context throws(ForeignError) in
      let axes = Array(0..<max(context.graph.type(of: x).shape.rank - 1, 0))
      let mean = try context.apply(ReduceMean(axes: axes, keepsAxes: false), x)
      let centred = try context.apply(Subtract(), x, mean)
      let square = try context.apply(Multiply(), centred, centred)
      statistics = [mean, try context.apply(ReduceMean(axes: axes, keepsAxes: false), square)]
      return try context.append(op, [x, vectors[0], vectors[1]] + statistics, name: node.name)[0]
    }
    let momentum = node.float("momentum", default: 0.9)
    var results = [y]
    for (running, batch) in zip(vectors[2...], statistics) {
      let factors = [momentum, 1 - momentum].map { context.graph.number(Double($0), like: batch) }
      let kept = try context.apply(Multiply(), running, factors[0])
      let moved = try context.apply(Add(), kept, try context.apply(Multiply(), batch, factors[1]))
      results.append(.asStated(moved))
    }
    return results
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let vectors = node.inputs.dropFirst().compactMap { $0 }.map { context.asGiven($0) }
    let attributes: [String: ForeignAttribute] = epsilon == 1e-5 ? [:] : ["epsilon": .float(epsilon)]
    context.appendChannelwise("BatchNormalization", node, vectors, attributes)
  }
}
