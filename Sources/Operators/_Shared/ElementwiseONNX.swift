package import Graphs
import Tensors

/// An element-wise operator that ONNX has under one name with plain attributes.
package protocol ElementwiseONNX: ONNXConvertible {
  init(onnx node: ForeignNode)
  /// Those that differ from ONNX's defaults.
  var onnxAttributes: [String: ForeignAttribute] { get }
}

extension ElementwiseONNX {
  package static var onnxNames: [String] { [name] }
  package var onnxAttributes: [String: ForeignAttribute] { [:] }

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { try context.elementwise(Self(onnx: node), node) }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise(Self.onnxNames[0], node, onnxAttributes)
  }
}

/// An element-wise operator without attributes.
package protocol PlainONNX: ElementwiseONNX {
  init()
}

extension PlainONNX {
  package init(onnx node: ForeignNode) { self.init() }
}

extension ONNXReading {
  /// Reads an element-wise operator with broadcasting, in whichever layout its inputs already have.
  ///
  /// Before version 7 the second input broadcasts only when `broadcast` says so, from `axis` on.
  package mutating func elementwise(
    _ op: any Operator, _ node: ForeignNode
  ) throws(ForeignError) -> [ONNXReading.Result] {
    if node.version < 7, node.int("broadcast", default: 0) != 0, node.attributes["axis"] != nil, inputCount == 2 {
      let (a, b) = (try input(0, of: node), try input(1, of: node))
      let (rank, extents) = (graph.type(of: a).shape.rank, graph.type(of: b).shape.dimensions)
      let behind = rank - node.int("axis", default: 0) - extents.count
      guard (0...rank).contains(behind) else {
        throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "axis", problem: "\(extents)")
      }
      let aligned = try apply(Reshape(extents + [Int](repeating: 1, count: behind)), b)
      return [.asStated(try apply(op, a, aligned, name: node.name))]
    }
    let (inputs, channelsLast) = try elementwise(of: node)
    let outputs = try append(op, inputs, name: node.name)
    return outputs.map { channelsLast ? .channelsLast($0) : .asStated($0) }
  }

  /// Reads an operator of any number of inputs as a chain of binary ones.
  package mutating func chain(_ op: any Operator, _ node: ForeignNode) throws(ForeignError) -> ONNXReading.Result {
    let (inputs, channelsLast) = try elementwise(of: node)
    guard let first = inputs.first, var y = first else {
      throw .missingInput(node: node.name, kind: node.kind, input: 0)
    }
    for next in inputs.dropFirst() { y = try apply(op, y, next) }
    return channelsLast ? .channelsLast(y) : .asStated(y)
  }
}
