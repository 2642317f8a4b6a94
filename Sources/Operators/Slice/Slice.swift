package import Graphs
import Kernels
package import Tensors

/// `count` neighbouring indices of one axis, from `start` on.
///
/// - Source: ONNX Slice-13 with constant bounds and steps of 1, one node per axis.
package struct Slice: Operator {
  package let axis: Int
  package let start: Int
  package let count: Int

  package init(axis: Int, start: Int, count: Int) {
    self.axis = axis
    self.start = start
    self.count = count
  }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    var type = try Movement.type(inputs, 0)
    let axis = try TypeChecks.axis(axis, of: type.shape)
    guard start >= 0, count >= 0, start <= type.shape[axis], count <= type.shape[axis] - start else {
      throw .shape("\(count) indices from \(start) on do not lie in \(type.shape[axis])")
    }
    type.shape = type.shape.replacing(axis: axis, with: count)
    return [type]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let axis = try TypeChecks.axis(axis, of: x.shape)
    let inner = x.shape.strides[axis]
    let (old, new) = (x.shape[axis] * inner, count * inner)
    return [Movement.gather(x, as: type) { $0 / new * old + start * inner + $0 % new }]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("channels", Slice(axis: -1, start: 2, count: 3), [.random([2, 3, 3, 7], seed: 1)]),
      OperatorSample("rows", Slice(axis: 0, start: 1, count: 2), [.random([4, 5], seed: 2)]),
    ]
  }
}

extension Slice: Differentiable {
  /// `dy` with zeros around it.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    let shape = graph.type(of: x).shape
    guard let axis = shape.normalized(axis: axis) else { return [nil] }
    var (before, after) = ([Int](repeating: 0, count: shape.rank), [Int](repeating: 0, count: shape.rank))
    before[axis] = start
    after[axis] = shape[axis] - start - count
    return [try graph.apply(Pad(before: before, after: after), dy)]
  }
}

extension Slice: ONNXConvertible {
  package static let onnxNames = ["Slice"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard let starts = try context.integers("starts", orInput: 1, of: node),
      let ends = try context.integers("ends", orInput: 2, of: node)
    else { throw .missingInput(node: node.name, kind: node.kind, input: 1) }
    let stated = try context.integers("axes", orInput: 3, of: node) ?? Array(starts.indices)
    let steps = try context.integers("steps", orInput: 4, of: node) ?? starts.map { _ in 1 }
    guard starts.count == ends.count, starts.count == stated.count, steps.allSatisfy({ $0 == 1 }) else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "steps", problem: "\(steps)")
    }
    var (value, channelsLast) = try context.anyLayout(of: node)
    let axes = try context.axes(stated, of: value, channelsLast: channelsLast, node)
    for (position, axis) in axes.enumerated() {
      let extent = context.graph.type(of: value).shape[axis]
      func bound(_ index: Int) -> Int { min(max(index < 0 ? index &+ extent : index, 0), extent) }
      let (low, high) = (bound(starts[position]), bound(ends[position]))
      let last = position == axes.count - 1
      value = try context.apply(
        Slice(axis: axis, start: low, count: max(0, high - low)), value, name: last ? node.name : "")
    }
    return [channelsLast ? .channelsLast(value) : .asStated(value)]
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
