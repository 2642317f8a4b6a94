package import Graphs
import Tensors

extension Slice: ONNXConvertible {
  package static let onnxNames = ["Slice", "Split"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    if node.kind == "Split" { return try split(node, into: &context) }
    guard let starts = try context.integers("starts", orInput: 1, of: node),
      let ends = try context.integers("ends", orInput: 2, of: node)
    else { throw .missingInput(node: node.name, kind: node.kind, input: 1) }
    let stated = try context.integers("axes", orInput: 3, of: node) ?? Array(starts.indices)
    let steps = try context.integers("steps", orInput: 4, of: node) ?? starts.map { _ in 1 }
    guard starts.count == ends.count, starts.count == stated.count, starts.count == steps.count, !steps.contains(0)
    else { throw node.refused("steps", "\(steps)") }
    var (value, channelsLast) = try context.anyLayout(of: node)
    let axes = try context.axes(stated, of: value, channelsLast: channelsLast, node)
    for (position, axis) in axes.enumerated() {
      let extent = context.graph.type(of: value).shape[axis]
      let name = position == axes.count - 1 ? node.name : ""
      let (start, end) = (starts[position], ends[position])
      // No axis is longer than a step of 2³², so that a larger one picks the same.
      let step = min(max(steps[position], -1 << 32), 1 << 32)
      if step == 1 {
        let (low, high) = (bound(start, extent, 0...extent), bound(end, extent, 0...extent))
        value = try context.apply(Slice(axis: axis, start: low, count: max(0, high - low)), value, name: name)
      } else {
        // Backwards, the last position is in front of the first.
        let range = step > 0 ? 0...extent : -1...max(-1, extent - 1)
        guard extent <= 1 << 26 else { throw node.refused("steps", "\(step) along \(extent)") }
        let picked = stride(from: bound(start, extent, range), to: bound(end, extent, range), by: step)
        value = try context.picked(Array(picked), axis: axis, of: value, name: name)
      }
    }
    return [channelsLast ? .channelsLast(value) : .asStated(value)]
  }

  /// A position that may count from the back, within `range`.
  private static func bound(_ index: Int, _ extent: Int, _ range: ClosedRange<Int>) -> Int {
    min(max(index < 0 ? index &+ extent : index, range.lowerBound), range.upperBound)
  }

  /// A split is one slice for each output.
  private static func split(
    _ node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result] {
    let (x, channelsLast) = try context.anyLayout(of: node)
    let axis = try context.axes([node.int("axis", default: 0)], of: x, channelsLast: channelsLast, node)[0]
    let extent = context.graph.type(of: x).shape[axis]
    let parts = node.outputs.count
    // Equal parts, the last one smaller when they do not fill the axis.
    let each = parts > 0 ? (extent + parts - 1) / parts : 0
    let equal = (0..<parts).map { max(0, min(each, extent - $0 * each)) }
    let counts = try context.integers("split", orInput: 1, of: node) ?? equal
    guard counts.count == parts, counts.allSatisfy({ (0...extent).contains($0) }), counts.reduce(0, +) == extent else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "split", problem: "\(counts) of \(extent)")
    }
    var results: [ONNXReading.Result] = []
    var start = 0
    for (part, count) in counts.enumerated() {
      let op = Slice(axis: axis, start: start, count: count)
      let y = try context.apply(op, x, name: node.name.isEmpty ? "" : "\(node.name)_\(part)")
      results.append(channelsLast ? .channelsLast(y) : .asStated(y))
      start += count
    }
    return results
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let rank = context.type(of: x).shape.rank
    let image = context.hasChannelsFirst(x)
    let position = axis < 0 ? axis + rank : axis
    let inputs = [
      image ? context.channelsFirst(x) : context.asGiven(x), context.integers([start], name: "starts"),
      context.integers([start + count], name: "ends"),
      context.integers([image ? ImageLayout.channelsFirstAxis(position) : position], name: "axes"),
    ]
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append("Slice", named: node.name, inputs, [output])
  }
}
