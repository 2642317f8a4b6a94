package import Graphs
import Tensors

/// Read by ``Resize``, which hands over what copies whole pixels.
extension NearestResize: ONNXWritable {
  /// Whole factors are written as Resize, everything else as two Gathers.
  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let shape = context.type(of: x).shape
    let source = context.channelsFirst(x)
    if let down = NearestResize.factor(rows, of: shape[1]), let right = NearestResize.factor(columns, of: shape[2]) {
      let scales = context.sharedConstant(Tensor([1, 1, Float(down), Float(right)]), name: "scales")
      let output = context.defineChannelsFirst(node.outputs[0])
      context.append(
        "Resize", named: node.name, [source, "", scales], [output],
        [
          "mode": .string("nearest"), "nearest_mode": .string("floor"),
          "coordinate_transformation_mode": .string("asymmetric"),
        ])
      return
    }
    let lines = context.constantOutput(node.name)
    context.append("Gather", named: lines, [source, context.integers(rows, name: "rows")], [lines], ["axis": .int(2)])
    let inputs = [lines, context.integers(columns, name: "columns")]
    context.append(
      "Gather", named: node.name, inputs, [context.defineChannelsFirst(node.outputs[0])], ["axis": .int(3)])
  }

  /// How often every position of an axis comes in a row, `nil` when that differs.
  private static func factor(_ picked: [Int], of extent: Int) -> Int? {
    guard extent > 0, picked.count % extent == 0 else { return nil }
    let factor = picked.count / extent
    return picked.enumerated().allSatisfy { $0.element == $0.offset / factor } ? factor : nil
  }
}
