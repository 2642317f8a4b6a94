package import Graphs
import Tensors

extension ConvTranspose: ONNXConvertible {
  package static let onnxNames = ["ConvTranspose"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.inputType(0, of: node).shape
    let w = try context.inputType(1, of: node).shape
    guard x.rank >= 3, w.rank == x.rank else { throw node.refused("W", "\(w) for \(x)") }
    let source = Array(x.dimensions[2...])
    // With padding that follows from the output, only the other lists count.
    var plain = node
    let mode = node.string("auto_pad", default: "NOTSET")
    let isSame = mode.hasPrefix("SAME")
    var wanted = node.ints("output_shape").map { Array($0.suffix(source.count)) }
    if isSame || wanted != nil {
      plain.attributes["auto_pad"] = nil
      plain.attributes["pads"] = nil
    }
    var window = try VolumeWindow(onnx: plain, input: source, kernel: Array(w.dimensions[2...]))
    var added = node.ints("output_padding") ?? source.map { _ in 0 }
    guard added.count == source.count, wanted?.count ?? source.count == source.count,
      (added + (wanted ?? [])).allSatisfy({ (0...Int(Int32.max)).contains($0) })
    else { throw node.refused("output_shape", "\(wanted ?? []) with \(added)") }
    if isSame, wanted == nil { wanted = zip(source, window.stride).map { $0 * $1 } }
    if let wanted {
      var (before, after) = (window.before, window.after)
      for axis in source.indices {
        let span = window.stride[axis] * (source[axis] - 1) + window.reach(axis) + added[axis]
        let total = span - wanted[axis]
        let half = total >> 1
        before[axis] = mode == "SAME_UPPER" ? half : total - half
        after[axis] = total - before[axis]
      }
      window = VolumeWindow(
        kernel: window.kernel, stride: window.stride, dilation: window.dilation, before: before, after: after)
    }
    // What is cut off behind by a negative number is added.
    for axis in source.indices where window.after[axis] < 0 { added[axis] -= window.after[axis] }
    window = VolumeWindow(
      kernel: window.kernel, stride: window.stride, dilation: window.dilation, before: window.before,
      after: window.after.map { max($0, 0) })
    let op = ConvTranspose(window, groups: node.int("group", default: 1), outputPadding: added)
    return try context.asStated(op, inputs: 3, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven("ConvTranspose", node, onnxAttributes)
  }

  var onnxAttributes: [String: ForeignAttribute] {
    var attributes = window.attributes
    if groups != 1 { attributes["group"] = .int(groups) }
    if outputPadding.contains(where: { $0 != 0 }) { attributes["output_padding"] = .ints(outputPadding) }
    return attributes
  }
}
