package import Graphs
import Tensors

extension Pad: ONNXConvertible {
  package static let onnxNames = ["Pad", "CenterCropPad"]

  /// Negative amounts become slices, other modes than a constant a Gather for each axis.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (x, channelsLast) = try context.anyLayout(of: node)
    let order = channelsLast ? ImageLayout.toChannelsLast : Array(context.graph.type(of: x).shape.dimensions.indices)
    let stated =
      node.kind == "Pad" ? try amounts(node, rank: order.count, in: &context) : try centred(node, in: &context)
    let (before, after) = (order.map { stated.before[$0] }, order.map { stated.after[$0] })
    let mode = node.string("mode", default: "constant")
    let y =
      mode == "constant"
      ? try constant(x, before, after, node, in: &context) : try mirrored(x, before, after, mode, node, in: &context)
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  /// What is added on every axis, in the order of the file.
  private static func amounts(
    _ node: ForeignNode, rank: Int, in context: inout ONNXReading
  ) throws(ForeignError) -> (before: [Int], after: [Int]) {
    guard let stated = try context.integers(node.version < 2 ? "paddings" : "pads", orInput: 1, of: node) else {
      throw .missingInput(node: node.name, kind: node.kind, input: 1)
    }
    let x = try context.anyForm(0, of: node)
    let axes = try context.axes(
      try context.integers("axes", orInput: 3, of: node) ?? Array(0..<rank), of: x, channelsLast: false, node)
    guard stated.count == 2 * axes.count, Set(axes).count == axes.count,
      stated.allSatisfy({ (-Int(Int32.max)...Int(Int32.max)).contains($0) })
    else { throw node.refused("pads", "\(stated)") }
    var (before, after) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
    for (position, axis) in axes.enumerated() {
      before[axis] = stated[position]
      after[axis] = stated[axes.count + position]
    }
    return (before, after)
  }

  /// What a CenterCropPad adds or cuts off: half on both sides, the odd one behind.
  private static func centred(
    _ node: ForeignNode, in context: inout ONNXReading
  ) throws(ForeignError) -> (before: [Int], after: [Int]) {
    let x = try context.input(0, of: node)
    let shape = context.graph.type(of: x).shape
    let axes = try context.axes(node.ints("axes") ?? Array(0..<shape.rank), of: x, channelsLast: false, node)
    guard let wanted = try context.integers("shape", orInput: 1, of: node), wanted.count == axes.count,
      wanted.allSatisfy({ (0...Int(Int32.max)).contains($0) })
    else { throw node.refused("shape", "none for \(axes)") }
    var (before, after) = ([Int](repeating: 0, count: shape.rank), [Int](repeating: 0, count: shape.rank))
    for (axis, extent) in zip(axes, wanted) {
      let difference = extent - shape[axis]
      before[axis] = difference / 2
      after[axis] = difference - difference / 2
    }
    return (before, after)
  }

  private static func constant(
    _ x: ValueID, _ before: [Int], _ after: [Int], _ node: ForeignNode, in context: inout ONNXReading
  ) throws(ForeignError) -> ValueID {
    var value = Double(node.float("value", default: 0))
    if node.kind == "Pad", context.isPresent(2) {
      let stated = try context.constant(2, of: node)
      guard stated.count == 1, let number = stated.numbers.reals.first, abs(number) <= 0x1p53 || !number.isFinite
      else { throw node.refused("constant_value", "\(stated.type)") }
      value = number
    }
    let kept = try cut(x, before, after, node, in: &context)
    let op = Pad(before: before.map { max(0, $0) }, after: after.map { max(0, $0) }, value: value)
    return try context.apply(op, kept, name: node.name)
  }

  /// What negative amounts leave.
  private static func cut(
    _ x: ValueID, _ before: [Int], _ after: [Int], _ node: ForeignNode, in context: inout ONNXReading
  ) throws(ForeignError) -> ValueID {
    var value = x
    for axis in before.indices where before[axis] < 0 || after[axis] < 0 {
      let extent = context.graph.type(of: value).shape[axis]
      let (front, back) = (max(0, -before[axis]), max(0, -after[axis]))
      guard front + back <= extent else { throw node.refused("pads", "\(before) and \(after)") }
      value = try context.apply(Slice(axis: axis, start: front, count: extent - front - back), value)
    }
    return value
  }

  private static func mirrored(
    _ x: ValueID, _ before: [Int], _ after: [Int], _ mode: String, _ node: ForeignNode, in context: inout ONNXReading
  ) throws(ForeignError) -> ValueID {
    var value = try cut(x, before, after, node, in: &context)
    for axis in before.indices where before[axis] > 0 || after[axis] > 0 {
      let extent = context.graph.type(of: value).shape[axis]
      let (front, back) = (max(0, before[axis]), max(0, after[axis]))
      guard extent > 0, extent + front + back <= 1 << 26 else { throw node.refused("pads", "\(before), \(after)") }
      let places = try (-front..<extent + back).map { place throws(ForeignError) in
        switch mode {
        case "edge": return min(max(place, 0), extent - 1)
        case "wrap": return (place % extent + extent) % extent
        case "reflect":
          // There and back again, the ends once.
          let period = max(1, 2 * (extent - 1))
          let turn = (place % period + period) % period
          return min(turn, period - turn)
        default: throw node.refused("mode", mode)
        }
      }
      value = try context.picked(places, axis: axis, of: value)
    }
    return value
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let image = context.hasChannelsFirst(x)
    let order = image ? ImageLayout.toChannelsFirst : Array(before.indices)
    var inputs = [
      image ? context.channelsFirst(x) : context.asGiven(x),
      context.integers(order.map { before[$0] } + order.map { after[$0] }, name: "pads"),
    ]
    if value != 0 {
      do {
        let filling = try Tensor(.reals([value]), as: context.type(of: x).element, shape: .scalar)
        inputs.append(context.sharedConstant(filling, name: "value"))
      } catch { throw .cannotExport(operatorName: Self.name, node: node.name, problem: "\(error)") }
    }
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append("Pad", named: node.name, inputs, [output])
  }
}
