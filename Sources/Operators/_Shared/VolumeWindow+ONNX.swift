package import Graphs
import Tensors

extension VolumeWindow {
  /// Reads `strides`, `dilations`, `pads`, `auto_pad` and `ceil_mode` of a node that slides over `input`.
  package init(onnx node: ForeignNode, input: [Int], kernel: [Int]) throws(ForeignError) {
    let rank = input.count
    func list(_ name: String, _ count: Int, _ value: Int) throws(ForeignError) -> [Int] {
      guard let list = node.ints(name), !list.isEmpty else { return [Int](repeating: value, count: count) }
      guard list.count == count else { throw node.refused(name, "\(list)") }
      return list
    }
    let (stride, dilation) = (try list("strides", rank, 1), try list("dilations", rank, 1))
    guard input.allSatisfy({ (0...Int(Int32.max)).contains($0) }) else { throw node.refused("X", "\(input)") }
    guard kernel.count == rank, (kernel + stride + dilation).allSatisfy({ (1...Window.largest).contains($0) }) else {
      throw node.refused("kernel_shape", "\(kernel), strides \(stride), dilations \(dilation)")
    }
    let mode = node.string("auto_pad", default: "NOTSET")
    var (before, after) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
    switch mode {
    case "NOTSET", "":
      let pads = try list("pads", 2 * rank, 0)
      guard pads.allSatisfy({ (-Window.largest...Window.largest).contains($0) }) else {
        throw node.refused("pads", "\(pads)")
      }
      (before, after) = (Array(pads[..<rank]), Array(pads[rank...]))
    case "VALID": break
    case "SAME_UPPER", "SAME_LOWER":
      for axis in 0..<rank {
        let count = (input[axis] + stride[axis] - 1) / stride[axis]
        let total = max(0, (count - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1 - input[axis])
        before[axis] = mode == "SAME_UPPER" ? total / 2 : total - total / 2
        after[axis] = total - before[axis]
      }
    default: throw node.refused("auto_pad", mode)
    }
    self.init(
      kernel: kernel, stride: stride, dilation: dilation, before: before, after: after,
      isCeiling: node.int("ceil_mode", default: 0) != 0)
  }

  /// The window of a pooling node, which states its kernel.
  package init(pooling node: ForeignNode, input: [Int]) throws(ForeignError) {
    guard let kernel = node.ints("kernel_shape") else { throw node.refused("kernel_shape", "none") }
    try self.init(onnx: node, input: input, kernel: kernel)
  }

  package var attributes: [String: ForeignAttribute] {
    [
      "kernel_shape": .ints(kernel), "strides": .ints(stride), "dilations": .ints(dilation),
      "pads": .ints(before + after),
    ].merging(isCeiling ? ["ceil_mode": .int(1)] : [:]) { $1 }
  }
}

extension ONNXReading {
  /// Reads a node over sequences `[N,C,L]` as one over images of one row, by the room that reads those.
  package mutating func asRow(
    _ node: ForeignNode, _ read: (ForeignNode, inout ONNXReading) throws(ForeignError) -> [Result]?
  ) throws(ForeignError) -> [Result]? {
    var row = node
    for (name, front) in [("kernel_shape", [1]), ("strides", [1]), ("dilations", [1]), ("output_padding", [0])] {
      if let list = node.ints(name), !list.isEmpty { row.attributes[name] = .ints(front + list) }
    }
    if let pads = node.ints("pads"), pads.count == 2 { row.attributes["pads"] = .ints([0, pads[0], 0, pads[1]]) }
    func image(_ shape: Shape) -> Shape { Shape(Array(shape.dimensions.dropLast()) + [1, shape.channels]) }
    for index in node.inputs.indices where isPresent(index) {
      let id = try input(index, of: node)
      let shape = graph.type(of: id).shape
      guard shape.rank == 3 else { continue }
      let known = try weights(id) { (try? $0.reshaped(to: image(shape))) ?? $0 }
      let lifted: ValueID
      if let known { lifted = known } else { lifted = try apply(Reshape(image(shape).dimensions), id) }
      // No file has a name with this character.
      row.inputs[index] = node.inputs[index] + "\u{0}"
      define(row.inputs[index], .asStated(lifted))
    }
    try enter(row)
    guard let results = try read(row, &self) else { return nil }
    var lowered: [Result] = []
    for result in results {
      let name = node.name + "\u{0}result"
      define(name, result)
      let id = try stated(name)
      let extents = graph.type(of: id).shape.dimensions
      lowered.append(.asStated(try apply(Reshape(Array(extents[..<2]) + [extents[3]]), id, name: node.name)))
    }
    return lowered
  }
}
