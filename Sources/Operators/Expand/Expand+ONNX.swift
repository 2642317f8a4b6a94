package import Graphs
import Tensors

extension Expand: ONNXConvertible {
  package static let onnxNames = ["Expand", "ConstantOfShape"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    if node.kind == "ConstantOfShape" { return [.asStated(try filled(node, into: &context))] }
    guard let shape = try context.integers("shape", orInput: 1, of: node) else {
      throw .missingInput(node: node.name, kind: node.kind, input: 1)
    }
    return [.asStated(try context.apply(Expand(shape), try context.input(0, of: node), name: node.name))]
  }

  /// One number in every place of a known shape is a constant, whose bytes are made when they are asked for.
  private static func filled(_ node: ForeignNode, into context: inout ONNXReading) throws(ForeignError) -> ValueID {
    let stated = try context.integers("", orInput: 0, of: node) ?? []
    let value = if case .tensor(let tensor)? = node.attributes["value"] { tensor } else { Tensor([Float(0)]) }
    guard value.count == 1, value.element.bitWidth >= 8 else { throw node.refused("value", "\(value.type)") }
    guard let shape = try? Shape(checking: stated) else { throw node.refused("input", "\(stated)") }
    let type = TensorType(value.element, shape)
    guard type.byteCount <= 1 << 31 else { throw node.refused("input", "\(type) is above 2 GiB") }
    let filled = Tensor(deferred: type) { target in
      value.withBytes { one in for i in target.indices { target[i] = one[i % one.count] } }
      return true
    }
    // Small ones are held, so that the numbers are there at once.
    guard type.byteCount <= 1 << 16 else { return context.graph.constant(filled, name: node.name) }
    var held = filled
    held.withMutableBytes { _ in }
    return context.graph.constant(held, name: node.name)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven("Expand", node, more: [context.integers(dimensions, name: "shape")])
  }
}
