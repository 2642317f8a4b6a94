package import Graphs
import Tensors

extension ConvInteger: ONNXConvertible {
  package static let onnxNames = ["ConvInteger"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    var inputs: [ValueID?] = []
    for index in 0..<context.inputCount { inputs.append(try context.optionalInput(index, of: node)) }
    guard inputs.count > 1, let x = inputs[0], let w = inputs[1] else {
      throw .missingInput(node: node.name, kind: node.kind, input: inputs.count)
    }
    let (image, kernel) = (context.graph.type(of: x).shape, context.graph.type(of: w).shape)
    let axes = max(image.rank - 2, 0)
    let ones = [Int](repeating: 1, count: axes)
    let (strides, dilations) = (node.ints("strides") ?? ones, node.ints("dilations") ?? ones)
    guard strides.count == axes, dilations.count == axes, kernel.rank == image.rank else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "strides", problem: "\(strides)")
    }
    var pads = node.ints("pads") ?? [Int](repeating: 0, count: 2 * axes)
    let mode = node.string("auto_pad", default: "NOTSET")
    if mode.hasPrefix("SAME") {
      pads = [Int](repeating: 0, count: 2 * axes)
      for axis in 0..<axes {
        let lengths = [image[axis + 2], kernel[axis + 2], strides[axis], dilations[axis]]
        guard lengths.allSatisfy({ (1...Window.largest).contains($0) }) else { continue }
        let window = Window.same(
          input: Pair(lengths[0], 1), kernel: Pair(lengths[1], 1), stride: Pair(lengths[2], 1),
          dilation: Pair(lengths[3], 1))
        let (less, more) = (window.padding.top, window.padding.bottom)
        (pads[axis], pads[axis + axes]) = mode == "SAME_LOWER" ? (more, less) : (less, more)
      }
    }
    let op = ConvInteger(strides: strides, dilations: dilations, pads: pads, groups: node.int("group", default: 1))
    return try context.append(op, inputs, name: node.name).map { .asStated($0) }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let inputs = node.inputs.map { id in id.map { context.asGiven($0) } ?? "" }
    context.append(
      "ConvInteger", named: node.name, inputs, [context.define(node.outputs[0])],
      ["strides": .ints(strides), "dilations": .ints(dilations), "pads": .ints(pads), "group": .int(groups)])
  }
}
