package import Graphs
import Tensors

extension Reshape: ONNXConvertible {
  package static let onnxNames = ["Reshape", "Squeeze", "Unsqueeze"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.input(0, of: node)
    let shape = context.graph.type(of: x).shape
    let dimensions: [Int]
    switch node.kind {
    case "Squeeze":
      let stated =
        try context.integers("axes", orInput: 1, of: node) ?? shape.dimensions.indices.filter { shape[$0] == 1 }
      dimensions = squeezed(shape, Set(try context.axes(stated, of: x, channelsLast: false, node)))
    case "Unsqueeze":
      guard let stated = try context.integers("axes", orInput: 1, of: node) else {
        throw .missingInput(node: node.name, kind: node.kind, input: 1)
      }
      dimensions = try unsqueezed(shape, stated, node)
    default:
      guard let stated = try context.integers("shape", orInput: 1, of: node) else {
        throw .missingInput(node: node.name, kind: node.kind, input: 1)
      }
      let op = Reshape(stated, copiesZeros: node.int("allowzero", default: 0) == 0 || !stated.contains(0))
      return [.asStated(try context.apply(op, x, name: node.name))]
    }
    return [.asStated(try context.apply(Reshape(dimensions), x, name: node.name))]
  }

  /// Extents before the first removed axis keep their position, so they may stay open.
  private static func squeezed(_ shape: Shape, _ axes: Set<Int>) -> [Int] {
    let first = axes.min() ?? shape.rank
    return shape.dimensions.indices.filter { !axes.contains($0) }.map { $0 < first ? 0 : shape[$0] }
  }

  private static func unsqueezed(_ shape: Shape, _ axes: [Int], _ node: ForeignNode) throws(ForeignError) -> [Int] {
    let rank = shape.rank + axes.count
    let positions = Set(axes.map { $0 < 0 ? $0 + rank : $0 })
    guard positions.count == axes.count, positions.allSatisfy({ (0..<rank).contains($0) }) else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "axes", problem: "\(axes)")
    }
    let first = positions.min() ?? rank
    var rest = shape.dimensions.indices.makeIterator()
    var result: [Int] = []
    for position in 0..<rank {
      if positions.contains(position) {
        result.append(1)
      } else if let axis = rest.next() {
        result.append(position < first ? 0 : shape[axis])
      }
    }
    return result
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let inputs = [context.asGiven(x), context.integers(dimensions, name: "shape")]
    context.append(
      "Reshape", named: node.name, inputs, [context.define(node.outputs[0])],
      copiesZeros ? [:] : ["allowzero": .int(1)])
  }
}
