package import Graphs
import Kernels
package import Tensors

/// The input with a constant around it.
///
/// - Output: extent `before[i] + x.shape[i] + after[i]` along axis `i`.
/// - Source: ONNX Pad-13, mode `constant`, amounts ≥ 0.
package struct Pad: Operator {
  package let before: [Int]
  package let after: [Int]
  package let value: Float

  package init(before: [Int], after: [Int], value: Float = 0) {
    self.before = before
    self.after = after
    self.value = value
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    guard before.count == after.count, (before + after).allSatisfy({ (0...1 << 20).contains($0) }) else {
      throw .attribute(name: "pads", problem: "\(before + after)")
    }
    let x = try TypeChecks.float32(inputs, 0, rank: before.count)
    let extents = x.dimensions.indices.map { before[$0] + x[$0] + after[$0] }
    do { return [.float32(try Shape(checking: extents))] } catch {
      throw .attribute(name: "pads", problem: "\(before + after) of \(x)")
    }
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    var result = Tensor(repeating: value, shape: type.shape)
    let (from, to) = (x.shape.strides, type.shape.strides)
    let start = zip(before, to).reduce(0) { $0 + $1.0 * $1.1 }
    let elements = x.floats
    result.withMutableElements(as: Float.self) { y in
      for i in elements.indices {
        var target = start
        for axis in from.indices { target += i / from[axis] % x.shape[axis] * to[axis] }
        y[target] = elements[i]
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("image", Pad(before: [0, 1, 2, 0], after: [0, 1, 0, 0]), [.random([2, 3, 4, 5], seed: 1)]),
      OperatorSample("vector with a value", Pad(before: [3], after: [2], value: -7), [.random([5], seed: 2)]),
    ]
  }
}

extension Pad: Differentiable {
  /// `dy` without the border.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard var gradient = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    let shape = graph.type(of: x).shape
    for axis in before.indices where before[axis] + after[axis] > 0 {
      gradient = try graph.apply(Slice(axis: axis, start: before[axis], count: shape[axis]), gradient)
    }
    return [gradient]
  }
}

extension Pad: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape else { return nil }
    let bytes = withUnsafeBytes(of: value) { Array($0) }
    let call = KernelCall.pad(shape: x, before: before, after: after, value: bytes)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}

extension Pad: ONNXConvertible {
  package static let onnxNames = ["Pad"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let mode = node.string("mode", default: "constant")
    guard mode == "constant" else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "mode", problem: mode)
    }
    guard let stated = try context.integers("pads", orInput: 1, of: node) else {
      throw .missingInput(node: node.name, kind: node.kind, input: 1)
    }
    let value = context.isPresent(2) ? try context.constant(2, of: node) : nil
    let (x, channelsLast) = try context.anyLayout(of: node)
    let rank = context.graph.type(of: x).shape.rank
    let axes = try context.axes(
      try context.integers("axes", orInput: 3, of: node) ?? Array(0..<rank), of: x, channelsLast: false, node)
    guard stated.count == 2 * axes.count, value == nil || (value?.element == .float32 && value?.count == 1) else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "pads", problem: "\(stated)")
    }
    var pads = [Int](repeating: 0, count: 2 * rank)
    for (position, axis) in axes.enumerated() {
      pads[axis] = stated[position]
      pads[rank + axis] = stated[axes.count + position]
    }
    let order = channelsLast ? ImageLayout.toChannelsLast : Array(0..<rank)
    let op = Pad(
      before: order.map { pads[$0] }, after: order.map { pads[rank + $0] },
      value: value?.floats.first ?? node.float("value", default: 0))
    let y = try context.apply(op, x, name: node.name)
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let image = context.hasChannelsFirst(x)
    let order = image ? ImageLayout.toChannelsFirst : Array(before.indices)
    var inputs = [
      image ? context.channelsFirst(x) : context.asGiven(x),
      context.integers(order.map { before[$0] } + order.map { after[$0] }, name: "pads"),
    ]
    if value != 0 { inputs.append(context.sharedConstant(Tensor(repeating: value, shape: .scalar), name: "value")) }
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append("Pad", named: node.name, inputs, [output])
  }
}
